"""Reminders: one on the morning of the due day, one when overdue, then one list a day to the office (R14, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from sqlalchemy.orm import Session

from bot.db import SLICE
from bot.wording import word
from models.self_checks import RETURNED, self_checks_in
from models.slips import Slip, read_items, unanswered_slips
from rules.periods import moment_on
from rules.workdays import Calendar
from services.notices.branches import News, tell_branches, told_among
from services.notices.handovers import matter, take_off
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.slips.half_filled import HalfFilled, all_half_filled
from services.slips.recounting import put_right

REMINDERS: Final = "reminder:"


def remind_due_today(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind a slice of those whose answer is due today; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    tonight = moment_on(now.date(), "24:00")
    due_today = [slip for slip in _due_by(session, tonight, calendar, now) if _due_day_is_today(slip, now)]
    return _remind(session, due_today, "due_today", now)


def remind_overdue(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind once a slice of those whose deadline has passed; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    return _remind(session, _due_by(session, now, calendar, now), "overdue", now)


def list_for_office(session: Session, calendar: Calendar, now: datetime) -> int:
    """Give the office one list a day of what is overdue, slips and returned forms; returns the number of entries."""
    if not may_push(session, calendar, now):
        return 0
    slips = _due_by(session, now, calendar, now)
    returned = [one for one in self_checks_in(session, RETURNED) if one.redo_due and one.redo_due <= now]
    if slips or returned:
        tell_office(session, "overdue_list", key=f"overdue-list:{now:%F}", now=now, slips=slips, returned=returned)
    return len(slips) + len(returned)


def reminder_keys(slip: Slip) -> str:
    """Begin the key of every reminder of a slip."""
    return f"{REMINDERS}{slip.id}{slip.issue_mark}:"


def urging_key(slip: Slip, day: date) -> str:
    """Name the reminder the office sends by hand, which is heard on a day."""
    return f"{reminder_keys(slip)}urged:{day}"


def _due_by(session: Session, limit: datetime, calendar: Calendar, now: datetime) -> list[Slip]:
    """List the unanswered slips due until a moment, by the days that are known now."""
    slips = unanswered_slips(session, due_by=limit)
    for slip in slips:
        put_right(session, slip, calendar, now)
    return [slip for slip in slips if slip.due is not None and slip.due <= limit]


def _due_day_is_today(slip: Slip, now: datetime) -> bool:
    """A deadline of 24:00 ends with its day, so the last moment that is in time names the day."""
    return slip.due is not None and now < slip.due and (slip.due - timedelta(seconds=1)).date() == now.date()


def _remind(session: Session, slips: Sequence[Slip], block: str, now: datetime) -> int:
    """Remind the recipients, or who has followed in the office; a branch on paper is reminded by the office.

    Nobody hears it twice a day: whom the office has urged is not reminded on that day.
    """
    keys = {slip.id: {_reminder_key(slip, block), urging_key(slip, now.date())} for slip in slips}
    told = told_among(session, [*chain.from_iterable(keys.values())])
    fresh = [slip for slip in slips if not keys[slip.id] & told][:SLICE]
    if not fresh:
        return 0
    read_items(session, fresh)
    begun = all_half_filled(session, fresh)
    overtake_reminders(session, fresh, now)
    return tell_branches(session, [_news(slip, block, begun.get(slip.id), now) for slip in fresh], now)


def _reminder_key(slip: Slip, block: str) -> str:
    """Name a reminder; a deadline that was put off, or has moved with a holiday, counts anew."""
    moved = slip.extended_to or (slip.counted.day if slip.counted and slip.counted.moved_from else None)
    anew = f":{moved}" if moved else ""
    return f"{reminder_keys(slip)}{block}{anew}"


def _news(slip: Slip, block: str, begun: HalfFilled | None, now: datetime) -> News:
    said, until = word("slips/reminders.txt", block, slip=slip, begun=begun), pointless_from(slip, now)
    key = _reminder_key(slip, block)
    return News(slip.organization, said, key, about=matter(slip), prefer=slip.recipient, until=until)


def pointless_from(slip: Slip, now: datetime) -> datetime | None:
    """Tell when a reminder on paper has no point any more: one that names a day to come, once that day is over."""
    return slip.due if slip.due is not None and slip.due > now else None


def overtake_reminders(session: Session, slips: Sequence[Slip], now: datetime) -> None:
    """Take the reminders of some slips that wait on paper off the list: a newer one takes their place."""
    take_off(session, REMINDERS, now, about=slips)
