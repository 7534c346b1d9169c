"""What operators type about consequences of grey boards."""

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from handlers.cli.consequences import consequences
from rules.workdays import Calendar, load_calendar
from services.township.file import TownshipFile
from tests.worlds.grey_boards import NOW, proposed
from tests.worlds.operator import Operator
from tests.worlds.towns import HOLIDAYS, Past, loaded


def three_times_grey(session: Session, town: TownshipFile) -> None:
    """石湾村支部 was grey three times in a row."""
    loaded(session, town)
    proposed(session, load_calendar(HOLIDAYS), "G G G")


@pytest.fixture
def past() -> Past:
    return three_times_grey


@pytest.fixture
def operator(town: Database, calendar: Calendar) -> Operator:
    return Operator(town, [consequences], NOW, calendar, ["consequences"])


def test_open_ones_are_listed_or_those_of_a_year(operator: Operator) -> None:
    lines = operator.types("list").output.splitlines()
    assert lines == [
        "1\t石湾村支部\thonours_ineligibility\t2026-Q1\tproposed",
        "2\t石湾村支部\tlaggard_listing\t2026-Q1\tproposed",
        "3\t石湾村支部\toverhaul_report\t2026-Q1\tproposed",
        "4\t石湾村支部\tinterview\t2026-Q2\tproposed",
    ]
    assert operator.types("list", "--year", "2026").output.splitlines() == lines
    assert operator.types("list", "--year", "2025").output == ""


def test_proposals_are_decided_and_carried_out(operator: Operator) -> None:
    said = operator.types("confirm", "1", "4", "--reason", "情况属实", "--as", "xulixin")
    assert said.output.startswith("1: 石湾村支部 honours_ineligibility confirmed\n4: 石湾村支部 interview confirmed\n")
    assert "约谈通知（草稿，没有发送）" in said.output
    said = operator.types("decline", "2", "3", "--reason", "刚刚换届", "--as", "shenjingyi")
    assert said.output.splitlines() == [
        "2: 石湾村支部 laggard_listing declined",
        "3: 石湾村支部 overhaul_report declined",
    ]
    said = operator.types("carry-out", "1", "2026-11-05", "党委会纪要12号", "--as", "wusiyuan")
    assert said.output == "1: 石湾村支部 honours_ineligibility carried_out\n"
    assert operator.types("list").output.splitlines() == [
        "1\t石湾村支部\thonours_ineligibility\t2026-Q1\tcarried_out",
        "4\t石湾村支部\tinterview\t2026-Q2\tconfirmed",
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("confirm", "1", "--reason", "属实", "--as", "wusiyuan"), "处理建议由镇绩效考核领导小组成员决定"),
        (("confirm", "1", "9", "--reason", "属实", "--as", "xulixin"), "没有编号为9的处理建议"),
        (("decline", "1", "--reason", " ", "--as", "xulixin"), "请在编号后面写明不同意的理由"),
        (("carry-out", "1", "2026-11-05", "12号", "--as", "wusiyuan"), "要先同意才能登记落实"),
        (("confirm", "1", "--reason", "属实", "--as", "nobody"), "no such userid"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(operator: Operator, words: tuple[str, ...], answer: str) -> None:
    said = operator.types(*words)
    assert said.exit_code == 1
    assert answer in said.output
    assert operator.types("list").output.count("proposed") == 4
