"""Red lines: what of a rule other rules of the state do not allow, and that the shipped rule crosses none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rules.red_lines import Words, crossings
from rules.scheme import Scheme, load_scheme

WORDS = Words(("打卡", "学习时长"), ("截图", "定位"))


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme((Path(__file__).parents[2] / "data" / "scheme.yaml").read_text(encoding="utf-8"), "scheme.yaml")


def crossed(scheme: Scheme, **policy: Any) -> list[tuple[str, str]]:
    changed = replace(scheme, policy=replace(scheme.policy, **policy))
    return [(one.line, one.value) for one in crossings(changed, WORDS)]


def test_the_shipped_rule_crosses_none(scheme: Scheme) -> None:
    assert crossed(scheme) == []


@pytest.mark.parametrize(
    ("policy", "line", "value"),
    [
        ({"push_window": ("08:00", "17:30")}, "push_hours", "08:00–17:30"),
        ({"push_window": ("08:30", "18:00")}, "push_hours", "08:30–18:00"),
        ({"most_messages_a_month": 21}, "messages", "21"),
        ({"deadline_working_days": 1}, "reply_time", "1"),
        ({"board_period": "month"}, "every_month", "month"),
    ],
)
def test_a_setting_past_a_line_is_named_with_its_value(
    scheme: Scheme, policy: dict[str, Any], line: str, value: str
) -> None:
    assert crossed(scheme, **policy) == [(line, value)]


@pytest.mark.parametrize("policy", [{"push_window": ("08:30", "17:30")}, {"most_messages_a_month": 20}])
def test_on_the_line_is_not_past_it(scheme: Scheme, policy: dict[str, Any]) -> None:
    assert crossed(scheme, **policy) == []


def test_an_indicator_that_counts_the_use_of_an_app_or_demands_pictures_of_it_is_named(scheme: Scheme) -> None:
    first, second = list(scheme.indicators)[:2]
    changed = {
        **scheme.indicators,
        first: replace(scheme.indicators[first], title="每日打卡"),
        second: replace(scheme.indicators[second], evidence=("登录截图",)),
    }
    found = crossings(replace(scheme, indicators=changed), WORDS)
    assert [(one.line, one.value) for one in found] == [("use_counted", first), ("proof_forced", second)]
