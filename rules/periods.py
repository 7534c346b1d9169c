"""Months, quarters and moments in Beijing time: the periods every other rule speaks of."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

BEIJING: Final = ZoneInfo("Asia/Shanghai")
ONE_DAY: Final = timedelta(days=1)

MONTHS_IN_A_YEAR: Final = 12
MONTHS_IN_A_QUARTER: Final = 3
QUARTERS_IN_A_YEAR: Final = 4

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})-?[Qq]([0-9])")
_CLOCK_TIME = re.compile(r"([0-9]{2}):([0-5][0-9])")
_MINUTES_IN_A_DAY = 24 * 60


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written 2026-10; months are ordered in time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= MONTHS_IN_A_YEAR and date.min.year <= self.year <= date.max.year):
            raise ValueError(f"There is no month {self.month} of the year {self.year}; write one like 2026-10")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10"; anything else is a ValueError that says how a month is written."""
        found = _MONTH.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not a month; write one like 2026-10")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that holds this (Beijing) day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The 28th to 31st, whichever ends the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def previous(self) -> "Month":
        """The month before, also across the new year."""
        return Month.of(self.first_day - ONE_DAY)

    @property
    def next(self) -> "Month":
        """The month after, also across the new year."""
        if self.month == MONTHS_IN_A_YEAR:
            return Month(self.year + 1, 1)
        return Month(self.year, self.month + 1)

    @property
    def quarter(self) -> "Quarter":
        """The quarter this month counts for; December counts for Q4 although its slip goes out in January (A4)."""
        return Quarter(self.year, (self.month - 1) // MONTHS_IN_A_QUARTER + 1)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, written 2026-Q3; quarters are ordered in time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= QUARTERS_IN_A_YEAR and date.min.year <= self.year <= date.max.year):
            raise ValueError(f"There is no quarter {self.number} of the year {self.year}; write one like 2026-Q3")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-Q3", "2026Q3" or "2026q3"; anything else is a ValueError that says how a quarter is written."""
        found = _QUARTER.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not a quarter; write one like 2026-Q3")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter that holds this (Beijing) day."""
        return cls(day.year, (day.month - 1) // MONTHS_IN_A_QUARTER + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def name_parts(self) -> tuple[str, str, str]:
        """What it is called within its year, with the word that counts in the middle: 第, 三, 季度."""
        return "第", "一二三四"[self.number - 1], "季度"

    @property
    def name(self) -> str:
        """What it is called within its year: 第三季度."""
        return "".join(self.name_parts)

    @property
    def months(self) -> tuple[Month, Month, Month]:
        """The three months, in order."""
        last = self.number * MONTHS_IN_A_QUARTER
        return Month(self.year, last - 2), Month(self.year, last - 1), Month(self.year, last)

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[2].last_day

    @property
    def previous(self) -> "Quarter":
        """The quarter before, also across the new year."""
        return self.months[0].previous.quarter

    @property
    def next(self) -> "Quarter":
        """The quarter after, also across the new year."""
        return self.months[2].next.quarter


def in_beijing(moment: datetime) -> datetime:
    """Return the same moment on Beijing's clock; a moment without a zone is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} says no time zone; moments must be aware, e.g. in Asia/Shanghai")
    return moment.astimezone(BEIJING)


def moment_on(day: date, clock_time: str) -> datetime:
    """Return the Beijing moment of "HH:MM" on `day`; "24:00" is the midnight that ends the day (A3)."""
    found = _CLOCK_TIME.fullmatch(clock_time)
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minutes <= _MINUTES_IN_A_DAY:
        raise ValueError(f"{clock_time!r} is not a time of day; write one from 00:00 to 24:00, like 17:30")
    return datetime.combine(day, time(), BEIJING) + timedelta(minutes=minutes)
