"""The formula with its numbers put in: whoever reckons it up comes to the score (A15, A17, A20)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import Month, Quarter
from rules.policy import Policy
from rules.scheme import load_scheme
from rules.scoring import round_points
from services.annual_reviews.parts import QuarterPart, YearParts
from services.annual_reviews.rows import year_score
from services.annual_reviews.self_checks import MonthPart
from services.annual_reviews.sheet import formula_of
from services.schemes.versions import shipped_text

SCHEME = load_scheme(shipped_text())
points = st.decimals(0, 100, places=2)


def policy(**choices: object) -> Policy:
    return SCHEME.with_overrides({"policy": choices}).policy


def quarter(number: int, base: str | Decimal, bonus: str | Decimal = "0", outcome: str = "none") -> QuarterPart:
    total = Decimal(base) + Decimal(bonus)
    return QuarterPart(Quarter(2026, number), 1, Decimal(base), Decimal(bonus), total, 1, outcome)


def months(*worth: int) -> list[MonthPart]:
    return [MonthPart(Month(2026, number), "", "on_time", Decimal(one)) for number, one in enumerate(worth, start=1)]


def shown(parts: YearParts, rule: Policy) -> str:
    return formula_of(year_score(parts, rule).total, parts, rule)


def reckoned(formula: str) -> tuple[Decimal, Decimal]:
    """Reckon a formula up as a person does, and read what it says it comes to."""
    left, _, right = formula.partition(" = ")
    total = Fraction(0)
    for term in left.split(" + "):
        product, _, number = term.partition(" ÷ ")
        total += Fraction(prod(map(Fraction, product.split(" × "))), int(number or 1))
    return round_points(Decimal(total.numerator) / total.denominator), Decimal(right)


@pytest.mark.parametrize(
    ("bases", "formula"),
    [
        (("92", "95", "88.50", "97"), "0.70 × 93.13 + 0.10 × 100 + 0.20 × 90 = 93.19"),
        (("80", "80", "90"), "0.70 × 83.33 + 0.10 × 100 + 0.20 × 90 = 86.33"),
        # With two decimals, 91.41, it would come to 91.99.
        (("91.40", "91.41"), "0.70 × 91.405 + 0.10 × 100 + 0.20 × 90 = 91.98"),
    ],
)
def test_a_mean_has_as_many_decimals_as_it_takes(bases: Sequence[str], formula: str) -> None:
    parts = YearParts([quarter(number, base) for number, base in enumerate(bases, start=1)], months(100), Decimal(90))
    assert shown(parts, policy()) == formula


@pytest.mark.parametrize(
    ("choices", "formula"),
    [
        ({"bonus_annual_mode": "averaged"}, "0.70 × 92.5 + 0.10 × 100 + 0.20 × 90 = 92.75"),
        ({"bonus_annual_mode": "added_once"}, "0.70 × 90 + 0.10 × 100 + 0.20 × 90 + 5 = 96"),
        ({"bonus_annual_mode": "none"}, "0.70 × 90 + 0.10 × 100 + 0.20 × 90 = 91"),
        (
            {"bonus_annual_mode": "none", "annual_red_bonus_per_board": 0.5},
            "0.70 × 90 + 0.10 × 100 + 0.20 × 90 + 0.5 = 91.5",
        ),
    ],
)
def test_bonus_stands_where_the_town_counts_it(choices: dict[str, object], formula: str) -> None:
    parts = YearParts([quarter(1, "90", "5", "red"), quarter(2, "90")], months(100), Decimal(90))
    assert shown(parts, policy(**choices)) == formula


@pytest.mark.parametrize(
    "parts",
    [
        YearParts([], months(100), Decimal(90)),
        YearParts([quarter(1, "90"), quarter(2, "90")], [], Decimal(90)),
        YearParts([quarter(1, "90"), quarter(2, "90")], months(100), None),
    ],
)
def test_without_a_part_there_is_no_formula(parts: YearParts) -> None:
    assert shown(parts, policy()) == ""


def test_on_the_edge_of_rounding_means_are_written_as_quotients() -> None:
    parts = YearParts([quarter(1, "0"), quarter(2, "0"), quarter(3, "6.13")], months(0, 70, 70), Decimal("4.84"))
    assert shown(parts, policy()) == "0.70 × 6.13 ÷ 3 + 0.10 × 140 ÷ 3 + 0.20 × 4.84 = 7.07"


@given(
    bases=st.lists(points, min_size=2, max_size=4),
    bonus=st.sampled_from(["0", "0.5", "3"]),
    worth=st.lists(st.sampled_from([0, 70, 90, 100]), min_size=1, max_size=12),
    democratic=points,
    rule=st.sampled_from([policy(bonus_annual_mode=mode) for mode in ("averaged", "added_once", "none")]),
)
def test_the_numbers_shown_come_to_the_score_shown(
    bases: list[Decimal], bonus: str, worth: list[int], democratic: Decimal, rule: Policy
) -> None:
    quarters = [quarter(number, base, bonus) for number, base in enumerate(bases, start=1)]
    parts = YearParts(quarters, months(*worth), democratic)
    result, said = reckoned(shown(parts, rule))
    assert result == said == year_score(parts, rule).total


def test_parts_are_read_as_they_were_written() -> None:
    part = quarter(3, "88.5", "0.5", "grey")
    assert QuarterPart.from_dict(part.as_dict()) == part
    (month,) = months(70)
    assert MonthPart.from_dict(month.as_dict()) == month
