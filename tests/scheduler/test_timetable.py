"""The timetable agrees with the rule."""

import re

from rules.policy import PUSHING_HOURS
from scheduler.jobs import OFTEN_IN_WORKING_HOURS


def test_pushing_hours_are_those_of_the_timetable() -> None:
    first, last = re.findall(r"(\d+)-(\d+) \* \* \*", OFTEN_IN_WORKING_HOURS)[0]
    assert (f"{int(first):02}:00", f"{int(last) + 1:02}:00") == PUSHING_HOURS
