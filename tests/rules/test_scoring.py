"""What a quarter is worth, and what each failure costs (R12, R21, A5, A6, A15)."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.applicability import applicable_codes
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from rules.scoring import Failure, deduction_of, inspection_cost, round_points, score

Q3 = Quarter(2026, 3)
JULY, AUGUST, SEPTEMBER = Q3.months
CODES = ["ZZ-01", "ZZ-05", "DW-01", "DW-03", "DW-06", "HD-01", "HD-04", "ZD-01", "ZD-02", "ZD-04", "ZD-07", "BZ-02"]


def failed(indicator: str, month: Month = JULY, *, late: bool = False) -> Failure:
    return Failure(indicator, month, late, source=f"slip of {month}")


def base_of(scheme: Scheme, *failures: Failure, quarter: Quarter = Q3) -> Decimal:
    return score(scheme, failures, scheme.indicators.keys(), quarter).base


def test_a_branch_without_failures_has_a_hundred(scheme: Scheme) -> None:
    result = score(scheme, [], scheme.indicators.keys(), Q3)
    assert result.base == result.total == 100
    assert result.categories == {"ZZ": 20, "DW": 20, "HD": 28, "ZD": 16, "BZ": 16}


@pytest.mark.parametrize(
    ("failures", "lost"),
    [
        # unit month: at most one failure in a month, and the dearest of them counts
        ([failed("HD-01")], "3"),
        ([failed("HD-01", late=True)], "1"),
        ([failed("HD-01"), failed("HD-01")], "3"),
        ([failed("HD-01", late=True), failed("HD-01")], "3"),
        ([failed("HD-01"), failed("HD-01", late=True)], "3"),
        ([failed("HD-01"), failed("HD-01", AUGUST)], "6"),
        ([failed("HD-01"), failed("HD-01", AUGUST), failed("HD-01", SEPTEMBER)], "9"),
        # unit quarter: one for all three months
        ([failed("HD-04"), failed("HD-04", AUGUST), failed("HD-04", SEPTEMBER)], "3"),
        ([failed("HD-04", late=True), failed("HD-04", SEPTEMBER, late=True)], "1"),
        ([failed("DW-01")], "2"),
        # unit case: each counts, down to nothing left
        ([failed("ZZ-01")] * 2, "2"),
        ([failed("ZZ-01", late=True), failed("ZZ-01")], "1.5"),
        ([failed("ZZ-01")] * 9, "5"),
        ([failed("ZZ-03")] * 3, "4"),
        # late where the catalogue names no price for it
        ([failed("ZZ-05", late=True)], "0"),
        ([failed("ZZ-05", late=True), failed("ZZ-05")], "1"),
        # other indicators do not mix
        ([failed("HD-01"), failed("ZD-02"), failed("DW-06")], "4.5"),
        # yearly, and not due in this quarter
        ([failed("ZD-04")], "0"),
        # another quarter's failure
        ([failed("HD-01", Month(2026, 6)), failed("HD-01", Month(2026, 10)), failed("HD-01", Month(2025, 7))], "0"),
    ],
)
def test_failures_cost(scheme: Scheme, failures: Sequence[Failure], lost: str) -> None:
    assert base_of(scheme, *failures) == 100 - Decimal(lost)


def test_a_yearly_duty_can_be_failed_in_its_quarter_only(scheme: Scheme) -> None:
    failures = [failed("ZD-04", month) for month in Quarter(2026, 4).months]
    assert base_of(scheme, *failures, quarter=Quarter(2026, 4)) == 98
    spring = scheme.with_overrides({"indicators": {"ZD-04": {"due_quarter": 1}}})
    assert base_of(spring, *failures, quarter=Quarter(2026, 4)) == 100
    assert base_of(spring, failed("ZD-04", Month(2026, 3)), quarter=Quarter(2026, 1)) == 98


def test_every_deduction_can_be_traced_to_its_failure(scheme: Scheme) -> None:
    first, second = failed("HD-01", late=True), failed("HD-01", AUGUST)
    result = score(scheme, [first, second], scheme.indicators.keys(), Q3)
    theme_day = next(each for each in result.indicators if each.indicator.code == "HD-01")
    assert [(each.failure, each.points) for each in theme_day.deductions] == [(first, Decimal(1)), (second, Decimal(3))]
    assert (theme_day.points, theme_day.result, theme_day.counts) == (Decimal(9), Decimal(5), True)


def test_a_source_is_told_what_it_took_and_none_takes_what_is_not_there(scheme: Scheme) -> None:
    slips = [Failure("ZZ-03", JULY, late=False, source=f"slip {number}") for number in (1, 2, 3)]
    result = score(scheme, [*slips, failed("HD-01", late=True)], scheme.indicators.keys(), Q3)
    each = {"slip 1": Decimal(2), "slip 2": Decimal(2), "slip 3": Decimal(0)}
    assert result.costs() == {**each, f"slip of {JULY}": Decimal(1)}
    assert 100 - sum(result.costs().values()) == result.base


def test_where_the_rest_is_rescaled_a_source_takes_more(scheme: Scheme) -> None:
    rescaling = scheme.with_overrides({"policy": {"not_applicable": "rescale"}})
    codes = applicable_codes(rescaling, "enterprise", has_committee=False)
    result = score(rescaling, [failed("HD-01")], codes, Q3)
    assert result.stretch == Decimal(100) / 94
    assert result.costs() == {f"slip of {JULY}": 3 * result.stretch}


def test_what_does_not_apply_keeps_its_full_points(scheme: Scheme) -> None:
    codes = applicable_codes(scheme, "enterprise", has_committee=False)
    result = score(scheme, [failed("ZD-02"), failed("BZ-02")], codes, Q3)
    assert result.base == 100
    assert {each.indicator.code for each in result.indicators if not each.counts} == {"ZD-02", "BZ-02", "ZD-04"}


def test_a_town_may_rescale_to_a_hundred_instead(scheme: Scheme) -> None:
    rescaling = scheme.with_overrides({"policy": {"not_applicable": "rescale"}})
    codes = applicable_codes(rescaling, "enterprise", has_committee=False)
    assert score(rescaling, [], codes, Q3).total == 100
    assert score(rescaling, [failed("HD-01")], codes, Q3).total == round_points(Decimal(91 * 100) / 94)
    assert score(rescaling, [], frozenset(), Q3).total == 0


def test_a_bonus_can_lift_the_total_above_a_hundred(scheme: Scheme) -> None:
    result = score(scheme, [], scheme.indicators.keys(), Q3, bonus=Decimal("1.5"))
    assert (result.base, result.bonus, result.total) == (Decimal(100), Decimal("1.5"), Decimal("101.50"))


def test_a_town_may_keep_the_bonus_out_of_the_quarter(scheme: Scheme) -> None:
    yearly = scheme.with_overrides({"policy": {"bonus_in": "year"}})
    result = score(yearly, [], yearly.indicators.keys(), Q3, bonus=Decimal(5))
    assert (result.bonus, result.total) == (Decimal(0), Decimal(100))


def test_a_failure_on_an_unknown_indicator_is_refused(scheme: Scheme) -> None:
    with pytest.raises(ValueError, match="slip of 2026-07: the scheme has no indicator XX-01"):
        base_of(scheme, failed("XX-01"))


@pytest.mark.parametrize(
    ("indicator", "late", "points"),
    [("HD-01", False, "3"), ("HD-01", True, "1"), ("ZZ-01", True, "0.5"), ("DW-04", False, "1"), ("DW-04", True, "0")],
)
def test_one_failure_costs(scheme: Scheme, indicator: str, late: bool, points: str) -> None:
    assert deduction_of(scheme.indicators[indicator], late=late) == Decimal(points)


@pytest.mark.parametrize(
    ("points", "rounded"),
    [("92.785", "92.79"), ("92.7849", "92.78"), ("92.775", "92.78"), ("0.005", "0.01"), ("9", "9.00")],
)
def test_points_are_rounded_half_up(points: str, rounded: str) -> None:
    assert str(round_points(Decimal(points))) == rounded


FAILURES = st.lists(
    st.builds(Failure, st.sampled_from(CODES), st.sampled_from(Q3.months), st.booleans(), st.just("slip")), max_size=30
)


@given(FAILURES)
def test_a_score_lies_between_nothing_and_a_hundred_and_is_the_sum_of_its_parts(
    scheme: Scheme, failures: list[Failure]
) -> None:
    result = score(scheme, failures, scheme.indicators.keys(), Q3)
    assert 0 <= result.base <= 100
    assert all(0 <= each.result <= each.points for each in result.indicators)
    assert result.base == sum(each.result for each in result.indicators) == sum(result.categories.values())


@given(FAILURES, FAILURES)
def test_one_more_failure_never_lifts_a_score(scheme: Scheme, some: list[Failure], more: list[Failure]) -> None:
    assert base_of(scheme, *some, *more) <= base_of(scheme, *some)


@given(FAILURES, st.randoms())
def test_the_order_of_the_records_does_not_matter(scheme: Scheme, failures: list[Failure], random: object) -> None:
    shuffled = sorted(failures, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert base_of(scheme, *shuffled) == base_of(scheme, *failures)


@pytest.mark.parametrize(
    ("code", "cases", "months", "cost"),
    [
        ("ZZ-01", 2, 1, "2"),  # unit case: each counts
        ("ZZ-01", 9, 3, "5"),  # never more than the indicator has
        ("HD-01", 4, 3, "9"),  # unit month: one a month
        ("HD-04", 3, 2, "3"),  # unit quarter: one
        ("HD-04", 0, 0, "0"),
    ],
)
def test_findings_cost_by_themselves_what_the_catalogue_says(
    scheme: Scheme, code: str, cases: int, months: int, cost: str
) -> None:
    assert inspection_cost(scheme.indicators[code], Q3, cases, months) == Decimal(cost)
