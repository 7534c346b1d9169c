"""Whoever is appointed to a branch hears on that day what is open there; once, in working hours (R11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import Appointment
from models.promises import OPEN, promises_of
from models.register_entries import APPOINTED, RegisterEntry, entries_between
from models.slips import slips_awaiting_answer
from rules.workdays import Calendar
from services.notices.branches import News, tell_branches, told_among
from services.notices.push_hours import may_push

NOTICES: Final = "people/notices.txt"
# A day may be entered after it has come, and the clock may have stood still.
TOLD_FOR: Final = timedelta(days=14)


def tell_appointed(session: Session, calendar: Calendar, now: datetime) -> int:
    """Tell whoever holds an office of a branch since a few days, and was not told; returns how many are new."""
    if not may_push(session, calendar, now):
        return 0
    entries = entries_between(session, APPOINTED, now.date() - TOLD_FOR, now.date())
    fresh = [one for one in entries if one.organization_id is not None]
    told = told_among(session, [_key(one) for one in fresh])
    return tell_branches(session, [*_news(session, [one for one in fresh if _key(one) not in told])], now)


def _key(entry: RegisterEntry) -> str:
    return f"appointed:{entry.appointment_id}"


def _news(session: Session, entries: list[RegisterEntry]) -> Iterator[News]:
    for entry in entries:
        appointment = session.get_one(Appointment, entry.appointment_id)
        if entry.organization is not None and appointment.until is None:
            waiting = slips_awaiting_answer(session, [entry.organization.id])
            facts = {"waiting": waiting, "promises": promises_of(session, [OPEN], [entry.organization.id])}
            said = word(NOTICES, "appointed", entry=entry, organization=entry.organization, **facts)
            yield News(entry.organization, said, _key(entry), prefer=entry.person)
