"""Reminders: one on the morning of the due day, one when overdue, then one list a day to the office (R14, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import OFFICE
from models.self_checks import overdue_redos
from models.slips import Slip, read_items, unanswered_slips
from rules.periods import moment_on
from rules.workdays import Calendar
from services.notices.branches import News, tell_branches, told_among
from services.notices.handovers import matter, take_off
from services.notices.office import WORDING as OFFICE_WORDING
from services.notices.push_hours import may_push
from services.notices.roles import tell_list, who_lacks_list
from services.slips.half_filled import HalfFilled, all_half_filled
from services.slips.recounting import put_right

REMINDERS: Final = "reminder:"
# The blocks of slips/reminders.txt.
DUE_TODAY: Final = "due_today"
OVERDUE: Final = "overdue"
OVERDUE_LIST: Final = "overdue-list"


def find_due_today(session: Session, calendar: Calendar, now: datetime) -> list[int]:
    """List the slips whose answer is due today and of which nobody was reminded, and those whose day may have moved."""
    if not may_push(session, calendar, now):
        return []
    slips = unanswered_slips(session, due_by=_tonight(now))
    due_today = [one for one in slips if _may_move(one) or _due_day_is_today(one, now)]
    return _to_remind(session, due_today, DUE_TODAY, now)


def remind_due_today(session: Session, calendar: Calendar, now: datetime, slips: Sequence[int]) -> int:
    """Remind those of some `slips` whose answer is due today; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    found = _due_by(session, _tonight(now), calendar, now, slips)
    return _remind(session, [slip for slip in found if _due_day_is_today(slip, now)], DUE_TODAY, now)


def find_overdue(session: Session, calendar: Calendar, now: datetime) -> list[int]:
    """List the slips whose deadline has passed and of which nobody was reminded, and those whose day may have moved."""
    if not may_push(session, calendar, now):
        return []
    return _to_remind(session, unanswered_slips(session, due_by=now), OVERDUE, now)


def remind_overdue(session: Session, calendar: Calendar, now: datetime, slips: Sequence[int]) -> int:
    """Remind once those of some `slips` whose deadline has passed; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    return _remind(session, _due_by(session, now, calendar, now, slips), OVERDUE, now)


def list_for_office(session: Session, calendar: Calendar, now: datetime) -> int:
    """Give the office the list of what is overdue, slips and returned forms: one a day at most, and never one it has.

    Returns the number of entries, 0 where nobody hears it; who has the day's list makes no work any more.
    """
    if not may_push(session, calendar, now) or not (lacking := who_lacks_list(session, OFFICE, OVERDUE_LIST, now)):
        return 0
    slips, returned = _due_by(session, now, calendar, now), overdue_redos(session, now)
    facts = {"slips": slips, "returned": returned}
    is_told = (slips or returned) and tell_list(
        session, lacking, OFFICE_WORDING, "overdue_list", name=OVERDUE_LIST, now=now, **facts
    )
    return len(slips) + len(returned) if is_told else 0


def reminder_keys(slip: Slip) -> str:
    """Begin the key of every reminder of a slip."""
    return f"{REMINDERS}{slip.id}{slip.issue_mark}:"


def urging_key(slip: Slip, day: date) -> str:
    """Name the reminder the office sends by hand, which is heard on a day."""
    return f"{reminder_keys(slip)}urged:{day}"


def _due_by(
    session: Session, limit: datetime, calendar: Calendar, now: datetime, only: Sequence[int] | None = None
) -> list[Slip]:
    """List the unanswered slips due until a moment, by the days that are known now; `only` of some."""
    slips = unanswered_slips(session, due_by=limit, only=only)
    for slip in slips:
        put_right(session, slip, calendar, now)
    return [slip for slip in slips if slip.due is not None and slip.due <= limit]


def _tonight(now: datetime) -> datetime:
    return moment_on(now.date(), "24:00")


def _due_day_is_today(slip: Slip, now: datetime) -> bool:
    """A deadline of 24:00 ends with its day, so the last moment that is in time names the day."""
    return slip.due is not None and now < slip.due and (slip.due - timedelta(seconds=1)).date() == now.date()


def _remind(session: Session, slips: Sequence[Slip], block: str, now: datetime) -> int:
    """Remind the recipients, or who has followed in the office; a branch on paper is reminded by the office."""
    fresh = _fresh(session, slips, block, now)
    if not fresh:
        return 0
    read_items(session, fresh)
    begun = all_half_filled(session, fresh)
    overtake_reminders(session, fresh, now)
    return tell_branches(session, [_news(slip, block, begun.get(slip.id), now) for slip in fresh], now)


def _to_remind(session: Session, slips: Sequence[Slip], block: str, now: datetime) -> list[int]:
    """List those of which nobody was reminded. A reminder of a day that may have moved is no reason to leave one out:

    the day is put right when the slip is looked at for writing.
    """
    settled = [one for one in slips if not _may_move(one)]
    return [one.id for one in [*filter(_may_move, slips), *_fresh(session, settled, block, now)]]


def _may_move(slip: Slip) -> bool:
    """Tell whether a deadline was counted over days no schedule ruled yet (A3)."""
    return slip.counted is not None and slip.counted.provisional


def _fresh(session: Session, slips: Sequence[Slip], block: str, now: datetime) -> list[Slip]:
    """List those of which nobody was reminded: whom the office has urged hears nothing twice on that day."""
    keys = {slip.id: {_reminder_key(slip, block), urging_key(slip, now.date())} for slip in slips}
    told = told_among(session, [*chain.from_iterable(keys.values())])
    return [slip for slip in slips if not keys[slip.id] & told]


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
