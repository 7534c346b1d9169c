"""Which indicators mean something to an organisation, and whether it existed long enough to be ranked (A1, A6)."""

from datetime import date

from rules.catalogue import Indicator
from rules.periods import Quarter
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


def months_of_existence(founded: date | None, quarter: Quarter) -> int:
    """Count the full months of the quarter in which the organisation existed; without a founding day all three."""
    return sum(founded is None or founded <= month.first_day for month in quarter.months)


def is_ranked(founded: date | None, quarter: Quarter, min_full_months: int) -> bool:
    """Whether an assessed organisation existed long enough to be ranked in the quarter (A1)."""
    return months_of_existence(founded, quarter) >= min_full_months
