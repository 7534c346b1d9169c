"""Telling the organisation office what it has to know."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from models.appointments import OFFICE
from rules.deadlines import Deadline
from services.notices.roles import tell

WORDING: Final = "notices/office.txt"


def tell_office(session: Session, block: str, *, key: str, now: datetime, **facts: Any) -> None:
    """Push one notice of templates/notices/office.txt to everybody in the office, once per key."""
    tell(session, OFFICE, WORDING, block, key=key, now=now, **facts)


def tell_of_missing_calendar(session: Session, deadline: Deadline, now: datetime) -> None:
    """Say, once a year, that a deadline was counted into a year of which the days off are not known yet."""
    if deadline.provisional:
        year = deadline.day.year
        tell_office(session, "calendar_missing", key=f"calendar:{year}", now=now, year=year)
