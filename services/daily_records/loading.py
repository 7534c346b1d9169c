"""Daily records (R7–R9): what each organisation did in a month, taken over from files and corrected by new entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.db import NAMED, in_slices
from bot.wording import word
from models.daily_records import DailyRecord, records_of
from models.locks import lock_organizations
from rules.periods import Month
from services.daily_records.checking import WORDING, Register, problems, read_register
from services.daily_records.file import RecordRow
from services.files import bad_file
from services.log.tables import content_of_values
from services.log.writing import note_said

Subject = tuple[Month, str, str]
_INSERT: Final = insert(DailyRecord).returning(
    DailyRecord.id, DailyRecord.month, DailyRecord.organization_id, DailyRecord.item
)


class NewRecord(NamedTuple):
    """An entry before it is written: a file of a town has ten thousand."""

    month: Month
    organization_id: str
    item: str
    state: str
    remark: str
    recorded_by_id: int
    recorded_at: datetime
    replaces_id: int | None = None


@dataclass(frozen=True)
class Loaded:
    """How many rows were new, corrected an earlier entry, or said what was known already; `written` are the entries."""

    new: int
    corrected: int
    unchanged: int
    written: tuple[int, ...] = field(default=(), compare=False)


def load_records(session: Session, rows: Sequence[RecordRow], now: datetime) -> Loaded:
    """Take over the rows of a file; loading it again changes nothing.

    A row that says something else than the entry that holds becomes a correction: a new entry that replaces it.
    Raises BadFile listing up to 20 rows that cannot be taken, and DatabaseError when no rule has been loaded; then
    nothing is stored.
    """
    register = read_register(session, {row.month for row in rows}, now)
    _refuse_wrong(rows, register)
    return store_entries(session, [_entry(row, register, now) for row in rows])


def store_entries(session: Session, entries: Sequence[NewRecord]) -> Loaded:
    """Take over what was held against the register before and is right."""
    months = sorted({one.month for one in entries})
    # Whoever notes the same thing in the chat at this moment waits, or is waited for.
    lock_organizations(session, {one.organization_id for one in entries})
    known = records_of(session, *months, items={one.item for one in entries})
    holding = {_subject(record): record for record in known}
    fitted = [_fit(entry, holding.get(_subject(entry))) for entry in entries]
    counts = Counter(what for what, _ in fitted)
    written = _written(session, [entry for what, entry in fitted if what != "unchanged"])
    return Loaded(counts["new"], counts["corrected"], counts["unchanged"], written)


def _written(session: Session, entries: Sequence[NewRecord]) -> tuple[int, ...]:
    """Write entries, and into the log, with one statement for many, past the session; returns their numbers."""
    session.flush()
    written: list[int] = []
    for some in in_slices(entries, NAMED):
        said = {_subject(entry): entry._asdict() for entry in some}
        for number, month, organization_id, item in session.connection().execute(_INSERT, [*said.values()]):
            content = content_of_values(DailyRecord, said[month, organization_id, item])
            note_said(session, {f"{DailyRecord.__tablename__}/{number}": content})
            written.append(number)
    return tuple(sorted(written))


def store_row(session: Session, row: RecordRow, now: datetime) -> DailyRecord:
    """Take over one row that was checked before; returns the entry that holds now."""
    register = read_register(session, [row.month], now)
    entry = _entry(row, register, now)
    of = records_of(session, row.month, only=[entry.organization_id])
    holding = {_subject(record): record for record in of}.get(_subject(entry))
    what, entry = _fit(entry, holding)
    if what == "unchanged" and holding is not None:
        return holding
    written = DailyRecord(**entry._asdict())
    session.add(written)
    session.flush()
    return written


def _refuse_wrong(rows: Sequence[RecordRow], register: Register) -> None:
    mistakes: list[str] = []
    first_seen: dict[Subject, str] = {}
    for row in rows:
        found = list(problems(row, register))
        mistakes += [word(WORDING, "at", where=row.where, column=column, problem=problem) for column, problem in found]
        if not found:
            subject = (row.month, register.organizations[row.organization].id, row.item)
            before = first_seen.setdefault(subject, row.where)
            if before != row.where:
                mistakes.append(word(WORDING, "twice", row=row, before=before))
    if mistakes:
        raise bad_file(mistakes)


def _subject(record: DailyRecord | NewRecord) -> Subject:
    return (record.month, record.organization_id, record.item)


def _entry(row: RecordRow, register: Register, now: datetime) -> NewRecord:
    return NewRecord(
        month=row.month,
        organization_id=register.organizations[row.organization].id,
        item=row.item,
        state=row.state,
        remark=row.remark,
        recorded_by_id=register.people[row.recorded_by.lower()].id,
        recorded_at=now,
    )


def _fit(entry: NewRecord, holding: DailyRecord | None) -> tuple[str, NewRecord]:
    """Hold an entry against the one that holds, which it replaces unless it says the same; returns what it is."""
    if holding is None:
        return "new", entry
    if _says(entry) == _says(holding):
        return "unchanged", entry
    return "corrected", entry._replace(replaces_id=holding.id)


def _says(record: DailyRecord | NewRecord) -> tuple[str, str, int]:
    return (record.state, record.remark, record.recorded_by_id)
