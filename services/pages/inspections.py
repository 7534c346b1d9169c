"""What an inspection sheet asks for, category by category, and what its findings would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import takewhile

from sqlalchemy.orm import Session

from models.organizations import Organization
from models.people import Person
from rules.catalogue import Category, Indicator
from rules.periods import Month, Quarter
from services.inspections.checking import GivenFinding, inspected_indicators, inspected_months
from services.inspections.inspections import check_may_inspect, held_against
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.scores.entries import Entry


@dataclass(frozen=True)
class InspectionFrame:
    """An organisation's sheet of a quarter: the categories with the indicators that fit, the months that have begun.

    `held` are what daily records hold against it already, so that no fact is taken twice (A5).
    """

    organization: Organization
    quarter: Quarter
    categories: tuple[tuple[Category, tuple[Indicator, ...]], ...]
    months: tuple[Month, ...]
    held: tuple[Entry, ...]

    @property
    def short_titles(self) -> tuple[str, ...]:
        """Name the categories by what tells them apart: what all titles begin with is left out."""
        titles = [one.title for one, _ in self.categories]
        alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*titles, strict=False))
        shared = len(list(alike)) if len(titles) > 1 else 0
        return tuple(one[shared:] or one for one in titles)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Everything that is to be looked at."""
        return tuple(one for _, indicators in self.categories for one in indicators)

    def cost(self, indicators: Sequence[Indicator], findings: Sequence[GivenFinding]) -> Decimal:
        """Tell what findings on some indicators take together, beside nothing else."""
        return sum((cost_of(one, findings) for one in indicators), Decimal(0))


def sheet_frame(
    session: Session, quarter: Quarter, organization: Organization, by: Person, now: datetime
) -> InspectionFrame:
    """Gather what somebody inspects. Raises Refused for whoever may not inspect the organisation now."""
    check_may(session, by, Right.INSPECT, now, organization, group=None)
    check_may_inspect(session, quarter, organization, by, now)
    scheme = scheme_for(session, quarter)
    fitting = inspected_indicators(scheme, organization, quarter)
    by_category = [(one, tuple(each for each in fitting if each.category == one.code)) for one in scheme.categories]
    return InspectionFrame(
        organization=organization,
        quarter=quarter,
        categories=tuple((one, indicators) for one, indicators in by_category if indicators),
        months=inspected_months(quarter, organization, now.date()),
        held=tuple(held_against(session, quarter, [organization.id], now)[organization.id]),
    )


def cost_of(indicator: Indicator, findings: Sequence[GivenFinding]) -> Decimal:
    """Tell what findings on an indicator cost: one a month or quarter where that is its unit, at most its points."""
    found = [one for one in findings if one.indicator == indicator.code]
    if indicator.unit == "case":
        counted = len(found)
    elif indicator.unit == "month":
        counted = len({one.month for one in found})
    else:
        counted = min(len(found), 1)
    return min(indicator.points, indicator.per_failure * counted)
