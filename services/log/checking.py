"""Holds the log against itself and against the rows it speaks of: what was altered, added, removed or cut off is named.

A thousand entries at a time, so that a log of any length is read in the same memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, aliased

from bot.wording import word
from models.base import Base
from models.log import LogEntry, LogHead
from services.log.acts import COVERS
from services.log.tables import (
    BY_NAME,
    CHAINED,
    GONE,
    content_of,
    covers,
    key_of,
    keys_named,
    name_of,
    read_columns,
)
from services.log.writing import BEGINNING, digest_of, write_down

AT_ONCE: Final = 1000
UNREADABLE: Final = ""
WORDS: Final = "log/problems.txt"
# How much of a value is shown where it differs: a rule has twenty thousand signs.
SHOWN: Final = 60


@dataclass(frozen=True)
class ReadEntry:
    """An entry as it was read; `is_last` where none speaks of the same row after it."""

    id: int
    row: str
    content: str
    digest: str
    is_last: bool


def problems(session: Session) -> Iterator[str]:
    """Name what does not fit, in Chinese: a broken chain, a row altered, removed, or added past the log.

    The last entry of a row is held against the whole row, every earlier one against what must stay in it, so that a
    second entry for an altered row excuses nothing.
    """
    write_down(session)
    number, digest, said = 0, BEGINNING, ""
    for entries in _batches(session):
        found = _contents(session, entries)
        for entry in entries:
            number += 1
            if entry.id != number:
                yield word(WORDS, "out_of_order", entry=entry, number=number)
                number = entry.id
            elif entry.digest != digest_of(digest, entry.row, entry.content):
                yield word(WORDS, "chain_broken", entry=entry)
            elif entry.row != COVERS:
                yield from _row_problems(entry, found.get(entry.row))
            digest, said = entry.digest, entry.content if entry.row == COVERS else said
    yield from _end_problems(session, number, digest)
    if number and said != "" and json.loads(said) != covers():
        yield word(WORDS, "covers_less")
    for table in CHAINED:
        yield from (word(WORDS, "row_unknown", row=row) for row in _without_entry(session, table))


@dataclass(frozen=True)
class LastChecked:
    """The end of the log held against itself: from which entry to which, and the first that does not fit, or None."""

    first: int
    last: int
    broken_at: int | None


def check_last(session: Session, most: int) -> LastChecked:
    """Compute the last hashes again, up to `most` of them; where the log ends is held against them, too."""
    end = session.execute(select(LogHead.entries, LogHead.digest)).first() or (0, BEGINNING)
    first = max(end[0] - most, 0)
    before = session.scalar(select(LogEntry.digest).where(LogEntry.id == first)) or BEGINNING
    number, query = first, select(LogEntry.id, LogEntry.row, LogEntry.content, LogEntry.digest)
    for one in session.execute(query.where(LogEntry.id > first).order_by(LogEntry.id)):
        number += 1
        if one.id != number or one.digest != digest_of(before, one.row, one.content):
            return LastChecked(first + 1, end[0], number)
        before = one.digest
    return LastChecked(first + 1, end[0], None if (number, before) == tuple(end) else number)


def entries_now(session: Session) -> int:
    """Count the entries of the log."""
    return session.scalar(select(func.count(LogEntry.id))) or 0


def _batches(session: Session) -> Iterator[list[ReadEntry]]:
    """Read the log from its very beginning, in the order of the ids, whatever these are."""
    later = aliased(LogEntry)
    is_last = ~select(later.id).where(later.row == LogEntry.row, later.id > LogEntry.id).exists()
    query = select(LogEntry.id, LogEntry.row, LogEntry.content, LogEntry.digest, is_last)
    query = query.order_by(LogEntry.id).limit(AT_ONCE)
    entries = [ReadEntry(*one) for one in session.execute(query)]
    while entries:
        yield entries
        entries = [ReadEntry(*one) for one in session.execute(query.where(LogEntry.id > entries[-1].id))]


def _end_problems(session: Session, number: int, digest: str) -> Iterator[str]:
    """Hold the last entry against the row that says where the log ends."""
    head = session.execute(select(LogHead.entries, LogHead.digest)).first() or (0, BEGINNING)
    if tuple(head) != (number, digest):
        yield word(WORDS, "cut_off", head=head, number=number)


def _row_problems(entry: ReadEntry, found: str | None) -> Iterator[str]:
    """Hold an entry against what its row says now, None where there is no such row."""
    kept = CHAINED.get(BY_NAME.get(entry.row.partition("/")[0], Base))
    if kept is None:
        yield word(WORDS, "row_of_no_table", row=entry.row)
    elif kept.may_go and not entry.is_last:
        return
    elif found is None:
        if not (kept.may_go and entry.content == GONE):
            yield word(WORDS, "row_missing", row=entry.row)
    elif found == UNREADABLE:
        yield word(WORDS, "row_unreadable", row=entry.row)
    else:
        before, after = json.loads(entry.content) or {}, json.loads(found)
        held = [name for name in after if entry.is_last or (name in before and kept.stays(name))]
        for name in held:
            if name not in before or before[name] != after[name]:
                yield word(WORDS, "row_altered", row=entry.row, field=name, **_difference(before, after, name))
                return


def _difference(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"before": str(before.get(name))[:SHOWN], "after": str(after[name])[:SHOWN]}


def _contents(session: Session, entries: Sequence[ReadEntry]) -> dict[str, str]:
    """Read what the rows say now that some entries speak of."""
    found: dict[str, str] = {}
    names = {entry.row for entry in entries}
    for table in CHAINED:
        if keys := [*keys_named(table, sorted(names))]:
            found |= read_rows(session, table, keys)
    return found


def read_rows(session: Session, table: type[Base], keys: Sequence[Any]) -> dict[str, str]:
    """Read some rows; where somebody wrote what is no month, no day or no JSON, find out in which row."""
    key = key_of(table)
    columns = [key.label(key.name), *(getattr(table, name) for name in read_columns(table))]
    try:
        rows = session.execute(select(*columns).where(key.in_(keys))).all()
    except ValueError:
        if len(keys) == 1:
            return {f"{table.__tablename__}/{keys[0]}": UNREADABLE}
        return {name: content for one in keys for name, content in read_rows(session, table, [one]).items()}
    return {name_of(table, row): content_of(table, row) for row in rows}


def _without_entry(session: Session, table: type[Base]) -> Iterator[str]:
    """Name the rows that no entry of the log speaks of; every entry has been held against its row."""
    key = cast(key_of(table), String)
    logged = select(LogEntry.id).where(LogEntry.row == f"{table.__tablename__}/" + key).exists()
    for one in session.scalars(select(key).where(~logged).order_by(key_of(table))):
        yield f"{table.__tablename__}/{one}"
