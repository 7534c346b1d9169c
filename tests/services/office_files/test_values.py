"""Months, days, quarters and numbers in all the ways in which offices write them; what is unclear is never guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from rules.periods import Month, Quarter
from services.office_files.cells import Cell, Place, Value
from services.office_files.mistakes import Unclear
from services.office_files.values import as_day, as_month, as_number, as_quarter, as_yes


def cell(value: Value) -> Cell:
    return Cell(Place("表", 2, 3), value)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "2026-11-03",
            "2026.11.3",
            "11月3日",
            "2026年11月3日（周二）",
            "２０２６－１１－０３",
            "2026-11-3 上午",
            "20261103",
        ),
        *(
            "2026/11/3 14:30:00",
            "11月3日前",
            "2026年11月3日（星期二）",
            "11.3",
            "二〇二六年十一月三日",
            "2026年11月3号",
        ),
        date(2026, 11, 3),
        datetime(2026, 11, 3, 14, 30),  # noqa: DTZ001 - as a cell has it
        Decimal(20261103),
    ],
)
def test_a_day(said: Value) -> None:
    assert as_day(cell(said), 2026) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026年9月31日", "没有这一天"),
        ("2026年11月3日（周三）", "那一天是周二"),
        ("下旬", "这里写日期"),
        (Decimal("11.3"), "也可能是11月30日"),
        (Decimal(46329), "这里写日期"),
    ],
)
def test_what_is_no_day_says_what_is_expected(said: Value, expected: str) -> None:
    with pytest.raises(Unclear) as unclear:
        as_day(cell(said), 2026)
    assert expected in unclear.value.expected


@pytest.mark.parametrize(
    "said",
    [
        *(
            "2026-10",
            "2026/10/1",
            "2026年10月",
            "２０２６－１０",
            "2026.10",
            "2026年10月份",
            "2026-10-01",
            "Oct-26",
            "202610",
        ),
        *("October 2026", "10月", "十月份", "2026年十月"),
        date(2026, 10, 26),
    ],
)
def test_a_month(said: Value) -> None:
    assert as_month(cell(said), 2026) == Month(2026, 10)


def test_a_month_without_a_year_is_not_guessed() -> None:
    for said in ("10月", "26-Oct", "13月", "2026-13"):
        with pytest.raises(Unclear):
            as_month(cell(said))


@pytest.mark.parametrize("said", ["2026-Q4", "2026年四季度", "2026年第四季度", "2026Q4", "2026年4季度", "第四季度"])
def test_a_quarter(said: str) -> None:
    assert as_quarter(cell(said), 2026) == Quarter(2026, 4)


@pytest.mark.parametrize("said", ["2026年下半年", "2026-H2", "2026年五季度", "四季度", "2026"])
def test_what_is_no_quarter_of_this_town_is_not_guessed(said: str) -> None:
    with pytest.raises(Unclear):
        as_quarter(cell(said))


@pytest.mark.parametrize("said", ["92.6", "92.6分", "９２.６", " 92.60 ", Decimal("92.6")])
def test_a_number(said: Value) -> None:
    assert as_number(cell(said)) == Decimal("92.6")


def test_yes_and_no() -> None:
    assert [as_yes(cell(said)) for said in ("√", "有", "是 ", "无", "")] == [True, True, True, False, False]
    with pytest.raises(Unclear):
        as_yes(cell("不清楚"))
