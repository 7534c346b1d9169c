"""The year: quarters, self-checks and 民主评议 joined into one score (R42-R44, A15, A17, A18, A20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rules.policy import Policy
from rules.scoring import round_points

ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class QuarterResult:
    """A ranked quarter: its base score, its approved bonus, and whether it was on the red list."""

    base: Decimal
    bonus: Decimal = ZERO
    red: bool = False


@dataclass(frozen=True)
class AnnualScore:
    """The year's score and its three parts, each 0-100 before bonus; None where a part is missing.

    It is `provisional` until the town has confirmed the weights and everything needed is there (A17).
    """

    quarter_mean: Decimal | None
    self_check_mean: Decimal | None
    democratic: Decimal | None
    total: Decimal | None
    provisional: bool


def annual_score(
    quarters: Sequence[QuarterResult], self_checks: Sequence[Decimal], democratic: Decimal | None, policy: Policy
) -> AnnualScore:
    """Join the year's ranked quarters, monthly self-check scores and democratic review by their weights (R42-R44).

    Without one of those that weigh anything there is no total yet.
    """
    averaged = policy.bonus_annual_mode == "averaged"
    totals = [round_points(each.base + (each.bonus if averaged else ZERO), policy.score_decimals) for each in quarters]
    quarter_mean = _mean(totals)
    parts = {"quarter_mean": quarter_mean, "self_check": _mean(self_checks), "democratic_review": democratic}
    total = _weighted(parts, policy)
    if total is not None:
        total = round_points(total + _added_once(quarters, policy), policy.score_decimals)
    enough = len(quarters) >= policy.annual_min_ranked_quarters
    provisional = total is None or not enough or not policy.annual_weights_confirmed
    return AnnualScore(quarter_mean, parts["self_check"], democratic, total, provisional)


def democratic_score(grades: Mapping[str, int], policy: Policy) -> Decimal | None:
    """Turn the counts of 优秀, 合格, … into one number 0-100; None without any vote (A18).

    Counts only, never a single member's grade. A grade that the policy does not know is a ValueError.
    """
    unknown = sorted(grades.keys() - policy.democratic_grades.keys())
    if unknown:
        known = ", ".join(policy.democratic_grades)
        raise ValueError(f"{unknown[0]!r} is not a grade of the democratic review; the known ones are {known}")
    votes = sum(grades.values())
    if not votes:
        return None
    points = sum((policy.democratic_grades[grade] * count for grade, count in grades.items()), ZERO)
    return round_points(points / votes, policy.score_decimals)


def _added_once(quarters: Sequence[QuarterResult], policy: Policy) -> Decimal:
    """Return what is added to the year as a whole: nothing, unless the town has chosen so (A15, A20)."""
    bonus = sum((quarter.bonus for quarter in quarters), ZERO) if policy.bonus_annual_mode == "added_once" else ZERO
    return bonus + policy.annual_red_bonus_per_board * sum(quarter.red for quarter in quarters)


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, ZERO) / len(values) if values else None


def weighing(policy: Policy) -> dict[str, Decimal]:
    """Give the parts that weigh anything, each with its weight: what weighs nothing cannot be missing (A17)."""
    return {name: weight for name, weight in policy.annual_weights.items() if weight}


def _weighted(parts: Mapping[str, Decimal | None], policy: Policy) -> Decimal | None:
    weighted = ZERO
    for name, weight in weighing(policy).items():
        value = parts[name]
        if value is None:
            return None
        weighted += weight * value
    return weighted
