"""The quarter's score: full points, less what failed, plus bonus; every deduction keeps its source (R12, R21, A5)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rules.catalogue import Indicator
from rules.periods import Month, Quarter
from rules.scheme import Scheme

ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Failure:
    """A confirmed failure: a duty of this month that was not done, or done late or in part (`late`).

    `source` says where it was found (a slip, an inspection) and is kept beside the deduction.
    """

    indicator: str
    month: Month
    late: bool
    source: str


@dataclass(frozen=True)
class Deduction:
    """What one failure costs, in points."""

    failure: Failure
    points: Decimal


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator's part of the score; where it does not `count` (A6, or yearly and not due) it keeps its points."""

    indicator: Indicator
    counts: bool
    deductions: tuple[Deduction, ...]

    @property
    def points(self) -> Decimal:
        """The points that could be had."""
        return self.indicator.points

    @property
    def result(self) -> Decimal:
        """The points that are left, never below 0 (A5)."""
        if not self.deductions:
            return self.points
        return max(ZERO, self.points - sum((each.points for each in self.deductions), ZERO))


@dataclass(frozen=True)
class Score:
    """An organisation's score of one quarter; `categories` and `base` are exact, `total` is rounded (A9).

    `stretch` is what every point is multiplied by: 1, or more where the rest is rescaled to full_score (A6).
    """

    quarter: Quarter
    indicators: tuple[IndicatorScore, ...]
    categories: dict[str, Decimal]
    base: Decimal
    bonus: Decimal
    total: Decimal
    stretch: Decimal

    def costs(self) -> dict[str, Decimal]:
        """Return what each failure took from the base, in points, by its source; none takes an indicator below 0."""
        found: dict[str, Decimal] = {}
        for each in self.indicators:
            left = each.points
            for deduction in each.deductions:
                taken = min(left, deduction.points)
                left -= taken
                found[deduction.failure.source] = taken * self.stretch
        return found


def deduction_of(indicator: Indicator, *, late: bool) -> Decimal:
    """Return the points one failure costs.

    A duty done late costs the indicator's `late` value. Where the catalogue names none, lateness has no price there
    and costs nothing: nobody loses points that the published rule does not state (R5). Whoever judges that the delay
    amounts to not doing it records a failure that is not `late`.
    """
    if late:
        return indicator.late if indicator.late is not None else ZERO
    return indicator.per_failure


def inspection_cost(indicator: Indicator, quarter: Quarter, cases: int, months: int) -> Decimal:
    """Return what findings on an indicator cost by themselves: so many cases, in so many months, nothing else beside.

    Like in a score at most one counts in a unit, and never more than the indicator's points (A5); 0 where the
    indicator is not due in the quarter.
    """
    units = {"case": cases, "month": months}.get(indicator.unit, min(cases, 1))
    return min(indicator.points, units * indicator.per_failure) if indicator.is_due_in(quarter) else ZERO


def score(
    scheme: Scheme, failures: Iterable[Failure], applicable: Set[str], quarter: Quarter, bonus: Decimal = ZERO
) -> Score:
    """Compute a quarter's score by domain rule A5: a fresh 100, one deduction for each failure that counts.

    `applicable` are the codes that fit the organisation (A6). Failures of other quarters are left aside; one on an
    indicator that the scheme does not know is a ValueError. `bonus` is the quarter's approved bonus (A15).
    """
    by_code = _failures_by_code(scheme, failures, quarter)
    results = tuple(
        _score_indicator(indicator, by_code.get(code, ()), quarter, applies=code in applicable)
        for code, indicator in scheme.indicators.items()
    )
    stretch = _stretch(scheme, results, applicable)
    categories = _category_scores(scheme, results, applicable, stretch)
    base = sum(categories.values(), ZERO)
    counted_bonus = bonus if scheme.policy.bonus_in == "quarter" else ZERO
    total = round_points(base + counted_bonus, scheme.policy.score_decimals)
    return Score(quarter, results, categories, base, counted_bonus, total, stretch)


def round_points(points: Decimal, decimals: int = 2) -> Decimal:
    """Round half up, which is done before ranking so that the number shown explains the rank (A9)."""
    return points.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _failures_by_code(scheme: Scheme, failures: Iterable[Failure], quarter: Quarter) -> dict[str, list[Failure]]:
    found, months = defaultdict(list), quarter.months
    for failure in failures:
        if failure.indicator not in scheme.indicators:
            raise ValueError(
                f"{failure.source}: the scheme has no indicator {failure.indicator}; record the failure on one it has"
            )
        if failure.month in months:
            found[failure.indicator].append(failure)
    return found


def _score_indicator(
    indicator: Indicator, failures: Sequence[Failure], quarter: Quarter, *, applies: bool
) -> IndicatorScore:
    counts = applies and indicator.is_due_in(quarter)
    return IndicatorScore(indicator, counts, _deductions(indicator, failures) if counts and failures else ())


def _deductions(indicator: Indicator, failures: Sequence[Failure]) -> tuple[Deduction, ...]:
    """Price the failures; of those that fall into one unit only the dearest counts, the first among equals (A5)."""
    priced = [Deduction(each, deduction_of(indicator, late=each.late)) for each in failures]
    if indicator.unit == "case":
        return tuple(priced)
    dearest: dict[Month | None, Deduction] = {}
    for deduction in priced:
        unit = deduction.failure.month if indicator.unit == "month" else None
        if unit not in dearest or deduction.points > dearest[unit].points:
            dearest[unit] = deduction
    return tuple(dearest.values())


def _kept(scheme: Scheme, results: Iterable[IndicatorScore], applicable: Set[str]) -> list[IndicatorScore]:
    """With `rescale` what does not apply is left out of the score (A6)."""
    rescale = scheme.policy.not_applicable == "rescale"
    return [each for each in results if not rescale or each.indicator.code in applicable]


def _stretch(scheme: Scheme, results: Iterable[IndicatorScore], applicable: Set[str]) -> Decimal:
    """With `rescale` what applies is stretched to full_score (A6)."""
    possible = sum((each.points for each in _kept(scheme, results, applicable)), ZERO)
    full = scheme.full_score
    return Decimal(1) if possible in (ZERO, full) else full / possible


def _category_scores(
    scheme: Scheme, results: Iterable[IndicatorScore], applicable: Set[str], stretch: Decimal
) -> dict[str, Decimal]:
    """Add up by category."""
    sums = {category.code: ZERO for category in scheme.categories}
    for each in _kept(scheme, results, applicable):
        sums[each.indicator.category] += each.result
    return {code: points * stretch for code, points in sums.items()}
