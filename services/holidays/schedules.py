"""The town's working days: the schedules the program brings, and those that came later and hold instead (A3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models.holidays import HolidaySchedule, schedules
from rules.workdays import Calendar, calendar_of


class TownCalendar(Calendar):
    """The one calendar of a process, which takes over what has been loaded since by whichever process."""

    def __init__(self, shipped: Mapping[str, str]) -> None:
        self._shipped = shipped
        self._become({})

    def follow(self, session: Session) -> None:
        """Take over the schedules that have been loaded since."""
        if (loaded := schedules(session)) != self._loaded:
            self._become(loaded)

    def _become(self, loaded: Mapping[str, str]) -> None:
        known, self._loaded = calendar_of({**self._shipped, **loaded}), loaded
        for name in ("days", "known_years"):
            object.__setattr__(self, name, getattr(known, name))  # For whoever only counts days it stays as it is.


def load_schedule(session: Session, name: str, text: str, calendar: TownCalendar, now: datetime) -> int:
    """Keep the schedule of a year, from whose file it comes; returns the year. Raises CalendarError naming the line.

    Deadlines counted without it are put right by the next sweep, before anybody is reminded.
    """
    [year] = calendar_of({name: text}).known_years
    session.merge(HolidaySchedule(year=year, text=text, loaded_at=now))
    session.flush()
    calendar.follow(session)
    return year
