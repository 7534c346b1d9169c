"""Working days by the State Council's yearly schedule: holidays are data, never ifs (A3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from rules.periods import ONE_DAY, Month
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import YamlEntryError

SATURDAY: Final = 5
DECEMBER: Final = 12
NEW_YEAR_RULES_FROM: Final = 25
# 全国年节及纪念日放假办法, since 2025: 元旦, 劳动节, 国庆节 as (month, day); the others follow the lunar calendar.
STATUTORY: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

FIELDS_OF_A_YEAR = frozenset({"year", "source", "off", "work"})
FIELDS_OF_A_DAY = frozenset({"date", "name"})


class CalendarError(ValueError):
    """A holiday file cannot be used; the message names the file, the line and what to do."""


@dataclass(frozen=True)
class Holiday:
    """One day that the schedule names: a day off, or a weekend day that is worked to make up for one."""

    day: date
    works: bool
    name: str


@dataclass(frozen=True)
class Calendar:
    """The days that the schedule names, and the years for which a schedule is known.

    Every other day follows the plain week: Monday to Friday are worked. In a year without a schedule the holidays that
    the law ties to a date of the solar calendar are off all the same, so that nobody is disturbed on New Year's Day.
    """

    days: Mapping[date, Holiday] = field(repr=False, hash=False)
    known_years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether the town works on this day, make-up weekends included."""
        named = self.days.get(day)
        if named:
            return named.works
        fixed = day.year not in self.known_years and (day.month, day.day) in STATUTORY
        return not (fixed or _is_weekend(day))

    def is_makeup(self, day: date) -> bool:
        """Whether this is a Saturday or Sunday that is worked (调休上班)."""
        return _is_weekend(day) and self.is_working(day)

    def is_known(self, day: date) -> bool:
        """Whether a schedule rules this day; otherwise plain weeks were assumed and the result is provisional.

        The last week of December belongs to the New Year holiday, which next year's schedule arranges.
        """
        if day.month == DECEMBER and day.day >= NEW_YEAR_RULES_FROM and day.year + 1 not in self.known_years:
            return False
        return day.year in self.known_years

    def name_of(self, day: date) -> str | None:
        """Return what the schedule calls this day, such as 国庆节, or None for a plain day."""
        named = self.days.get(day)
        return named.name if named else None

    def next_working(self, day: date) -> date:
        """Return the first working day strictly after `day`."""
        day += ONE_DAY
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_day_after(self, day: date, n: int) -> date:
        """Return the n-th working day strictly after `day`; n counts from 1."""
        if n < 1:
            raise ValueError(f"The {n}-th working day after {day} means nothing; count from 1")
        for _ in range(n):
            day = self.next_working(day)
        return day

    def working_days(self, after: date, until: date) -> list[date]:
        """List the working days after one day up to another, that one included."""
        days = (after + ONE_DAY * n for n in range(1, (until - after).days + 1))
        return [day for day in days if self.is_working(day)]

    def first_working_of(self, month: Month) -> date:
        """Return the first working day of the month; the slip of the month before goes out on it (A4)."""
        return self.next_working(month.first_day - ONE_DAY)

    def with_overrides(self, holidays: Iterable[Holiday] | Mapping[date, Holiday]) -> "Calendar":
        """Return a calendar in which these days hold instead of what the schedule says."""
        given = holidays.values() if isinstance(holidays, Mapping) else holidays
        return Calendar({**self.days, **{holiday.day: holiday for holiday in given}}, self.known_years)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def load_calendar(folder: Path) -> Calendar:
    """Read every `<year>.yaml` of the folder; a file that cannot be understood is a CalendarError."""
    return calendar_of(holiday_files(folder))


def holiday_files(folder: Path) -> dict[str, str]:
    """Read the texts of a folder by what their files are called: 2026.yaml. Raises CalendarError."""
    if not folder.is_dir():
        raise CalendarError(f"{folder} is not a folder; put the holiday files there, one <year>.yaml for each year")
    try:
        return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml"))}
    except (OSError, UnicodeDecodeError) as error:
        raise CalendarError(f"A file in {folder} cannot be read ({error}); save it as UTF-8 text") from error


def calendar_of(files: Mapping[str, str]) -> Calendar:
    """Build the calendar of some years from the texts of their files. Raises CalendarError naming file and line."""
    return _calendar_of(tuple(files.items()))


@lru_cache(maxsize=16)
def _calendar_of(files: tuple[tuple[str, str], ...]) -> Calendar:
    """The same texts are the same days: whoever makes several applications reads the schedules once."""
    days: dict[date, Holiday] = {}
    try:
        years = frozenset(_read_year(name, text, days) for name, text in files)
    except YamlEntryError as error:
        raise CalendarError(str(error)) from error
    return Calendar(days, years)


def _read_year(name: str, text: str, days: dict[date, Holiday]) -> int:
    """Add the days one file names to `days` and return its year."""
    fields = YamlEntry.of_text(text, name).fields_named(FIELDS_OF_A_YEAR)
    year = fields["year"].whole()
    if name != f"{year}.yaml":
        raise fields["year"].problem(f"is {year}, but the file is called {name}; make them agree")
    fields["source"].text()
    for entry in fields["off"].items():
        _add_day(_read_day(entry, works=False), entry, year, days)
    for entry in fields["work"].items():
        _add_day(_read_day(entry, works=True), entry, year, days)
    return year


def _read_day(entry: YamlEntry, *, works: bool) -> Holiday:
    fields = entry.fields_named(FIELDS_OF_A_DAY)
    return Holiday(fields["date"].day(), works, fields["name"].text())


def _add_day(holiday: Holiday, entry: YamlEntry, year: int, days: dict[date, Holiday]) -> None:
    day = holiday.day
    # The New Year holiday is arranged by the new year's notice and may begin in December of the old one.
    if day.year != year and (day.year, day.month) != (year - 1, DECEMBER):
        raise entry.problem(f"{day} belongs to another year; this file is for {year} and the December before it")
    if holiday.works and not _is_weekend(day):
        raise entry.problem(f"{day} is no Saturday or Sunday, so it is worked anyway; delete the entry or correct it")
    if day in days:
        raise entry.problem(f"{day} is named twice; delete one of the entries")
    days[day] = holiday
