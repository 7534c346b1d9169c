"""What a fair board still lacks, counted by the database: months without records, slips not due, nobody inspected.

A page asks it of a town of any size; so it counts, and names the first few, and loads nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord, is_recorded
from models.inspections import Inspection, InspectionExemption
from models.looks import counted
from models.organizations import Organization
from models.slips import AWAITING_ANSWER, Slip
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from services.schemes.versions import scheme_for

NAMED: Final = 3
_REGISTER: Final = Organization.__tablename__
_INSPECTED: Final = (_REGISTER, Inspection.__tablename__, InspectionExemption.__tablename__)


@dataclass(frozen=True)
class Some:
    """Some organisations: how many, and the first of them in the order of the register."""

    count: int
    first: Sequence[Organization]


@dataclass(frozen=True)
class Completeness:
    """What is there for a quarter's board, as one transaction sees it: counted when it is asked for, and only once."""

    session: Session
    quarter: Quarter

    @cached_property
    def _scheme(self) -> Scheme:
        return scheme_for(self.session, self.quarter)

    @cached_property
    def ranked(self) -> int:
        """How many are ranked."""
        enough = self._scheme.policy.min_full_months_in_quarter
        return counted(self.session, (_REGISTER,), _count_ranked, self.quarter, enough)

    @cached_property
    def unrecorded(self) -> dict[Month, Some]:
        """Who has no record at all, by month."""
        return unrecorded(self.session, self.quarter, self._scheme, self.quarter.months)

    def unrecorded_in(self, months: Sequence[Month]) -> dict[Month, Some]:
        """Who has no record at all in some of the months."""
        if len(months) == len(self.quarter.months):
            return self.unrecorded
        return unrecorded(self.session, self.quarter, self._scheme, months)

    @cached_property
    def uninspected(self) -> Some | None:
        """Who has neither sheet nor exemption; None for nobody."""
        return uninspected(self.session, self.quarter, self._scheme)


def ranked(quarter: Quarter, scheme: Scheme) -> ColumnElement[bool]:
    """Select who is ranked, as `is_ranked` says: assessed, with enough full months of existence (A1)."""
    return _ranked(quarter, scheme.policy.min_full_months_in_quarter)


def _ranked(quarter: Quarter, enough: int) -> ColumnElement[bool]:
    """Select who is assessed and existed in `enough` full months of a quarter.

    Nobody exists twice, so that these months follow one another: some run of them is whole.
    """
    months = quarter.months
    if not enough:
        return Organization.assessed.is_(other=True)
    runs = zip(months, months[enough - 1 :], strict=False)
    return Organization.assessed & or_(*(_existed(first.first_day, last.last_day) for first, last in runs))


def count_of(session: Session, who: ColumnElement[bool]) -> int:
    """Count some organisations."""
    return session.scalar(select(func.count()).select_from(Organization).where(who)) or 0


def unrecorded(session: Session, quarter: Quarter, scheme: Scheme, months: Collection[Month]) -> dict[Month, Some]:
    """Tell of some months of a quarter who is ranked, existed all month and has no record at all in it."""
    if not months:
        return {}
    among, asked = ranked(quarter, scheme), tuple(months)
    enough = scheme.policy.min_full_months_in_quarter
    counts = counted(session, (_REGISTER, DailyRecord.__tablename__), _count_unrecorded, quarter, asked, enough)
    found = zip(asked, counts, strict=True)
    return {month: Some(count, _first(session, among & _without(month))) for month, count in found if count}


def _count_ranked(session: Session, quarter: Quarter, enough: int) -> int:
    return count_of(session, _ranked(quarter, enough))


def _count_unrecorded(session: Session, quarter: Quarter, months: Sequence[Month], enough: int) -> tuple[int, ...]:
    """Count by month who has no record; all months in one go through the register."""
    columns = (func.count(case((_without(month), 1))) for month in months)
    query = select(*columns).select_from(Organization).where(_ranked(quarter, enough))
    return tuple(session.execute(query).one())


def _without(month: Month) -> ColumnElement[bool]:
    """Select who existed all month and has no record in it."""
    return _existed_all(month) & ~is_recorded(Organization.id, month)


def uninspected(session: Session, quarter: Quarter, scheme: Scheme) -> Some | None:
    """Tell who is ranked and has neither sheet nor exemption (R17); None for nobody."""
    enough = scheme.policy.min_full_months_in_quarter
    count = counted(session, _INSPECTED, _count_uninspected, quarter, enough)
    return Some(count, _first(session, _uninspected(quarter, enough))) if count else None


def _count_uninspected(session: Session, quarter: Quarter, enough: int) -> int:
    return count_of(session, _uninspected(quarter, enough))


def _uninspected(quarter: Quarter, enough: int) -> ColumnElement[bool]:
    sheet = exists().where(Inspection.organization_id == Organization.id, Inspection.quarter == quarter)
    exempt = InspectionExemption.organization_id == Organization.id, InspectionExemption.quarter == quarter
    return _ranked(quarter, enough) & ~sheet & ~exists().where(*exempt)


def not_due_yet(session: Session, quarter: Quarter, now: datetime) -> tuple[int, Slip | None]:
    """Count the slips of a quarter that may still be answered in time, with the last of them to be due (R16)."""
    lives = Slip.organization_id.in_(select(Organization.id).where(Organization.ended.is_(None)))
    waits = (Slip.month.in_(quarter.months), Slip.state.in_(AWAITING_ANSWER), Slip.due > now, lives)
    count = session.scalar(select(func.count()).select_from(Slip).where(*waits)) or 0
    latest = select(Slip).where(*waits).order_by(Slip.due.desc(), Slip.id).limit(1)
    return count, session.scalars(latest).first() if count else None


def _first(session: Session, who: ColumnElement[bool]) -> Sequence[Organization]:
    return session.scalars(select(Organization).where(who).order_by(Organization.position).limit(NAMED)).all()


def _existed_all(month: Month) -> ColumnElement[bool]:
    """Select who existed from the first day of a month to its last, as `existed_all` says."""
    return _existed(month.first_day, month.last_day)


def _existed(first: date, last: date) -> ColumnElement[bool]:
    begun = or_(Organization.founded.is_(None), Organization.founded <= first)
    return begun & or_(Organization.ended.is_(None), Organization.ended > last)
