"""Days that are over, found in a sentence: the last such day, never one to come."""

from datetime import date

import pytest

from rules.past_days import named_once, past_day_in
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
        ("2号送的", 2, "2号"),
        ("十一号送的", 11, "十一号"),
        ("今天送的", 11, "今天"),
        ("今日送的", 11, "今日"),
        ("刚才送的", 11, "刚才"),
        ("刚送到", 11, "刚"),
        ("昨送的", 10, "昨"),
        ("昨日送的", 10, "昨日"),
        ("昨夜送的", 10, "昨夜"),
        ("昨儿送的", 10, "昨儿"),
        ("昨儿个送的", 10, "昨儿个"),
        ("前儿个送的", 9, "前儿个"),
        ("前天送的", 9, "前天"),
        ("前日送的", 9, "前日"),
        ("周日送的", 8, "周日"),
        ("礼拜天送的", 8, "礼拜天"),
        ("周一送的", 9, "周一"),
        ("上周一送的", 2, "上周一"),
        ("上周日送的", 8, "上周日"),
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


@pytest.mark.parametrize("said", ["大前天送的", "周日送的", "上周五送的", "8号送的"])
def test_the_day_before_the_first_that_can_be_meant_is_none(calendar: Calendar, said: str) -> None:
    assert past_day_in(said, date(2026, 11, 9), TODAY, calendar) is None


def test_a_day_too_long_ago_is_not_read_as_another_that_ends_like_it(calendar: Calendar) -> None:
    friday = date(2026, 11, 13)
    assert past_day_in("上周五送的", date(2026, 11, 9), friday, calendar) is None
    assert past_day_in("上个月底12号送的", date(2026, 11, 9), friday, calendar) is None
    both = past_day_in("上周五说的，昨天送的", date(2026, 11, 9), friday, calendar)
    assert both is not None
    assert both.day == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("said", "day", "phrase"),
    [
        ("上个月30号送的", date(2026, 10, 30), "上个月30号"),
        ("上月二十八日送的", date(2026, 10, 28), "上月二十八日"),
        ("30号送的", date(2026, 10, 30), "30号"),
        ("5号送的", date(2026, 11, 5), "5号"),
    ],
)
def test_a_day_of_last_month_is_found_where_it_is_not_too_long_ago(
    calendar: Calendar, said: str, day: date, phrase: str
) -> None:
    found = past_day_in(said, date(2026, 10, 28), TODAY, calendar)
    assert found is not None
    assert (found.day, said[found.start : found.end]) == (day, phrase)


@pytest.mark.parametrize("said", ["上个月27号送的", "上个月5号送的", "上个月31日送的"])
def test_a_day_of_last_month_is_never_one_of_another(calendar: Calendar, said: str) -> None:
    assert past_day_in(said, date(2026, 11, 1), TODAY, calendar) is None


def test_before_anything_was_there_no_day_is_found(calendar: Calendar) -> None:
    assert past_day_in("今天送的", date(2026, 11, 12), TODAY, calendar) is None
    today = past_day_in("今天送的", TODAY, TODAY, calendar)
    assert today is not None
    assert today.day == TODAY


@pytest.mark.parametrize(
    ("said", "once"),
    [
        ("礼拜天 就是昨天 补的", "昨天 补的"),
        ("20号那个周五", "20号"),
        ("上周六补的", "上周六补的"),
        ("周五补，昨天没空", "周五补，昨天没空"),
    ],
)
def test_a_weekday_said_again_as_a_day_that_is_over_is_one_day(said: str, once: str) -> None:
    assert named_once(said) == once
