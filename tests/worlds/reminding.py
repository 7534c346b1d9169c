"""The day's reminders as the clock gives them: whom they concern is found first, then they are reminded in slices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import in_slices
from rules.workdays import Calendar
from services.slips import reminders


def remind_due_today(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind those whose answer is due today; returns how many were reminded now."""
    found = reminders.find_due_today(session, calendar, now)
    return sum(reminders.remind_due_today(session, calendar, now, some) for some in in_slices(found))


def remind_overdue(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind those whose deadline has passed; returns how many were reminded now."""
    found = reminders.find_overdue(session, calendar, now)
    return sum(reminders.remind_overdue(session, calendar, now, some) for some in in_slices(found))
