"""The days by which the steps of a quarter's board should be taken: so many working days after its end (三.3)."""

from __future__ import annotations

from datetime import date
from typing import Final

from rules.periods import Quarter
from rules.workdays import Calendar

_WORKING_DAY: Final = {"review": 15, "check_secrecy": 16, "approve": 16, "approve_grey": 16, "publish": 16}


def planned_day(step: str, quarter: Quarter, calendar: Calendar) -> date | None:
    """Return the last day on which a step keeps to the plan; None for a step the plan does not name."""
    working_day = _WORKING_DAY.get(step)
    return calendar.working_day_after(quarter.last_day, working_day) if working_day else None
