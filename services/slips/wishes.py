"""A wish for more time in somebody's own words: to which day the office might put the slip off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.slips import DELIVERED, Slip
from rules.day_phrases import days_in
from rules.day_shifts import shift_said, without_shift
from rules.workdays import Calendar
from services.slips.changing import last_extension


def later_days(
    session: Session, slips: Sequence[Slip], said: str, calendar: Calendar, now: datetime
) -> Iterator[tuple[Slip, date]]:
    """Find the slips that can be put off, each with the working day that is wished; without one, with the next.

    A wish that goes past what the office may grant is cut to that.
    """
    for slip in slips:
        counted = slip.counted
        if slip.state != DELIVERED or counted is None or now >= counted.limit:
            continue
        possible = calendar.working_days(counted.day, last_extension(session, slip, counted, calendar))
        wished = _wished(said, counted.day, now.date(), calendar)
        if possible:
            yield slip, next((day for day in possible if wished and day >= wished), possible[-1 if wished else 0])


def _wished(said: str, due: date, today: date, calendar: Calendar) -> date | None:
    """Read the day that is wished: so many days behind the one it is due, or one that is named."""
    shift = shift_said(said)
    if shift is not None:
        return due + shift
    return max((day for day in days_in(without_shift(said), today, calendar) if day > due), default=None)
