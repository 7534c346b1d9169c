"""Two working days, counted to the minute (R14, A2, A3)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import Counted, Deadline, Skipped, count_anew, count_deadline
from rules.periods import BEIJING
from rules.workdays import Calendar, Holiday

MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2027, 12, 31), timezones=st.just(BEIJING))  # noqa: DTZ001
WORKING_DAYS = st.integers(1, 15)


def nine_o_clock(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-02", "2026-11-04"),
        ("2026-11-06", "2026-11-10"),
        ("2026-11-07", "2026-11-10"),
        ("2026-11-08", "2026-11-10"),
        ("2025-12-31", "2026-01-05"),
        ("2026-02-12", "2026-02-14"),
        ("2026-02-13", "2026-02-24"),
        ("2026-02-14", "2026-02-25"),
        ("2026-04-30", "2026-05-07"),
        ("2026-05-07", "2026-05-09"),
        ("2026-09-30", "2026-10-09"),
        ("2026-10-08", "2026-10-10"),
        ("2025-10-09", "2025-10-11"),
    ],
)
def test_two_working_days_end_on(calendar: Calendar, received: str, due: str) -> None:
    assert count_deadline(nine_o_clock(received), 2, calendar).day == date.fromisoformat(due)


def test_a_deadline_says_how_it_was_counted(calendar: Calendar) -> None:
    deadline = count_deadline(nine_o_clock("2026-02-13"), 2, calendar)
    assert deadline.counted == (
        Counted(date(2026, 2, 14), 1, makeup=True),
        Counted(date(2026, 2, 24), 2, makeup=False),
    )
    assert deadline.skipped == (Skipped(date(2026, 2, 15), date(2026, 2, 23), "春节"),)
    assert not deadline.provisional
    assert deadline.steps == (deadline.counted[0], deadline.skipped[0], deadline.counted[1])


def test_a_weekend_beside_a_holiday_is_told_apart_from_it(calendar: Calendar) -> None:
    deadline = count_deadline(nine_o_clock("2026-10-30"), 1, calendar)
    assert deadline.skipped == (Skipped(date(2026, 10, 31), date(2026, 11, 1), None),)
    over_mid_autumn = count_deadline(nine_o_clock("2024-09-13"), 2, calendar)
    assert over_mid_autumn.skipped == (Skipped(date(2024, 9, 15), date(2024, 9, 17), "中秋节"),)


def test_an_answer_in_the_last_second_is_on_time_and_one_at_midnight_is_late(calendar: Calendar) -> None:
    deadline = count_deadline(nine_o_clock("2026-11-02"), 2, calendar)
    assert datetime(2026, 11, 4, 23, 59, 59, 999999, tzinfo=BEIJING) < deadline.limit
    assert datetime(2026, 11, 5, 0, 0, tzinfo=BEIJING) >= deadline.limit
    assert datetime(2026, 11, 4, 16, 0, tzinfo=UTC) >= deadline.limit


def test_a_town_may_close_with_its_office_hours(calendar: Calendar) -> None:
    deadline = count_deadline(nine_o_clock("2026-11-02"), 2, calendar, closes="17:30")
    assert datetime(2026, 11, 4, 17, 29, 59, tzinfo=BEIJING) < deadline.limit
    assert datetime(2026, 11, 4, 17, 30, tzinfo=BEIJING) >= deadline.limit


def test_the_day_of_receipt_is_the_day_in_beijing(calendar: Calendar) -> None:
    deadline = count_deadline(datetime(2026, 11, 1, 16, 30, tzinfo=UTC), 2, calendar)
    assert deadline.received == datetime(2026, 11, 2, 0, 30, tzinfo=BEIJING)
    assert deadline.day == date(2026, 11, 4)


@pytest.mark.parametrize("received", ["2026-12-24", "2026-12-30", "2027-03-01"])
def test_a_deadline_that_runs_into_a_year_without_schedule_is_provisional(calendar: Calendar, received: str) -> None:
    assert count_deadline(nine_o_clock(received), 2, calendar).provisional


BEFORE_THE_NOTICE = Calendar({}, frozenset({2026}))


def with_new_year(*off: int, work: tuple[int, ...] = ()) -> Calendar:
    """Build a calendar whose schedule of 2027 names these days of January."""
    days = [Holiday(date(2027, 1, day), day in work, "元旦") for day in (*off, *work)]
    return Calendar({each.day: each for each in days}, frozenset({2026, 2027}))


LONGER, SHORTER = with_new_year(1, 2, 3, 4), with_new_year(1, work=(2,))


def test_a_schedule_that_moves_the_due_day_back_says_from_where() -> None:
    before = count_deadline(nine_o_clock("2026-12-30"), 2, BEFORE_THE_NOTICE, closes="17:30")
    assert (before.day, before.provisional) == (date(2027, 1, 4), True)
    anew = count_anew(before, LONGER)
    assert (anew.day, anew.moved_from, anew.provisional) == (date(2027, 1, 5), date(2027, 1, 4), False)
    assert anew.limit == datetime(2027, 1, 5, 17, 30, tzinfo=BEIJING)
    assert Deadline.from_dict(anew.as_dict()) == anew


def test_what_was_promised_holds_where_the_schedule_would_end_it_sooner() -> None:
    before = count_deadline(nine_o_clock("2026-12-31"), 2, BEFORE_THE_NOTICE)
    assert before.day == date(2027, 1, 5)
    assert count_deadline(nine_o_clock("2026-12-31"), 2, SHORTER).day == date(2027, 1, 4)
    anew = count_anew(before, SHORTER)
    assert (anew.day, anew.moved_from, anew.provisional) == (before.day, None, False)
    assert anew.counted == before.counted


def test_without_a_schedule_nothing_is_counted_anew() -> None:
    before = count_deadline(nine_o_clock("2026-12-30"), 2, BEFORE_THE_NOTICE)
    assert count_anew(before, BEFORE_THE_NOTICE, nine_o_clock("2027-01-04")) is before
    ruled = count_deadline(nine_o_clock("2026-11-02"), 2, BEFORE_THE_NOTICE)
    assert count_anew(ruled, LONGER, nine_o_clock("2026-11-09")) is ruled


def test_a_receipt_that_moved_itself_is_counted_from() -> None:
    before = count_deadline(nine_o_clock("2026-12-30"), 2, BEFORE_THE_NOTICE)
    assert count_anew(before, LONGER, nine_o_clock("2026-12-31")).day == date(2027, 1, 6)


def test_a_moment_without_a_zone_is_refused(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        count_deadline(datetime(2026, 11, 2, 9, 0), 2, calendar)  # noqa: DTZ001


def test_no_working_days_at_all_are_refused(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        count_deadline(nine_o_clock("2026-11-02"), 0, calendar)


@given(MOMENTS, WORKING_DAYS, st.sampled_from(["24:00", "17:30"]))
def test_a_stored_deadline_is_read_back_as_it_was(
    calendar: Calendar, received: datetime, working_days: int, closes: str
) -> None:
    deadline = count_deadline(received, working_days, calendar, closes)
    assert Deadline.from_dict(json.loads(json.dumps(deadline.as_dict()))) == deadline


@given(MOMENTS, WORKING_DAYS)
def test_exactly_so_many_working_days_are_counted_and_no_other_day_is_lost(
    calendar: Calendar, received: datetime, working_days: int
) -> None:
    deadline = count_deadline(received, working_days, calendar)
    counted = [each.day for each in deadline.counted]
    assert len(counted) == working_days
    assert [each.ordinal for each in deadline.counted] == list(range(1, working_days + 1))
    assert all(calendar.is_working(day) for day in counted)
    assert deadline.day == counted[-1] > received.date()
    skipped = sum((each.last - each.first).days + 1 for each in deadline.skipped)
    assert len(counted) + skipped == (deadline.day - received.date()).days


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)), WORKING_DAYS)
def test_whoever_receives_later_is_never_due_earlier(
    calendar: Calendar, received: datetime, later: timedelta, working_days: int
) -> None:
    first = count_deadline(received, working_days, calendar)
    second = count_deadline(received + later, working_days, calendar)
    assert first.day <= second.day


@given(MOMENTS, WORKING_DAYS)
def test_receipt_on_a_day_off_counts_like_receipt_on_the_working_day_before(
    calendar: Calendar, received: datetime, days: int
) -> None:
    before = received
    while not calendar.is_working(before.date()):
        before -= timedelta(days=1)
    assert count_deadline(received, days, calendar).day == count_deadline(before, days, calendar).day


@given(MOMENTS, WORKING_DAYS)
def test_one_more_working_day_ends_on_the_next_working_day(calendar: Calendar, received: datetime, days: int) -> None:
    shorter, longer = (count_deadline(received, n, calendar) for n in (days, days + 1))
    assert longer.day == calendar.next_working(shorter.day)
