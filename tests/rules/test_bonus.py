"""What an honour earns, and when (R30-R33, A15, A16)."""

from datetime import date
from decimal import Decimal

import pytest

from rules.bonus import BonusError, Claim, bonus_by_quarter, bonus_quarter, is_in_time, value_of
from rules.periods import Quarter
from rules.scheme import Scheme

Q2, Q3, Q4 = (Quarter(2026, number) for number in (2, 3, 4))


@pytest.mark.parametrize(
    ("rule", "level", "points"),
    [("JF-1", "county", "0.5"), ("JF-3", "county", "1"), ("JF-4", "town", "0.5"), ("JF-2", "national", "5")],
)
def test_a_level_earns(scheme: Scheme, rule: str, level: str, points: str) -> None:
    assert value_of(scheme, rule, level) == Decimal(points)


@pytest.mark.parametrize(
    ("rule", "level"), [("JF-2", "county"), ("JF-4", "prefecture"), ("JF-1", "town"), ("JF-1", "moon")]
)
def test_a_level_that_is_not_listed_cannot_be_claimed(scheme: Scheme, rule: str, level: str) -> None:
    with pytest.raises(BonusError, match=f"{rule} gives nothing at the level '{level}'; choose one of"):
        value_of(scheme, rule, level)


def test_a_rule_that_does_not_exist_is_refused(scheme: Scheme) -> None:
    with pytest.raises(BonusError, match="there is no bonus rule JF-9; choose one of JF-1, JF-2, JF-3, JF-4"):
        value_of(scheme, "JF-9", "county")


def test_the_same_honour_at_a_higher_level_adds_the_difference(scheme: Scheme) -> None:
    claims = [Claim("JF-1", "province", "先进党支部", Q3), Claim("JF-1", "county", "先进党支部", Q2)]
    assert bonus_by_quarter(scheme, claims) == {Q2: Decimal("0.5"), Q3: Decimal("1.5")}


def test_each_step_up_adds_its_own_difference_only(scheme: Scheme) -> None:
    claims = [
        Claim("JF-1", level, "先进党支部", quarter)
        for level, quarter in (("county", Q2), ("prefecture", Q3), ("province", Q4))
    ]
    assert bonus_by_quarter(scheme, claims) == {Q2: Decimal("0.5"), Q3: Decimal("0.5"), Q4: 1}


def test_a_lower_level_afterwards_adds_nothing(scheme: Scheme) -> None:
    claims = [Claim("JF-1", "province", "先进党支部", Q2), Claim("JF-1", "county", "先进党支部", Q3)]
    assert bonus_by_quarter(scheme, claims) == {Q2: 2, Q3: 0}


def test_different_honours_count_each(scheme: Scheme) -> None:
    claims = [Claim("JF-1", "county", "先进党支部", Q2), Claim("JF-3", "county", "党建联建", Q2)]
    assert bonus_by_quarter(scheme, claims) == {Q2: Decimal("1.5")}


def test_a_town_may_count_every_level_or_set_a_cap(scheme: Scheme) -> None:
    claims = [Claim("JF-1", "national", "先进党支部", Q2), Claim("JF-1", "county", "先进党支部", Q2)]
    cumulative = scheme.with_overrides({"policy": {"bonus_same_matter": "cumulative"}})
    assert bonus_by_quarter(cumulative, claims) == {Q2: Decimal("5.5")}
    capped = cumulative.with_overrides({"policy": {"bonus_cap_per_quarter": 5}})
    assert bonus_by_quarter(capped, claims) == {Q2: 5}


@pytest.mark.parametrize(("closed", "counts_in"), [((), Q2), ((Q2,), Q3), ((Q2, Q3), Q4)])
def test_a_bonus_counts_in_the_quarter_of_the_award_or_the_next_open_one(
    scheme: Scheme, closed: tuple[Quarter, ...], counts_in: Quarter
) -> None:
    quarter = bonus_quarter(date(2026, 6, 30), date(2026, 7, 20), lambda each: each in closed, scheme.policy)
    assert quarter == counts_in


def test_a_town_may_count_by_the_day_of_the_claim(scheme: Scheme) -> None:
    policy = scheme.with_overrides({"policy": {"bonus_quarter_by": "claim_date"}}).policy
    assert bonus_quarter(date(2026, 6, 30), date(2026, 7, 20), lambda _: False, policy) == Q3


@pytest.mark.parametrize(
    ("filed", "in_time"), [("2026-07-01", True), ("2026-09-29", True), ("2026-09-30", False), ("2026-06-30", False)]
)
def test_a_claim_is_filed_within_ninety_days(scheme: Scheme, filed: str, in_time: bool) -> None:
    assert is_in_time(date(2026, 7, 1), date.fromisoformat(filed), scheme.policy) is in_time
