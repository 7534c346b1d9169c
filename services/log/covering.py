"""Brings the log up to what it covers today: rows and columns that were there before it covered them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import in_slices
from models.base import Base
from models.log import LogEntry
from services.log.acts import COVERS
from services.log.checking import AT_ONCE, read_rows
from services.log.tables import BY_NAME, covers, key_of, said_names, written
from services.log.writing import append, write_down


def cover_all(session: Session) -> int:
    """Write into the log what it has not covered so far, and that it covers it from now on; returns how many rows.

    What was altered before this moment cannot be told any more; so a row of a table that is covered already, and has
    no entry, gets none: `problems` goes on naming it. What an entry said of a row stays as it was said.
    """
    write_down(session)
    covered = _covered(session)
    if covered == covers():
        return 0
    append(session.connection(), {COVERS: written(covers())})
    return sum(
        _cover(session, table, is_new=name not in covered)
        for name, table in BY_NAME.items()
        if set(said_names(table)) - set(covered.get(name, ()))
    )


def _covered(session: Session) -> Mapping[str, Sequence[str]]:
    """Read what the log said last that it covers; nothing in a database that is older than the log."""
    newest = select(LogEntry.content).where(LogEntry.row == COVERS).order_by(LogEntry.id.desc()).limit(1)
    said: Mapping[str, Sequence[str]] = json.loads(session.scalar(newest) or "{}")
    return said


def _cover(session: Session, table: type[Base], *, is_new: bool) -> int:
    key, count = key_of(table), 0
    for keys in in_slices(session.scalars(select(key).order_by(key)).all(), AT_ONCE):
        rows = read_rows(session, table, keys)
        last = {} if is_new else _last_entries(session, list(rows))
        entries = {row: _joined(content, last.get(row)) for row, content in rows.items() if is_new or row in last}
        if entries:
            append(session.connection(), entries)
        count += len(entries)
    return count


def _last_entries(session: Session, rows: Sequence[str]) -> dict[str, str]:
    newest = select(func.max(LogEntry.id)).where(LogEntry.row.in_(rows)).group_by(LogEntry.row)
    found = session.execute(select(LogEntry.row, LogEntry.content).where(LogEntry.id.in_(newest)))
    return {entry.row: entry.content for entry in found}


def _joined(found: str, said: str | None) -> str:
    """Add to what was said of a row what has not been said of it."""
    now, before = json.loads(found), json.loads(said or "{}") or {}
    return written({name: before.get(name, value) for name, value in now.items()})
