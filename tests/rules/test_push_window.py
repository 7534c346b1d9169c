"""Nobody is pushed to at night, at the weekend or on a holiday (D5)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import BEIJING
from rules.push_window import in_push_window, next_push_moment
from rules.workdays import Calendar

OFFICE_HOURS = ("08:30", "17:30")


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("now", "next_moment"),
    [
        ("2026-11-02T08:29:59", "2026-11-02T08:30"),
        ("2026-11-02T08:30", "2026-11-02T08:30"),
        ("2026-11-02T12:00", "2026-11-02T12:00"),
        ("2026-11-02T17:29:59", "2026-11-02T17:29:59"),
        ("2026-11-02T17:30", "2026-11-03T08:30"),
        ("2026-11-06T20:00", "2026-11-09T08:30"),
        ("2026-11-07T10:00", "2026-11-09T08:30"),
        ("2026-09-30T18:00", "2026-10-08T08:30"),
        ("2026-10-10T10:00", "2026-10-10T10:00"),
        ("2026-10-09T23:00", "2026-10-10T08:30"),
    ],
)
def test_a_push_waits_for_the_next_office_hour(calendar: Calendar, now: str, next_moment: str) -> None:
    assert next_push_moment(beijing(now), calendar, OFFICE_HOURS) == beijing(next_moment)


def test_the_window_is_beijing_time_wherever_the_machine_stands(calendar: Calendar) -> None:
    assert in_push_window(datetime(2026, 11, 2, 1, 0, tzinfo=UTC), calendar, OFFICE_HOURS)
    assert not in_push_window(datetime(2026, 11, 2, 10, 0, tzinfo=UTC), calendar, OFFICE_HOURS)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2027, 12, 31), timezones=st.just(BEIJING)))  # noqa: DTZ001
def test_the_next_moment_is_never_past_and_always_inside_the_window(calendar: Calendar, now: datetime) -> None:
    moment = next_push_moment(now, calendar, OFFICE_HOURS)
    assert moment >= now
    assert in_push_window(moment, calendar, OFFICE_HOURS)
    assert (moment == now) == in_push_window(now, calendar, OFFICE_HOURS)
