"""Two, five and ten working days over New Year, Spring Festival and National Day, counted by hand.

Every day that counts is written out as on a wall calendar beside the notices of the State Council for 2025 and 2026:
off 1 January, 28 January to 4 February, 1 to 8 October 2025, and 1 to 3 January, 15 to 23 February, 1 to 7 October
2026; worked weekends 26 January, 8 February, 28 September, 11 October 2025, and 4 January, 14 and 28 February,
20 September, 10 October 2026.
"""

from datetime import date, datetime, time, timedelta

import pytest

from rules.deadlines import count_deadline
from rules.periods import BEIJING
from rules.policy import Policy
from rules.scheme import Scheme
from rules.workdays import Calendar

# The day something begins, and the ten working days after it; * is a Saturday or Sunday that is worked.
COUNTED = {
    # New Year.
    "2024-12-30": "12-31 01-02 01-03 01-06 01-07 01-08 01-09 01-10 01-13 01-14",
    "2024-12-31": "01-02 01-03 01-06 01-07 01-08 01-09 01-10 01-13 01-14 01-15",
    "2025-12-29": "12-30 12-31 01-04* 01-05 01-06 01-07 01-08 01-09 01-12 01-13",
    "2025-12-31": "01-04* 01-05 01-06 01-07 01-08 01-09 01-12 01-13 01-14 01-15",
    "2026-01-01": "01-04* 01-05 01-06 01-07 01-08 01-09 01-12 01-13 01-14 01-15",
    "2026-01-04": "01-05 01-06 01-07 01-08 01-09 01-12 01-13 01-14 01-15 01-16",
    # Spring Festival.
    "2025-01-24": "01-26* 01-27 02-05 02-06 02-07 02-08* 02-10 02-11 02-12 02-13",
    "2025-01-27": "02-05 02-06 02-07 02-08* 02-10 02-11 02-12 02-13 02-14 02-17",
    "2025-02-01": "02-05 02-06 02-07 02-08* 02-10 02-11 02-12 02-13 02-14 02-17",
    "2026-02-11": "02-12 02-13 02-14* 02-24 02-25 02-26 02-27 02-28* 03-02 03-03",
    "2026-02-13": "02-14* 02-24 02-25 02-26 02-27 02-28* 03-02 03-03 03-04 03-05",
    "2026-02-14": "02-24 02-25 02-26 02-27 02-28* 03-02 03-03 03-04 03-05 03-06",
    "2026-02-17": "02-24 02-25 02-26 02-27 02-28* 03-02 03-03 03-04 03-05 03-06",
    # National Day; in 2026 with the Mid-Autumn Festival of 25 to 27 September before it.
    "2025-09-26": "09-28* 09-29 09-30 10-09 10-10 10-11* 10-13 10-14 10-15 10-16",
    "2025-09-30": "10-09 10-10 10-11* 10-13 10-14 10-15 10-16 10-17 10-20 10-21",
    "2025-10-05": "10-09 10-10 10-11* 10-13 10-14 10-15 10-16 10-17 10-20 10-21",
    "2026-09-18": "09-20* 09-21 09-22 09-23 09-24 09-28 09-29 09-30 10-08 10-09",
    "2026-09-24": "09-28 09-29 09-30 10-08 10-09 10-10* 10-12 10-13 10-14 10-15",
    "2026-09-30": "10-08 10-09 10-10* 10-12 10-13 10-14 10-15 10-16 10-19 10-20",
    "2026-10-07": "10-08 10-09 10-10* 10-12 10-13 10-14 10-15 10-16 10-19 10-20",
}


def days_after(begun: date, written: str) -> list[tuple[date, bool]]:
    """Read the days and whether each is a worked weekend; the year turns where the months begin anew."""
    found: list[tuple[date, bool]] = []
    for one in written.split():
        month, day = map(int, one.strip("*").split("-"))
        year = begun.year + (month < begun.month)
        found.append((date(year, month, day), one.endswith("*")))
    return found


def working_days_of(policy: Policy) -> tuple[int, int, int]:
    """Two for the self-check (R14), five for an order (A13), ten for the report on an overhaul (A14)."""
    return (
        policy.deadline_working_days,
        policy.rectification_default_working_days,
        policy.rectification_report_working_days,
    )


def test_the_rule_gives_two_five_and_ten_working_days(scheme: Scheme) -> None:
    assert working_days_of(scheme.policy) == (2, 5, 10)


@pytest.mark.parametrize(("begun", "written"), COUNTED.items())
def test_over_the_long_holidays_days_are_counted_as_by_hand(
    calendar: Calendar, scheme: Scheme, begun: str, written: str
) -> None:
    first = date.fromisoformat(begun)
    by_hand = days_after(first, written)
    for working_days in working_days_of(scheme.policy):
        deadline = count_deadline(datetime.combine(first, time(10), BEIJING), working_days, calendar)
        assert [(one.day, one.makeup) for one in deadline.counted] == by_hand[:working_days]
        due = by_hand[working_days - 1][0]
        assert deadline.day == due
        assert deadline.limit == datetime.combine(due + timedelta(days=1), time(), BEIJING)
        assert not deadline.provisional


@pytest.mark.parametrize(("begun", "written"), COUNTED.items())
def test_the_last_minute_of_a_day_begins_the_same_count_as_the_first(
    calendar: Calendar, begun: str, written: str
) -> None:
    first = date.fromisoformat(begun)
    for hour, minute in ((0, 0), (23, 59)):
        deadline = count_deadline(datetime.combine(first, time(hour, minute), BEIJING), 10, calendar)
        assert deadline.day == days_after(first, written)[-1][0]
