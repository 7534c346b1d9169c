"""Overhauls in the timetable: counted anew with a holiday file, reminded of when due, named when overdue (A14)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.overhauls import provisional_overhauls
from rules.deadlines import count_anew
from rules.workdays import Calendar
from services.notices.rectifications import OVERHAULS, list_overdue, remind_due

NOTICES: Final = OVERHAULS.wording


def recount_provisional(session: Session, calendar: Calendar, _now: datetime) -> int:
    """Count due days anew that ran into days whose schedule has become known; the later of both holds (A3).

    Returns how many are settled.
    """
    settled = 0
    for overhaul in provisional_overhauls(session):
        holds = count_anew(overhaul.counted, calendar)
        overhaul.due, overhaul.deadline = holds.limit, holds.as_dict()
        settled += not holds.provisional
    return settled


def remind_overhauls_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind branches once of reports that are due today and not handed in; returns how many were reminded now."""
    return remind_due(session, OVERHAULS, calendar, now)


def list_overdue_overhauls(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office the reports that are overdue, in one list it has not yet; returns how many it names."""
    return list_overdue(session, OVERHAULS, calendar, now)
