"""Months and quarters, as the office writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import BEIJING, Month, Quarter, in_beijing, moment_on

MONTHS = st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))
QUARTERS = st.builds(Quarter, st.integers(2000, 2100), st.integers(1, 4))


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(QUARTERS)
def test_a_quarter_is_read_as_it_is_written(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize("text", ["2026-Q3", "2026Q3", "2026-q3", "2026q3", " 2026-Q3 "])
def test_a_quarter_may_be_written_in_short(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2026, 3)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-1", "0000-01", "202610", "2026-10-01", "十月", "", "２０２６-10"]
)
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write one like 2026-10"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-Q0", "0000-Q1", "Q3", "2026-3", "2026-Q12", "三季度", ""])
def test_what_is_no_quarter_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write one like 2026-Q3"):
        Quarter.parse(text)


@given(MONTHS)
def test_the_month_after_the_month_before_is_the_month_itself(month: Month) -> None:
    assert month.previous.next == month
    assert month.previous < month < month.next
    assert month.previous.last_day.toordinal() + 1 == month.first_day.toordinal()


@given(QUARTERS)
def test_the_quarter_after_the_quarter_before_is_the_quarter_itself(quarter: Quarter) -> None:
    assert quarter.previous.next == quarter
    assert quarter.previous < quarter < quarter.next
    assert quarter.previous.last_day.toordinal() + 1 == quarter.first_day.toordinal()


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_month_and_quarter(day: date) -> None:
    month, quarter = Month.of(day), Quarter.of(day)
    assert month.first_day <= day <= month.last_day
    assert quarter.first_day <= day <= quarter.last_day
    assert month in quarter.months
    assert month.quarter == quarter


def test_december_counts_for_the_fourth_quarter_although_its_slip_goes_out_in_january() -> None:
    assert Month.parse("2025-12").quarter == Quarter.parse("2025-Q4")


def test_february_ends_on_the_29th_in_a_leap_year() -> None:
    assert Month(2024, 2).last_day == date(2024, 2, 29)


def test_a_moment_late_in_the_evening_of_london_belongs_to_the_next_day_of_beijing() -> None:
    assert in_beijing(datetime(2026, 11, 1, 16, 30, tzinfo=UTC)) == datetime(2026, 11, 2, 0, 30, tzinfo=BEIJING)
    assert in_beijing(datetime(2026, 11, 1, 16, 30, tzinfo=UTC)).day == 2


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        in_beijing(datetime(2026, 11, 2, 9, 0))  # noqa: DTZ001


def test_24_00_is_the_midnight_that_ends_the_day() -> None:
    assert moment_on(date(2026, 12, 31), "24:00") == datetime(2027, 1, 1, tzinfo=BEIJING)
    assert moment_on(date(2026, 12, 31), "00:00") == datetime(2026, 12, 31, tzinfo=BEIJING)
    assert moment_on(date(2026, 12, 31), "23:59") == datetime(2026, 12, 31, 23, 59, tzinfo=BEIJING)
    assert moment_on(date(2026, 12, 31), "17:30") == datetime(2026, 12, 31, 17, 30, tzinfo=BEIJING)


@pytest.mark.parametrize("clock_time", ["24:01", "25:00", "9:00", "12:60", "-1:00", "noon", ""])
def test_a_time_that_no_clock_shows_is_refused(clock_time: str) -> None:
    with pytest.raises(ValueError, match="write one from 00:00 to 24:00"):
        moment_on(date(2026, 11, 2), clock_time)
