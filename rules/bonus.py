"""Bonus points: what a claim earns, in which quarter, and the same honour at several levels (R30-R33, A15, A16)."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from rules.catalogue import BonusRule
from rules.periods import Quarter
from rules.policy import Policy
from rules.scheme import Scheme

ZERO: Final = Decimal(0)
# Punctuation, spaces and what nobody can see: they do not make another award of it.
_MEANINGLESS: Final = frozenset("PZC")


class BonusError(ValueError):
    """A bonus cannot be claimed like this; the message says what can."""


def value_of(scheme: Scheme, rule: str, level: str) -> Decimal:
    """Return the points of a level; one that the rule does not list is a BonusError (R30-R33)."""
    if rule not in scheme.bonus_rules:
        raise BonusError(f"there is no bonus rule {rule}; choose one of {', '.join(scheme.bonus_rules)}")
    levels = scheme.bonus_rules[rule].levels
    if level not in levels:
        raise BonusError(f"{rule} gives nothing at the level {level!r}; choose one of {', '.join(levels)} (A16)")
    return levels[level]


def rules_in_use(scheme: Scheme) -> dict[str, BonusRule]:
    """Return the bonus rules that the town has not switched off (`bonus_rules_off`), by code."""
    off = scheme.policy.bonus_rules_off
    return {code: rule for code, rule in scheme.bonus_rules.items() if code not in off}


def matter_key(matter: str) -> str:
    """Reduce the name of an award or article to what makes it the same one, however it was written (A16).

    Width, case, spaces and punctuation do not count: “《党建联建》 经验” is 党建联建经验.
    """
    plain = unicodedata.normalize("NFKC", matter).casefold()
    return "".join(one for one in plain if unicodedata.category(one)[0] not in _MEANINGLESS)


def points_earned(value: Decimal, earlier: Iterable[Decimal], policy: Policy) -> Decimal:
    """Return what a claim adds when its matter has already earned claims of these values (A16).

    Only the highest level counts, so a later, higher one adds the difference and a lower one nothing; with
    `cumulative` each counts in full.
    """
    if policy.bonus_same_matter == "cumulative":
        return value
    return max(ZERO, value - max(earlier, default=ZERO))


def points_added(
    value: Decimal, same_matter: Iterable[Decimal], in_quarter: Iterable[Decimal], policy: Policy
) -> Decimal:
    """Return what one more claim adds to its quarter (A16).

    `same_matter` are the values its matter has already earned, `in_quarter` the points the other claims of its quarter
    have added; the caller lists both for one organisation.
    """
    return within_cap(points_earned(value, same_matter, policy), in_quarter, policy)


def within_cap(points: Decimal, others: Iterable[Decimal], policy: Policy) -> Decimal:
    """Return how much of a claim's points still fits beside the others of its quarter (A16)."""
    cap = policy.bonus_cap_per_quarter
    return points if cap is None else min(points, max(ZERO, cap - sum(others, ZERO)))


def bonus_quarter(awarded: date, filed: date, is_closed: Callable[[Quarter], bool], policy: Policy) -> Quarter:
    """Return the quarter a bonus counts in: that of the award (or the claim), or the next one still open (A15)."""
    quarter = Quarter.of(awarded if policy.bonus_quarter_by == "award_date" else filed)
    while is_closed(quarter):
        quarter = quarter.next
    return quarter


def is_in_time(awarded: date, filed: date, policy: Policy) -> bool:
    """Whether a claim was filed on or after the award day and within the claim window of so many days (A16)."""
    return awarded <= filed <= awarded + timedelta(days=policy.bonus_claim_window_days)
