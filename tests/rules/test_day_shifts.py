"""By how many days what is promised is moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.day_shifts import shift_said, shifts_all


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("都推迟三天", 3),
        ("两项都往后推一个礼拜", 7),
        ("第一项推后两天", 2),
        ("提前两天", -2),
        ("晚一周吧", 7),
    ],
)
def test_days_are_moved_by_what_is_said(said: str, days: int) -> None:
    assert shift_said(said) == timedelta(days=days)


@pytest.mark.parametrize("said", ["提前三天通知", "推迟到13号", "以后提前一周提醒", "人不齐", "晚上七点"])
def test_whoever_moves_nothing_says_no_number_of_days(said: str) -> None:
    assert shift_said(said) is None


def test_all_days_are_moved_where_all_are_named() -> None:
    assert shifts_all("都推迟三天")
    assert not shifts_all("党费推迟三天")
