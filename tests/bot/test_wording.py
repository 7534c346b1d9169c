"""How facts become words."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from bot.errors import NoRight, Refused
from bot.wording import (
    TEMPLATES,
    blocks,
    day_text,
    environment,
    kinds,
    limit_text,
    moment_text,
    points_text,
    refusal_text,
    shortened,
    step_text,
    until_text,
    word,
)
from rules.deadlines import count_deadline
from rules.periods import BEIJING
from rules.workdays import Calendar
from tests.worlds.sources import tree_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ("1.00", "1"),
        ("0.50", "0.5"),
        ("86.25", "86.25"),
        ("100", "100"),
        ("0", "0"),
        ("-0.50", "-0.5"),
        ("1E+2", "100"),
    ],
)
def test_points_are_written_without_needless_zeros(points: str, text: str) -> None:
    assert points_text(Decimal(points)) == text


@given(st.decimals(min_value=-1000, max_value=1000, places=2))
def test_points_written_are_the_points_meant(points: Decimal) -> None:
    assert Decimal(points_text(points)) == points
    assert "E" not in points_text(points)


def test_a_day_is_written_with_its_weekday() -> None:
    assert day_text(date(2026, 11, 4)) == "11月4日（周三）"
    assert day_text(date(2026, 10, 11)) == "10月11日（周日）"


def test_a_moment_is_written_in_beijing_time() -> None:
    assert moment_text(datetime(2026, 11, 3, 6, 36, tzinfo=UTC)) == "11月3日（周二）14:36"
    assert moment_text(datetime(2026, 11, 3, 16, 1, tzinfo=UTC)) == "11月4日（周三）00:01"


def test_what_was_entered_as_a_day_shows_no_hour() -> None:
    assert moment_text(datetime(2026, 11, 4, tzinfo=BEIJING)) == "11月4日（周三）"
    assert moment_text(datetime(2026, 11, 4, 0, 0, 3, tzinfo=BEIJING)) == "11月4日（周三）00:00"


def test_midnight_at_which_something_ends_is_the_24th_hour_of_the_day_before() -> None:
    assert until_text(datetime(2027, 1, 13, tzinfo=BEIJING)) == "1月12日（周二）24时"
    assert until_text(datetime(2027, 1, 12, 17, 30, tzinfo=BEIJING)) == "1月12日（周二）17:30"


def test_the_end_of_a_time_is_said_in_that_one_way_everywhere() -> None:
    as_moment = re.compile(r"\b(?:\w*ends|\w*due|closes_at|expires_at|until|limit)\)? *\| *moment\b")
    found = [(one.name, line) for one in TEMPLATES.rglob("*.*") for line in as_moment.findall(one.read_text("utf-8"))]
    assert found == []


def test_a_deadline_says_how_it_was_counted(calendar: Calendar) -> None:
    received = datetime(2026, 10, 8, 9, 0, tzinfo=BEIJING)
    deadline = count_deadline(received, 2, calendar, "24:00")
    assert limit_text(deadline) == "10月10日（周六）24时"
    assert [step_text(step) for step in deadline.steps] == [
        "10月9日（周五）第1个工作日",
        "10月10日（周六，调休上班）第2个工作日",
    ]


def test_days_that_do_not_count_are_named(calendar: Calendar) -> None:
    deadline = count_deadline(datetime(2026, 10, 30, 9, 0, tzinfo=BEIJING), 1, calendar, "17:30")
    assert [step_text(step) for step in deadline.steps] == ["10月31日至11月1日周末，不计", "11月2日（周一）第1个工作日"]
    assert limit_text(deadline) == "11月2日（周一）17:30"


@pytest.mark.parametrize(("remark", "text"), [("", ""), ("停电", "——停电"), ("一" * 30, "——" + "一" * 30)])
def test_a_remark_stands_behind_a_dash(remark: str, text: str) -> None:
    assert shortened(remark) == text


def test_a_long_remark_is_cut_to_one_line() -> None:
    assert shortened("一" * 31) == "——" + "一" * 30 + "…"


def test_what_people_typed_cannot_become_a_link() -> None:
    said = environment().from_string("{{ text }}").render(text='<a href="http://x">点我</a>')
    assert said == '＜a href="http://x">点我＜/a>'


def test_markup_of_our_own_stays_markup() -> None:
    assert environment().from_string("{{ text }}").render(text=Markup("<b>")) == "<b>"


def test_a_missing_fact_is_an_error_and_never_an_empty_space() -> None:
    with pytest.raises(UndefinedError, match="'slip' is undefined"):
        word("slips/notices.txt", "acknowledged")


def test_an_unknown_block_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("slips/notices.txt", "no_such_block")


def test_every_template_can_be_read() -> None:
    for one in TEMPLATES.rglob("*.*"):
        environment().get_template(str(one.relative_to(TEMPLATES)))


def test_a_slip_names_every_kind_and_lists_them_in_the_order_of_the_rule() -> None:
    assert kinds() == {
        "assigned_task": "镇党委布置任务",
        "org_life": "组织生活",
        "platform_entry": "平台录入",
        "other": "其他",
    }


KINDS = {one.__name__ for one in Refused.__subclasses__()}


def reasons() -> set[str]:
    """List every reason the code refuses something with."""
    found = set()
    for layer in ("services", "handlers", "bot"):
        for file in (ROOT / layer).rglob("*.py"):
            for node in ast.walk(tree_of(file)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                    found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return {str(one) for one in found}


def test_every_refusal_has_its_words() -> None:
    assert reasons() - blocks("notices/refusals.txt") == set()


def test_every_refusal_says_its_kind() -> None:
    assert {"NoRight", "NotFound", "NotNow", "BadInput"} == KINDS
    for layer in ("rules", "models", "services", "bot", "handlers", "scheduler", "demo"):
        for file in (ROOT / layer).rglob("*.py"):
            assert "raise Refused(" not in file.read_text(encoding="utf-8"), file


def test_a_refusal_is_said_in_chinese() -> None:
    said = refusal_text(NoRight("office_only"))
    assert re.search(r"[一-鿿]", said)
    assert "office_only" not in said
