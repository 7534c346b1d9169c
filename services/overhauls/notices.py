"""Overhauls in the timetable: reminded of on the day their report is due, named to the office when overdue (A14)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from rules.workdays import Calendar
from services.notices.rectifications import OVERHAULS, list_overdue, remind_due

NOTICES: Final = OVERHAULS.wording


def remind_overhauls_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind branches once of reports that are due today and not handed in; returns how many were reminded now."""
    return remind_due(session, OVERHAULS, calendar, now)


def list_overdue_overhauls(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office once a day the reports that are overdue, in one list; returns how many there are."""
    return list_overdue(session, OVERHAULS, calendar, now)
