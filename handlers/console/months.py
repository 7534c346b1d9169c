"""Which month a place of the console shows: the one its address names, else the one that is worked on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import request

from rules.periods import Month

# From this day on the running month is what people prepare; before, the last one is being worked off.
TURNS: Final = 20


def month_asked(now: datetime) -> Month:
    """Read the month of the address, else tell the one that is worked on."""
    this = Month.of(now.date())
    return month_or(this if now.day >= TURNS else this.previous)


def month_or(usual: Month) -> Month:
    """Read the month of the address; what makes no sense there is as if it were not there."""
    try:
        return Month.parse(request.args.get("month", ""))
    except ValueError:
        return usual
