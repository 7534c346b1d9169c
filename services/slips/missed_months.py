"""Months in which nobody started the program: found once, then issued after all or waived, by the office (R6, R10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import insert_new
from bot.errors import BadInput, NotNow
from bot.readers import needed
from models.locks import lock
from models.missed_months import MissedMonth, missed_among
from models.people import Person
from models.slips import Slip, months_with_slips
from rules.cases import MISSED_MONTH
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.cases import begin, check_turn, step
from services.log.writing import note
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import closed_at

LONGEST_REASON = 200


def months_without_slips(session: Session, quarter: Quarter) -> list[tuple[Month, MissedMonth | None]]:
    """List the months of a quarter for which no slip was issued, with what was decided about each."""
    had, decided = months_with_slips(session, quarter.months), missed_among(session, quarter.months)
    return [(month, decided.get(month)) for month in quarter.months if month not in had]


def find_missed_months(session: Session, calendar: Calendar, now: datetime) -> int:
    """Note each month since the first one with slips that passed without any, and tell the office, once.

    Last month is not among them: its slips go out by themselves. Nor is a month whose quarter is closed, for nothing
    can be done about it. Returns how many were found.
    """
    first = session.scalar(select(func.min(Slip.month)))
    if first is None or not may_push(session, calendar, now):
        return 0
    return sum(_note(session, month, now) for month in _passed(session, first, now))


def issue_missed(session: Session, month: Month, by: Person, now: datetime) -> MissedMonth:
    """Order the slips of a missed month to be issued after all: they go out as those of last month do, each with two
    working days of its own from its receipt. Raises Refused unless the office does, before the quarter is closed.
    """
    check_may(session, by, Right.ISSUE_MONTH, now)
    missed = _checked(session, month, now)
    _take(session, missed, "issue", by, now, "")
    return missed


def waive_missed(session: Session, month: Month, reason: str, by: Person, now: datetime) -> MissedMonth:
    """Let a missed month go without slips: nobody is late for it. Raises Refused like `issue_missed`, and without a
    reason.
    """
    check_may(session, by, Right.WAIVE_MONTH, now)
    said = needed(reason, BadInput("month_reason_missing", month=month), LONGEST_REASON)
    missed = _checked(session, month, now)
    _take(session, missed, "waive", by, now, said)
    return missed


def check_missed(session: Session, month: Month, now: datetime) -> None:
    """Check that something can still be decided about a month. Raises NotNow."""
    if month >= Month.of(now.date()).previous or months_with_slips(session, [month]):
        raise NotNow("month_not_missed", month=month)
    if closed_at(session, month.quarter) is not None:
        raise NotNow("month_quarter_closed", month=month)


def _passed(session: Session, first: Month, now: datetime) -> list[Month]:
    """List the months that nobody has been told of, oldest first."""
    months, last = [], Month.of(now.date()).previous
    while (first := first.next) < last:
        months.append(first)
    known = {*months_with_slips(session, months), *missed_among(session, months)}
    return [one for one in months if one not in known and closed_at(session, one.quarter) is None]


def _note(session: Session, month: Month, now: datetime) -> int:
    if (missed := _found(session, month, now)) is None:
        return 0
    begin(session, MISSED_MONTH, missed, None, now)
    tell_office(session, "month_missed", key=f"month-missed:{month}", now=now, month=month)
    return 1


def _checked(session: Session, month: Month, now: datetime) -> MissedMonth:
    """Check that something can still be decided about a month, and lock it. Raises NotNow.

    It may be one that the clock has not come upon, such as the first of a quarter in which the program was started.
    """
    check_missed(session, month, now)
    return _found(session, month, now) or _locked(session, month)


def _found(session: Session, month: Month, now: datetime) -> MissedMonth | None:
    """Keep that a month was missed, and lock it; None where somebody has found it already."""
    if not insert_new(session, MissedMonth, month=month, state=MISSED_MONTH.first, found_at=now):
        return None
    missed = _locked(session, month)
    note(session, [missed])
    return missed


def _locked(session: Session, month: Month) -> MissedMonth:
    missed = session.scalars(select(MissedMonth).where(MissedMonth.month == month)).one()
    lock(session, missed)
    return missed


def _take(session: Session, missed: MissedMonth, event: str, by: Person, now: datetime, reason: str) -> None:
    check_turn(MISSED_MONTH, missed, event, NotNow("month_decided", missed=missed, event=event))
    step(session, MISSED_MONTH, missed, event, by, now, reason=reason)
