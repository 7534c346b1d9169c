"""What an honour earns, and when (R30-R33, A15, A16)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bonus import (
    BonusError,
    bonus_quarter,
    is_in_time,
    matter_key,
    points_added,
    points_earned,
    rules_in_use,
    value_of,
    within_cap,
)
from rules.periods import Quarter
from rules.scheme import Scheme, SchemeError, load_scheme

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


def added(scheme: Scheme, *claims: tuple[str, str, str, Quarter]) -> list[str]:
    """Approve one organisation's claims (rule, level, matter, quarter) one after the other; list what each adds."""
    values: dict[str, list[Decimal]] = {}
    points: dict[Quarter, list[Decimal]] = {}
    for rule, level, matter, quarter in claims:
        value, same, beside = (
            value_of(scheme, rule, level),
            values.setdefault(matter, []),
            points.setdefault(quarter, []),
        )
        beside.append(points_added(value, same, beside, scheme.policy))
        same.append(value)
    return [str(one) for quarter in points for one in points[quarter]]


def test_the_same_honour_at_a_higher_level_adds_the_difference(scheme: Scheme) -> None:
    county, province = ("JF-1", "county", "先进党支部", Q2), ("JF-1", "province", "先进党支部", Q3)
    assert added(scheme, county, province) == ["0.5", "1.5"]
    assert added(scheme, province, county) == ["2", "0"], "whichever is decided first, together they add the highest"


def test_each_step_up_adds_its_own_difference_only(scheme: Scheme) -> None:
    steps = (("county", Q2), ("prefecture", Q3), ("province", Q4))
    assert added(scheme, *(("JF-1", level, "先进党支部", quarter) for level, quarter in steps)) == ["0.5", "0.5", "1"]


def test_different_honours_count_each(scheme: Scheme) -> None:
    assert added(scheme, ("JF-1", "county", "先进党支部", Q2), ("JF-3", "county", "党建联建", Q2)) == ["0.5", "1"]


def test_a_town_may_count_every_level_or_set_a_cap(scheme: Scheme) -> None:
    claims = [("JF-1", "national", "先进党支部", Q2), ("JF-1", "county", "先进党支部", Q2)]
    cumulative = scheme.with_overrides({"policy": {"bonus_same_matter": "cumulative"}})
    assert added(cumulative, *claims) == ["5", "0.5"]
    capped = cumulative.with_overrides({"policy": {"bonus_cap_per_quarter": 5}})
    assert added(capped, *claims) == ["5", "0"]
    assert added(capped, *claims, ("JF-1", "county", "先进党支部", Q3)) == ["5", "0", "0.5"], "each quarter has its own"


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


def test_a_town_may_switch_rules_off(scheme: Scheme) -> None:
    assert list(rules_in_use(scheme)) == ["JF-1", "JF-2", "JF-3", "JF-4"]
    changed = scheme.with_overrides({"policy": {"bonus_rules_off": ["JF-2", "JF-3"]}})
    assert list(rules_in_use(changed)) == ["JF-1", "JF-4"]


def test_a_rule_that_does_not_exist_cannot_be_switched_off(scheme_text: str) -> None:
    text = scheme_text.replace("bonus_rules_off: []", "bonus_rules_off: [JF-2, JF-22]")
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "bonus_rules_off" in one)
    with pytest.raises(SchemeError) as caught:
        load_scheme(text)
    assert str(caught.value) == (
        f"scheme.yaml, line {line}: policy.our_defaults.bonus_rules_off[2]: "
        "'JF-22' is not a known name; did you mean JF-2 or JF-4 or JF-3?"
    )


def test_a_rule_stored_before_there_was_a_switch_is_still_read(scheme_text: str) -> None:
    lines = [line for line in scheme_text.splitlines() if "bonus_rules_off" not in line]
    assert load_scheme("\n".join(lines)).policy.bonus_rules_off == ()


@pytest.mark.parametrize(
    "written",
    ["先进党支部2025", "“先进党支部”２０２５", "《先进党支部》 2025", "先进 党支部，2025。", "先进党支部（2025）"],
)
def test_a_matter_is_the_same_however_it_is_written(written: str) -> None:
    assert matter_key(written) == "先进党支部2025"


@pytest.mark.parametrize("written", ["先进党支部2024", "先进党支部", "优秀党支部2025"])
def test_another_matter_is_another(written: str) -> None:
    assert matter_key(written) != matter_key("先进党支部2025")


@given(
    words=st.lists(st.sampled_from(["先进", "党支部", "2025", "A级"]), min_size=1),
    marks=st.text("“”《》（），。·— \u3000\u200b"),
)
def test_marks_and_spaces_between_the_words_of_a_matter_mean_nothing(words: list[str], marks: str) -> None:
    assert matter_key(marks.join(words)) == matter_key("".join(words))


@given(values=st.lists(st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2), Decimal(5)]), min_size=1, max_size=6))
def test_in_whatever_order_the_levels_of_a_matter_come_they_add_up_to_the_highest(
    scheme: Scheme, values: list[Decimal]
) -> None:
    earned = [points_earned(value, values[:number], scheme.policy) for number, value in enumerate(values)]
    assert sum(earned) == max(values)


@given(values=st.lists(st.decimals(0, 5, places=1), max_size=6), cap=st.integers(0, 9))
def test_one_after_the_other_within_the_cap_is_the_capped_sum(scheme: Scheme, values: list[Decimal], cap: int) -> None:
    policy = scheme.with_overrides({"policy": {"bonus_cap_per_quarter": cap}}).policy
    counted: list[Decimal] = []
    for value in values:
        counted.append(within_cap(value, counted, policy))
    assert sum(counted) == min(sum(values), cap)
