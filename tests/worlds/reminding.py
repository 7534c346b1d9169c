"""What the clock does about slips in slices: whom it concerns is found first, then they are reminded, or recounted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import in_slices
from rules.workdays import Calendar
from services.slips import recounting, reminders


def remind_due_today(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind those whose answer is due today; returns how many were reminded now."""
    found = reminders.find_due_today(session, calendar, now)
    return sum(reminders.remind_due_today(session, calendar, now, some) for some in in_slices(found))


def remind_overdue(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind those whose deadline has passed; returns how many were reminded now."""
    found = reminders.find_overdue(session, calendar, now)
    return sum(reminders.remind_overdue(session, calendar, now, some) for some in in_slices(found))


def recount_provisional(session: Session, calendar: Calendar, now: datetime) -> int:
    """Put right the deadlines whose days have become known; returns how many are settled now."""
    found = recounting.find_provisional(session, calendar, now)
    return sum(recounting.recount_provisional(session, calendar, now, some) for some in in_slices(found))
