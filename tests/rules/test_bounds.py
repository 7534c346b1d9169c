"""What lies beyond any sense is read as nothing: 5,000 digits, the years 0 and 9999, a moment without a zone."""

from datetime import date, datetime

import pytest

from rules.bounds import day_written, moment_written, whole_number, year_written
from rules.day_phrases import parse_day
from rules.period_words import named_quarter
from rules.periods import Month, Quarter
from rules.workdays import Calendar

TODAY = date(2026, 11, 3)


@pytest.mark.parametrize("said", ["", "-1", "１２", "1.5", "9" * 19, "9" * 5000, "²", "1\0"])
def test_what_no_row_can_have_is_no_number(said: str) -> None:
    assert whole_number(said) is None


def test_a_number_is_read() -> None:
    assert [whole_number(said) for said in ("0", "12", "9" * 18)] == [0, 12, 10**18 - 1]


@pytest.mark.parametrize("year", ["0000", "0001", "1899", "2200", "9999"])
def test_years_of_another_age_are_none(year: str, calendar: Calendar) -> None:
    assert year_written(year) is None
    assert day_written(f"{year}-12-31") is None
    assert moment_written(f"{year}-12-31T00:00:00+08:00") is None
    assert named_quarter(f"{year}年1季度", TODAY) is None
    assert parse_day(f"{year}年12月31日", TODAY, calendar) is None
    for read, said in ((Month.parse, f"{year}-01"), (Quarter.parse, f"{year}-Q1")):
        with pytest.raises(ValueError, match="write one like"):
            read(said)


@pytest.mark.parametrize("year", ["1900", "2199"])
def test_the_first_and_the_last_year_are_read(year: str) -> None:
    assert year_written(year) == int(year)
    assert day_written(f"{year}-12-31") == date(int(year), 12, 31)
    assert Quarter.parse(f"{year}-Q1").year == int(year)


def test_days_and_moments_are_read_as_browsers_write_them() -> None:
    assert day_written("2026-10-08") == date(2026, 10, 8)
    assert moment_written("2026-10-08T08:30:00+08:00") == datetime.fromisoformat("2026-10-08T08:30:00+08:00")
    assert moment_written("2026-10-08T08:30:00") is None
