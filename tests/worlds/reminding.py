"""What the clock does in slices: whom it concerns is found first, then they are reminded, recounted, told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import in_slices
from rules.workdays import Calendar
from services.scores import own_score
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


def push_previews(session: Session, calendar: Calendar, now: datetime) -> int:
    """Tell everybody the own score of whom it was not told; returns how many were told now."""
    found = own_score.find_previews(session, calendar, now)
    return sum(own_score.push_previews(session, calendar, now, some) for some in in_slices(found))
