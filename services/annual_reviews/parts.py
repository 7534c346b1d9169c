"""The parts a year is made of: each ranked quarter, each month's self-check, the democratic review (R42, R43)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.terms import terms
from models.bonus_claims import BonusClaim
from models.democratic_reviews import reviews_of_year
from rules.annual import QuarterResult
from rules.periods import Month, Quarter
from rules.policy import Policy
from rules.scoring import ZERO
from services.annual_reviews.self_checks import MonthPart, self_check_parts
from services.boards.history import outcomes_in_force
from services.schemes.versions import scheme_for

# Of each quarter the board in force.
IN_FORCE: Final[Mapping[Quarter, int]] = MappingProxyType({})


@dataclass(frozen=True)
class QuarterPart:
    """One quarter as the board in force ranks it. `outcome` is red, grey (only where it was displayed) or none."""

    quarter: Quarter
    version: int
    base: Decimal
    bonus: Decimal
    total: Decimal
    rank: int
    outcome: str

    @property
    def result(self) -> QuarterResult:
        """What the rule of the year counts."""
        return QuarterResult(self.base, self.bonus, red=self.outcome == "red")

    def as_dict(self) -> dict[str, Any]:
        """Write it down for a row of the review."""
        points = {name: f"{getattr(self, name):.2f}" for name in ("base", "bonus", "total")}
        kept = {"version": self.version, "rank": self.rank, "outcome": self.outcome}
        return {"quarter": str(self.quarter), **points, **kept}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `as_dict` wrote."""
        base, bonus, total = (Decimal(kept[name]) for name in ("base", "bonus", "total"))
        quarter = Quarter.parse(kept["quarter"])
        return cls(quarter, kept["version"], base, bonus, total, kept["rank"], kept["outcome"])


@dataclass(frozen=True)
class YearParts:
    """Everything one organisation's year is made of; `democratic` is None while its review is missing."""

    quarters: list[QuarterPart] = field(default_factory=list)
    months: list[MonthPart] = field(default_factory=list)
    democratic: Decimal | None = None
    origin: str = ""


def counted_lists(red: int, grey: int) -> list[int]:
    """Give how often somebody was red and grey, of the lists the town has."""
    has_red, has_grey = terms().has_red, terms().has_grey
    return [*([red] if has_red else []), *([grey] if has_grey else [])]


def quarters_of(year: int) -> list[Quarter]:
    """List the periods of a year's boards: four quarters in most towns."""
    return Quarter.all_of(year)


def months_of(year: int) -> list[Month]:
    """List the twelve months of a year."""
    return [month for quarter in quarters_of(year) for month in quarter.months]


def year_parts(
    session: Session,
    year: int,
    policy: Policy,
    as_of: datetime,
    now: datetime,
    versions: Mapping[Quarter, int] = IN_FORCE,
) -> dict[str, YearParts]:
    """Gather the parts of a year, by organisation.

    Boards, upheld objections and democratic reviews are taken as they hold `now`, answers to slips as they stood at
    `as_of`: a form handed in after the draft changes nothing any more. A year that is counted again names the
    `versions` of the boards that it was counted from.
    """
    found: dict[str, YearParts] = defaultdict(YearParts)
    for quarter in quarters_of(year):
        for organization_id, part in _quarter_parts(session, quarter, versions.get(quarter)):
            found[organization_id].quarters.append(part)
    for organization_id, months in self_check_parts(session, months_of(year), policy, as_of, now).items():
        found[organization_id].months.extend(months)
    for organization_id, review in reviews_of_year(session, year, now).items():
        before = found[organization_id]
        found[organization_id] = YearParts(before.quarters, before.months, review.score, review.origin)
    return dict(found)


def _quarter_parts(session: Session, quarter: Quarter, version: int | None) -> Iterator[tuple[str, QuarterPart]]:
    """Read a quarter's board in force, organisation by organisation; nothing without one."""
    later = _bonus_kept_for_the_year(session, quarter)
    for board, row, listed in outcomes_in_force(session, quarter, version):
        bonus = row.bonus + later.get(row.organization_id, ZERO)
        part = QuarterPart(quarter, board.version, row.base, bonus, row.total, row.rank, listed)
        yield row.organization_id, part


def _bonus_kept_for_the_year(session: Session, quarter: Quarter) -> dict[str, Decimal]:
    """Add up the approved bonus that a board left out, because the town counts bonus in the year only (A15)."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    if scheme_for(session, quarter).policy.bonus_in == "year":
        wanted = BonusClaim.quarter == quarter, BonusClaim.state == "approved", BonusClaim.points.is_not(None)
        for organization_id, points in session.execute(
            select(BonusClaim.organization_id, BonusClaim.points).where(*wanted)
        ):
            found[organization_id] += points or ZERO
    return found
