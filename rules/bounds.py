"""Where numbers, days and moments written outside are read: what lies beyond any sense is none at all.

A number from an address or a form may have 5,000 digits, a day may lie in the year 9999: neither the database nor a
calendar can count with those. Whoever reads one asks here, so that no page has to think of it
(tests/test_architecture.py).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

# Nothing a town notes lies before or behind these years; offices are held since 1998, say.
YEARS: Final = range(1900, 2200)
# As many digits as any 64-bit number takes.
MOST_DIGITS: Final = 18


def whole_number(text: str) -> int | None:
    """Read a number of plain digits; None for anything else, and for one that no row and no page can have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def year_written(text: str) -> int | None:
    """Read a year such as 2026; None for anything else."""
    year = whole_number(text)
    return year if year in YEARS and len(text) == len("2026") else None


def day_written(text: str) -> date | None:
    """Read a day as browsers write one, 2026-10-08; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def moment_written(text: str) -> datetime | None:
    """Read a moment with its zone, as `isoformat` writes one; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year in YEARS else None
