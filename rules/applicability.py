"""Which indicators mean something to an organisation, and whether it existed long enough to be ranked (A1, A6)."""

from datetime import date

from rules.catalogue import Indicator
from rules.periods import Month, Quarter
from rules.scheme import Scheme


def is_applicable(indicator: Indicator, sector: str, *, has_committee: bool) -> bool:
    """Whether the indicator fits an organisation of this sector, with or without a branch committee (A6)."""
    fits_sector = indicator.applies_to is None or sector in indicator.applies_to
    return fits_sector and (has_committee or not indicator.needs_committee)


def applicable_codes(scheme: Scheme, sector: str, *, has_committee: bool) -> frozenset[str]:
    """Return the codes of the indicators that fit such an organisation (A6)."""
    return frozenset(
        code
        for code, indicator in scheme.indicators.items()
        if is_applicable(indicator, sector, has_committee=has_committee)
    )


def existed_all(founded: date | None, month: Month, ended: date | None) -> bool:
    """Whether an organisation existed from the first day of a month to its last."""
    return (founded is None or founded <= month.first_day) and (ended is None or ended > month.last_day)


def months_of_existence(founded: date | None, quarter: Quarter, ended: date | None = None) -> int:
    """Count the full months of the quarter in which the organisation existed; without either day all three.

    `ended` is the day since which it exists no more.
    """
    return sum(existed_all(founded, month, ended) for month in quarter.months)


def is_ranked(founded: date | None, quarter: Quarter, min_full_months: int, ended: date | None = None) -> bool:
    """Whether an assessed organisation existed long enough to be ranked in the quarter (A1)."""
    return months_of_existence(founded, quarter, ended) >= min_full_months
