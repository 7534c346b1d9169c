"""By how many days what is promised is moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.day_phrases import promised_day
from rules.day_shifts import moved_to, redated, shift_said, shifted_behind, shifts_all
from rules.workdays import Calendar


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


TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("clause", "day"),
    [("支委会提前到11号", 11), ("完成时限请顺延至11月19日", 19), ("会计预计15日出院", None), ("改到月底前", 30)],
)
def test_a_day_that_something_is_moved_to(clause: str, day: int | None, calendar: Calendar) -> None:
    assert moved_to(clause, TODAY, calendar) == (day and date(2026, 11, day))


@pytest.mark.parametrize(
    ("measure", "redone"), [("11月13日补开", "11月17日补开"), ("下周五前在村部补开", "11月17日前在村部补开")]
)
def test_a_measure_names_the_day_it_is_moved_to(measure: str, redone: str, calendar: Calendar) -> None:
    found = promised_day(measure, TODAY, calendar)
    assert found is not None
    assert redated(measure, found, date(2026, 11, 17)) == redone


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ("12号补，12号镇里来检查，往后挪两天", date(2026, 11, 14)),
        ("10号补，11号有检查，往后挪两天", None),
        ("原定11月9日，顺延三日。", date(2026, 11, 12)),
    ],
)
def test_a_day_is_moved_by_what_is_said_behind_it(said: str, new: date | None, calendar: Calendar) -> None:
    moved = shifted_behind(said, date(2026, 11, 2), calendar)
    assert moved is not None
    assert moved[1] == new


def test_a_shift_before_the_day_moves_nothing(calendar: Calendar) -> None:
    assert shifted_behind("晚三天录，12号补开", date(2026, 11, 2), calendar) is None
