"""The plan of a quarter's board in working days, as the town's calendar of 2026 has them."""

from datetime import date

import pytest

from rules.board_plan import planned_day
from rules.periods import Quarter
from rules.workdays import Calendar

THIRD = Quarter(2026, 3)


@pytest.mark.parametrize(
    ("step", "day"),
    [
        ("review", date(2026, 10, 27)),
        ("check_secrecy", date(2026, 10, 28)),
        ("approve", date(2026, 10, 28)),
        ("approve_grey", date(2026, 10, 28)),
        ("publish", date(2026, 10, 28)),
    ],
)
def test_steps_are_planned_past_the_national_day_week(calendar: Calendar, step: str, day: date) -> None:
    assert planned_day(step, THIRD, calendar) == day


def test_the_plan_knows_no_other_steps(calendar: Calendar) -> None:
    assert planned_day("preview", THIRD, calendar) is None
