"""Months, the periods of boards and moments in Beijing time: the periods every other rule speaks of."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from rules.bounds import YEARS

BEIJING: Final = ZoneInfo("Asia/Shanghai")
ONE_DAY: Final = timedelta(days=1)

MONTHS_IN_A_YEAR: Final = 12
QUARTERS_IN_A_YEAR: Final = 4

BoardPeriod = Literal["month", "quarter", "half_year"]
BOARDS_A_YEAR: Final[Mapping[BoardPeriod, int]] = {"month": 12, "quarter": 4, "half_year": 2}

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
# How the periods of a year are written where it has so many.
_KEYS: Final[Mapping[int, str]] = {12: "{:04}-{:02}", 4: "{:04}-Q{}", 2: "{:04}-H{}"}
_WRITTEN: Final[Mapping[int, re.Pattern[str]]] = {
    12: _MONTH,
    4: re.compile(r"([0-9]{4})-?[Qq]([0-9])"),
    2: re.compile(r"([0-9]{4})-?[Hh]([0-9])"),
}
_CLOCK_TIME = re.compile(r"([0-9]{2}):([0-5][0-9])")
_MINUTES_IN_A_DAY = 24 * 60

# Whom to ask how many boards a year the town has whose affairs are done. That is the same as long as its database
# lives, so that it is no argument of everything that asks for the board of a day.
_ASKED: ContextVar[Callable[[], int]] = ContextVar("boards_a_year", default=lambda: QUARTERS_IN_A_YEAR)


def boards_a_year() -> int:
    """Tell how many boards a year the town has: 4 where nobody says anything else."""
    return _ASKED.get()()


@contextmanager
def counting_boards(ask: Callable[[], int]) -> Iterator[None]:
    """Count the boards of a town that tells, when it is asked, how many a year has."""
    token = _ASKED.set(ask)
    try:
        yield
    finally:
        _ASKED.reset(token)


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
        if found is None or int(found[1]) not in YEARS:
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
        """The board this month counts for; December counts for Q4 although its slip goes out in January (A4)."""
        return _period_holding(self.year, self.month, boards_a_year())


@dataclass(frozen=True, order=True)
class Quarter:
    """The period of one board, the `number`-th of its year; ordered in time.

    A quarter in most towns, written 2026-Q3. Where a town's boards come every month or every half-year
    (`board_period`), it is a month, written 2026-08, or a half-year, written 2026-H2.
    """

    year: int
    number: int
    boards_a_year: int = QUARTERS_IN_A_YEAR

    def __post_init__(self) -> None:
        if self.boards_a_year not in _KEYS:
            raise ValueError(f"There are no periods of which a year has {self.boards_a_year}; write 12, 4 or 2")
        if not (1 <= self.number <= self.boards_a_year and date.min.year <= self.year <= date.max.year):
            raise ValueError(f"There is no {self._noun} {self.number} of the year {self.year}; write one like 2026-Q3")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-Q3" (also "2026q3"), "2026-08" or "2026-H2"; anything else is a ValueError that says how."""
        for boards_a_year, pattern in _WRITTEN.items():
            if (found := pattern.fullmatch(text.strip())) and int(found[1]) in YEARS:
                return cls(int(found[1]), int(found[2]), boards_a_year)
        raise ValueError(f"{text!r} is not a quarter; write one like 2026-Q3")

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the period of a board that holds this (Beijing) day, as the town's boards come."""
        return cls.holding(day, boards_a_year())

    @classmethod
    def holding(cls, day: date, boards_a_year: int) -> Self:
        """Return the one of so many periods of a year that holds this day."""
        return cls(day.year, _number(day.month, boards_a_year), boards_a_year)

    @classmethod
    def all_of(cls, year: int) -> list[Self]:
        """List the periods of a year, as the town's boards come."""
        return [cls(year, number, boards_a_year()) for number in range(1, boards_a_year() + 1)]

    def __str__(self) -> str:
        return _KEYS[self.boards_a_year].format(self.year, self.number)

    @property
    def name_parts(self) -> tuple[str, str, str]:
        """What it is called within its year, with the word that counts in the middle: 第, 三, 季度."""
        if self.boards_a_year == MONTHS_IN_A_YEAR:
            return "", str(self.number), "月"
        if self.boards_a_year == QUARTERS_IN_A_YEAR:
            return "第", "一二三四"[self.number - 1], "季度"
        return "", "上下"[self.number - 1], "半年"

    @property
    def name(self) -> str:
        """What it is called within its year: 第三季度, 8月, 下半年."""
        return "".join(self.name_parts)

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months, in order: three of a quarter."""
        return _months_of(self.year, self.number, self.boards_a_year)

    @property
    def calendar_quarters(self) -> frozenset[int]:
        """The numbers of the quarters of the year in which its months lie."""
        return frozenset(Quarter.holding(month.first_day, QUARTERS_IN_A_YEAR).number for month in self.months)

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[-1].last_day

    @property
    def previous(self) -> "Quarter":
        """The one before, also across the new year."""
        return Quarter.holding(self.first_day - ONE_DAY, self.boards_a_year)

    @property
    def next(self) -> "Quarter":
        """The one after, also across the new year."""
        return Quarter.holding(self.last_day + ONE_DAY, self.boards_a_year)

    @property
    def _noun(self) -> str:
        return next(noun for noun, count in BOARDS_A_YEAR.items() if count == self.boards_a_year).replace("_", "-")


def _number(month: int, boards_a_year: int) -> int:
    return (month - 1) * boards_a_year // MONTHS_IN_A_YEAR + 1


@cache
def _period_holding(year: int, month: int, boards_a_year: int) -> Quarter:
    return Quarter(year, _number(month, boards_a_year), boards_a_year)


@cache
def _months_of(year: int, number: int, boards_a_year: int) -> tuple[Month, ...]:
    length = MONTHS_IN_A_YEAR // boards_a_year
    return tuple(Month(year, (number - 1) * length + place) for place in range(1, length + 1))


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
