"""Days that are over, found in a sentence: the last such day, never one to come."""

from datetime import date

import pytest

from rules.past_days import past_day_in
from rules.workdays import Calendar

TODAY, SINCE = date(2026, 11, 11), date(2026, 11, 2)  # A Wednesday, and a Monday the week before.


@pytest.mark.parametrize(
    ("said", "day", "phrase"),
    [
        ("刚刚送到，老伴签的字", 11, "刚刚"),
        ("昨天送的", 10, "昨天"),
        ("昨晚送的", 10, "昨晚"),
        ("夜个儿送的", 10, "夜个儿"),
        ("前儿送的", 9, "前儿"),
        ("六号送到家里", 6, "六号"),
        ("是大前天送去的", 8, "大前天"),
        ("周三送到", 11, "周三"),
        ("上周三送到", 4, "上周三"),
        ("上星期五送的", 6, "上星期五"),
        ("星期四送的", 5, "星期四"),
        ("3号送到家里", 3, "3号"),
        ("１１月６日送到", 6, "１１月６日"),
    ],
)
def test_the_day_is_found_with_its_place(calendar: Calendar, said: str, day: int, phrase: str) -> None:
    found = past_day_in(said, SINCE, TODAY, calendar)
    assert found is not None
    assert (found.day, said[found.start : found.end]) == (date(2026, 11, day), phrase)


@pytest.mark.parametrize("said", ["送到了", "明天送", "11月20日送", "10月30日送", "12号送", "上周日晚上", ""])
def test_a_day_to_come_or_before_there_was_anything_is_none(calendar: Calendar, said: str) -> None:
    found = past_day_in(said, date(2026, 11, 9), TODAY, calendar)
    assert found is None
