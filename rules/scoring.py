"""The quarter's score: full points, less what failed, plus bonus; every deduction keeps its source (R12, R21, A5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rules.catalogue import Indicator
from rules.periods import Month, Quarter
from rules.scheme import Scheme

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Failure:
    """A confirmed failure: a duty of this month that was not done, or done late or in part (`late`).

    `source` says where it was found (a slip, an inspection) and is kept beside the deduction.
    """

    indicator: str
    month: Month
    late: bool
    source: str


@dataclass(frozen=True, slots=True)
class Deduction:
    """What one failure costs, in points."""

    failure: Failure
    points: Decimal


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True)
class Basis:
    """What a rule makes of a quarter in which nothing failed, the same for all organisations that it fits alike (A6).

    `sums` are the points of each category before they are stretched; `kept` are the indicators that count among them;
    `places` tells where in `results` each stands.
    """

    scheme: Scheme
    quarter: Quarter
    results: tuple[IndicatorScore, ...]
    places: Mapping[str, int]
    kept: Set[str]
    sums: Mapping[str, Decimal]
    stretch: Decimal


def basis_of(scheme: Scheme, applicable: Set[str], quarter: Quarter) -> Basis:
    """Compute where everybody starts to whom the same codes apply."""
    results = tuple(
        IndicatorScore(one, code in applicable and one.is_due_in(quarter), ())
        for code, one in scheme.indicators.items()
    )
    rescale = scheme.policy.not_applicable == "rescale"
    kept = [one.indicator for one in results if not rescale or one.indicator.code in applicable]
    sums = {category.code: ZERO for category in scheme.categories}
    for each in kept:
        sums[each.category] += each.points
    possible, full = sum(sums.values(), ZERO), scheme.full_score
    stretch = Decimal(1) if possible in (ZERO, full) else full / possible
    places = {code: place for place, code in enumerate(scheme.indicators)}
    return Basis(scheme, quarter, results, places, {one.code for one in kept}, sums, stretch)


def score(
    scheme: Scheme, failures: Iterable[Failure], applicable: Set[str], quarter: Quarter, bonus: Decimal = ZERO
) -> Score:
    """Compute a quarter's score by domain rule A5: a fresh 100, one deduction for each failure that counts.

    `applicable` are the codes that fit the organisation (A6). Failures of other quarters are left aside; one on an
    indicator that the scheme does not know is a ValueError. `bonus` is the quarter's approved bonus (A15).
    """
    return score_on(basis_of(scheme, applicable, quarter), failures, bonus)


def score_on(basis: Basis, failures: Iterable[Failure], bonus: Decimal = ZERO) -> Score:
    """Compute a score from where everybody like it starts; `failures` and `bonus` as in `score`."""
    scheme, by_code = basis.scheme, _failures_by_code(basis.scheme, failures, basis.quarter)
    results, sums = list(basis.results), dict(basis.sums)
    for code, failed in by_code.items():
        results[basis.places[code]] = each = _less(results[basis.places[code]], failed)
        if each.deductions and code in basis.kept:
            sums[each.indicator.category] += each.result - each.points
    categories = {code: points * basis.stretch for code, points in sums.items()}
    base = sum(categories.values(), ZERO)
    counted_bonus = bonus if scheme.policy.bonus_in == "quarter" else ZERO
    total = round_points(base + counted_bonus, scheme.policy.score_decimals)
    return Score(basis.quarter, tuple(results), categories, base, counted_bonus, total, basis.stretch)


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


def _less(start: IndicatorScore, failures: Sequence[Failure]) -> IndicatorScore:
    if not start.counts:
        return start
    return IndicatorScore(start.indicator, start.counts, _deductions(start.indicator, failures))


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
