"""The year in one number (R42-R44, A15, A17, A18, A20)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from rules.annual import QuarterResult, annual_score, democratic_score
from rules.scheme import Scheme

FOUR = [QuarterResult(Decimal(base)) for base in ("92", "95", "88.50", "97")]
D96 = Decimal(96)
CONFIRMED = {"annual_weights_confirmed": True}


def test_the_year_of_the_example(scheme: Scheme) -> None:
    year = annual_score(FOUR, [Decimal(96)], Decimal(90), scheme.policy)
    assert year.quarter_mean == Decimal("93.125")
    assert str(year.total) == "92.79"
    assert year.provisional


@pytest.mark.parametrize(
    ("quarters", "democratic", "choices", "provisional"),
    [
        (FOUR, 90, CONFIRMED, False),
        (FOUR[:2], 90, CONFIRMED, False),
        (FOUR[:1], 90, CONFIRMED, True),
        (FOUR, None, CONFIRMED, True),
        (FOUR, 90, {}, True),
    ],
)
def test_a_year_is_provisional_until_all_is_there_and_the_weights_are_confirmed(
    scheme: Scheme,
    quarters: Sequence[QuarterResult],
    democratic: int | None,
    choices: dict[str, Any],
    provisional: bool,
) -> None:
    policy = scheme.with_overrides({"policy": choices}).policy
    review = None if democratic is None else Decimal(democratic)
    assert annual_score(quarters, [Decimal(100)], review, policy).provisional is provisional


@pytest.mark.parametrize(("quarters", "checks", "review"), [([], [D96], D96), (FOUR, [], D96), (FOUR, [D96], None)])
def test_without_one_of_the_three_parts_there_is_no_total(
    scheme: Scheme, quarters: list[QuarterResult], checks: list[Decimal], review: Decimal | None
) -> None:
    year = annual_score(quarters, checks, review, scheme.policy)
    assert year.total is None
    assert year.provisional


@pytest.mark.parametrize(("mode", "total"), [("averaged", "90.88"), ("added_once", "95.00"), ("none", "90.00")])
def test_five_bonus_points_of_one_quarter_in_the_year(scheme: Scheme, mode: str, total: str) -> None:
    policy = scheme.with_overrides({"policy": {"bonus_annual_mode": mode}}).policy
    quarters = [QuarterResult(Decimal(90), Decimal(5)), *[QuarterResult(Decimal(90))] * 3]
    assert str(annual_score(quarters, [Decimal(90)], Decimal(90), policy).total) == total


def test_a_town_may_reward_each_red_board(scheme: Scheme) -> None:
    policy = scheme.with_overrides({"policy": {"annual_red_bonus_per_board": 0.5}}).policy
    quarters = [QuarterResult(Decimal(90), red=red) for red in (True, False, True, False)]
    assert annual_score(quarters, [Decimal(90)], Decimal(90), policy).total == 91


@pytest.mark.parametrize(
    ("grades", "points"),
    [({"优秀": 3, "合格": 1}, "96.25"), ({"合格": 2, "不合格": 1}, "73.33"), ({"优秀": 0}, None), ({}, None)],
)
def test_grades_become_one_number(scheme: Scheme, grades: dict[str, int], points: str | None) -> None:
    assert democratic_score(grades, scheme.policy) == (points and Decimal(points))


def test_an_unknown_grade_is_refused(scheme: Scheme) -> None:
    with pytest.raises(ValueError, match="'很好' is not a grade of the democratic review; the known ones are 优秀"):
        democratic_score({"很好": 1}, scheme.policy)


def test_of_several_unknown_grades_the_first_is_named(scheme: Scheme) -> None:
    with pytest.raises(ValueError, match="'一般' is not a grade of the democratic review"):
        democratic_score({"很好": 3, "一般": 1}, scheme.policy)
