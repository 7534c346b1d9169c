"""Which quarter is meant where nobody names one: the one that ended last, never one before the town began."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord
from models.inspections import Inspection
from models.schemes import QuarterRule
from rules.periods import Quarter


def last_quarter(session: Session, today: date) -> Quarter:
    """Find the quarter that ended last; in a town that did not work yet by its end, the running one."""
    last = Quarter.of(today).previous
    return last if has_begun(session, last) else last.next


def has_begun(session: Session, quarter: Quarter) -> bool:
    """Tell whether the town worked in a quarter or before it: a record, a sheet or a rule of one of them is kept."""
    kept = (
        exists().where(DailyRecord.month <= quarter.months[-1]),
        exists().where(QuarterRule.quarter <= quarter),
        exists().where(Inspection.quarter <= quarter),
    )
    return bool(session.scalar(select(or_(*kept))))
