"""Daily records: what each organisation did in a month, task by task (R7–R9)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, bindparam, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models.base import Base, BigKey, BigRef, Moment, MonthColumn
from rules.periods import Month

STATES = ("done", "late", "not_done", "not_applicable")
# Of an entry that takes back the one it replaces: nothing is on record after all, as if nobody had entered anything.
TAKEN_BACK: Final = "taken_back"


class DailyRecord(Base):
    """One entry. Entries are never changed: a correction is a new entry that `replaces` the one before it, and so is
    one that takes it back.

    `item` is a task id or, for what no task asked for, an indicator code.
    """

    __tablename__ = "daily_records"
    __table_args__ = (Index("ix_daily_records_month_organization", "month", "organization_id"),)

    id: Mapped[BigKey]
    month: Mapped[Month] = mapped_column(MonthColumn)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    item: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    remark: Mapped[str] = mapped_column(String(256))
    recorded_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    replaces_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("daily_records.id"), unique=True)


def records_of(
    session: Session, *months: Month, only: Collection[str] | None = None, items: Collection[str] | None = None
) -> list[DailyRecord]:
    """List what holds now for these months: the last entry for each organisation and item.

    `only` names the organisations wanted, `items` the tasks and indicators.
    """
    query = select(DailyRecord).where(*holding_in(*months))
    if only is not None:
        query = query.where(DailyRecord.organization_id.in_(only))
    if items is not None:
        query = query.where(DailyRecord.item.in_(items))
    return list(session.scalars(query.order_by(DailyRecord.id)))


def holding_in(*months: Month) -> tuple[ColumnElement[bool], ...]:
    """Select what holds in some months: entries that no other replaces, and that do not take one back."""
    replaced = select(DailyRecord.replaces_id).where(DailyRecord.replaces_id.is_not(None))
    return DailyRecord.month.in_(months), DailyRecord.id.not_in(replaced), DailyRecord.state != TAKEN_BACK


def is_recorded(organization_id: InstrumentedAttribute[str], month: Month) -> ColumnElement[bool]:
    """Select of which organisations anything is on record for a month.

    Whoever has an entry has, unless entries were taken back: only of those few each entry is looked at.
    """
    entry = exists().where(DailyRecord.organization_id == organization_id, DailyRecord.month == month)
    holds = exists().where(DailyRecord.organization_id == organization_id, *holding_in(month))
    # What is taken back replaces something; to a comparison SQLite finds the few that do by their index.
    taken_back = select(DailyRecord.organization_id).where(DailyRecord.replaces_id > 0, DailyRecord.state == TAKEN_BACK)
    return entry & (organization_id.not_in(taken_back) | holds)


class Recorded(NamedTuple):
    """What a slip is written from of an entry: a whole town of them is read at once."""

    organization_id: str
    item: str
    state: str
    remark: str
    recorded_by_id: int
    recorded_at: datetime


_RECORDED: Final = select(*(getattr(DailyRecord, name) for name in Recorded._fields))


def recorded_in(session: Session, month: Month, only: Collection[str] | None = None) -> list[Recorded]:
    """List what holds now for a month, as `records_of` does."""
    query = _RECORDED.where(*holding_in(month)).order_by(DailyRecord.id)
    found = session.execute(query if only is None else query.where(DailyRecord.organization_id.in_(only)))
    return [Recorded(*row) for row in found]


def entries_about(session: Session, month: Month, organization_id: str, item: str) -> list[DailyRecord]:
    """List every entry about one item of an organisation, newest first: also what was replaced or taken back."""
    about = DailyRecord.month == month, DailyRecord.organization_id == organization_id, DailyRecord.item == item
    return list(session.scalars(select(DailyRecord).where(*about).order_by(DailyRecord.id.desc())))


class RecordedFailure(NamedTuple):
    """The columns of an entry that says late or not done: a whole town of them is read at once."""

    id: int
    organization_id: str
    month: Month
    item: str
    state: str
    remark: str
    recorded_by_id: int
    recorded_at: datetime


def failures_as_of(
    session: Session, months: Collection[Month], as_of: datetime, only: Collection[str] | None = None
) -> list[RecordedFailure]:
    """List what was done late or not at all in some months, as it was recorded by a moment, oldest entry first.

    `only` names the organisations wanted.
    """
    query, wanted = (_FAILURES, {}) if only is None else (_FAILURES_OF_SOME, {"only": list(only)})
    found = session.execute(query, {"months": list(months), "as_of": as_of} | wanted)
    return [RecordedFailure(*row) for row in found]


def _failures(*wanted: ColumnElement[bool]) -> Select[Any]:
    known = DailyRecord.month.in_(bindparam("months")), DailyRecord.recorded_at <= bindparam("as_of"), *wanted
    replaced = select(DailyRecord.replaces_id).where(DailyRecord.replaces_id.is_not(None), *known)
    columns = [getattr(DailyRecord, name) for name in RecordedFailure._fields]
    return (
        select(*columns)
        .where(*known, DailyRecord.state.in_(("late", "not_done")), DailyRecord.id.not_in(replaced))
        .order_by(DailyRecord.id)
    )


# Asked for every branch whose score is shown.
_FAILURES: Final = _failures()
_FAILURES_OF_SOME: Final = _failures(DailyRecord.organization_id.in_(bindparam("only")))
