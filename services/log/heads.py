"""The log in twelve signs: what is printed of it on a picture holds the whole database until that moment (R5).

Whoever writes rows, codes and log anew cannot get the same signs again, and every old picture shows the right ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import Base
from models.log import LogEntry
from rules.codes import signs_of
from services.log.checking import AT_ONCE
from services.log.tables import name_of
from services.log.writing import BEGINNING, digest_of, write_down

LENGTH: Final = 12


def head_at(session: Session, row: Base) -> str | None:
    """Give the short form of the log as it was when a row was first written down; None for a row it does not know."""
    return heads_at(session, [row]).get(name_of(type(row), row))


def heads_at(session: Session, rows: Sequence[Base]) -> dict[str, str]:
    """Give it for some rows, by their names."""
    write_down(session)
    names = [name_of(type(row), row) for row in rows]
    first = select(func.min(LogEntry.id)).where(LogEntry.row.in_(names)).group_by(LogEntry.row)
    entries = session.execute(select(LogEntry.row, LogEntry.digest).where(LogEntry.id.in_(first)))
    return {entry.row: short(entry.digest) for entry in entries}


def short(digest: str) -> str:
    """Shorten the hash of an entry; what is no hash is none."""
    try:
        return signs_of(bytes.fromhex(digest), LENGTH)
    except ValueError:
        return ""


def is_head(session: Session, head: str) -> bool:
    """Compute the chain from its beginning and tell whether it comes by these signs; no stored hash is trusted."""
    write_down(session)
    digest, last = BEGINNING, None
    query = select(LogEntry.id, LogEntry.row, LogEntry.content).order_by(LogEntry.id).limit(AT_ONCE)
    while entries := session.execute(query if last is None else query.where(LogEntry.id > last)).all():
        for entry in entries:
            digest, last = digest_of(digest, entry.row, entry.content), entry.id
            if short(digest) == head:
                return True
    return False
