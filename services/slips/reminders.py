"""Reminders: one on the morning of the due day, one when overdue, then one list a day to the office (R14, D5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.wording import word
from models.self_checks import RETURNED, self_checks_in
from models.slips import Slip, unanswered_slips
from rules.workdays import Calendar
from services.notices.branches import tell_branch, was_told
from services.notices.handovers import matter
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.slips.half_filled import half_filled


def remind_due_today(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind those whose answer is due today; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    due_today = [slip for slip in unanswered_slips(session) if _due_day_is_today(slip, now)]
    return sum(_remind(session, slip, "due_today", now) for slip in due_today)


def remind_overdue(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind once those whose deadline has passed; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    overdue = [slip for slip in unanswered_slips(session) if slip.due and slip.due <= now]
    return sum(_remind(session, slip, "overdue", now) for slip in overdue)


def list_for_office(session: Session, calendar: Calendar, now: datetime) -> int:
    """Give the office one list a day of what is overdue, slips and returned forms; returns the number of entries."""
    if not may_push(session, calendar, now):
        return 0
    slips = [slip for slip in unanswered_slips(session) if slip.due and slip.due <= now]
    returned = [one for one in self_checks_in(session, RETURNED) if one.redo_due and one.redo_due <= now]
    if slips or returned:
        tell_office(session, "overdue_list", key=f"overdue-list:{now:%F}", now=now, slips=slips, returned=returned)
    return len(slips) + len(returned)


def reminder_keys(slip: Slip) -> str:
    """Begin the key of every reminder of a slip."""
    return f"reminder:{slip.id}{slip.issue_mark}:"


def urging_key(slip: Slip, day: date) -> str:
    """Name the reminder the office sends by hand, which is heard on a day."""
    return f"{reminder_keys(slip)}urged:{day}"


def _due_day_is_today(slip: Slip, now: datetime) -> bool:
    """A deadline of 24:00 ends with its day, so the last moment that is in time names the day."""
    return slip.due is not None and now < slip.due and (slip.due - timedelta(seconds=1)).date() == now.date()


def _remind(session: Session, slip: Slip, block: str, now: datetime) -> bool:
    """Remind the recipient, or who has followed in the office; a branch on paper is reminded by the office.

    Nobody hears it twice a day: whom the office has urged is not reminded on that day. A deadline put off counts anew.
    """
    if was_told(session, urging_key(slip, now.date())):
        return False
    anew = f":{slip.extended_to}" if slip.extended_to else ""
    key = f"{reminder_keys(slip)}{block}{anew}"
    said = word("slips/reminders.txt", block, slip=slip, begun=half_filled(session, slip))
    return tell_branch(session, slip.organization, said, key=key, now=now, prefer=slip.recipient, about=matter(slip))
