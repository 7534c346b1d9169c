"""What a year's boards hold for honours and the yearly assessment (R34, R35, A20).

Being red is a recorded basis for extra points; how many the 办法 does not say, so nothing is computed from it here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models.annual_reviews import published_review
from models.consequences import Consequence, consequences_of_year
from models.organizations import Organization, assessed_organizations
from models.people import Person
from rules.periods import Quarter
from rules.scoring import ZERO, round_points
from services.annual_reviews.parts import quarters_of
from services.boards.history import outcomes_in_force
from services.rights.asking import check_may
from services.rights.table import Right

# Neither declined nor withdrawn: somebody has still to decide, or has confirmed it.
STANDING = ("proposed", "confirmed", "carried_out", "closed", "decided")


@dataclass(frozen=True)
class Ranked:
    """One quarter as the board in force ranks an organisation; `outcome` is red, grey (where displayed) or none."""

    quarter: Quarter
    rank: int
    total: Decimal
    outcome: str


@dataclass(frozen=True)
class Basis:
    """What is on record for one organisation and year: its ranked quarters, the final score, what follows from grey.

    `final` is None until the year is published. Of the consequences only those that stand or wait are named.
    """

    organization: Organization
    quarters: Sequence[Ranked]
    final: Decimal | None
    consequences: Sequence[Consequence]

    @property
    def red(self) -> list[Ranked]:
        """The quarters in which it was red: the basis for honours (R35)."""
        return [one for one in self.quarters if one.outcome == "red"]

    @property
    def grey(self) -> list[Ranked]:
        """The quarters in which it was grey."""
        return [one for one in self.quarters if one.outcome == "grey"]

    @property
    def honours_lost(self) -> bool:
        """Whether somebody has decided that it may not stand for the year's honours (R37)."""
        decided = [one for one in self.consequences if one.kind == "honours_ineligibility"]
        return any(one.state != "proposed" for one in decided)

    @property
    def mean(self) -> Decimal | None:
        """The mean of the ranked quarters' totals, shown with two decimals; None without one."""
        if not self.quarters:
            return None
        return round_points(sum((one.total for one in self.quarters), ZERO) / len(self.quarters), 2)


def seen_bases(session: Session, year: int, person: Person, now: datetime) -> list[Basis]:
    """List the bases of a year for somebody of the office or a leader. Raises Refused for others."""
    check_may(session, person, Right.SEE_HONOURS, now)
    return bases(session, year)


def bases(session: Session, year: int) -> list[Basis]:
    """List what is on record of every assessed organisation and year, in the order of the register (A20)."""
    ranked, following = _ranked(session, year), _following(session, year)
    review = published_review(session, year)
    finals = {row.organization_id: row.total for row in review.rows} if review else {}
    return [
        Basis(one, ranked.get(one.id, ()), finals.get(one.id), following.get(one.id, ()))
        for one in assessed_organizations(session)
    ]


def most_red_first(found: Sequence[Basis]) -> list[Basis]:
    """List whoever was red, the most often red first, else in the order of the register (R35)."""
    return sorted((one for one in found if one.red), key=lambda one: -len(one.red))


def _ranked(session: Session, year: int) -> Mapping[str, list[Ranked]]:
    found: dict[str, list[Ranked]] = defaultdict(list)
    for quarter in quarters_of(year):
        for _, row, listed in outcomes_in_force(session, quarter):
            found[row.organization_id].append(Ranked(quarter, row.rank, row.total, listed))
    return found


def _following(session: Session, year: int) -> Mapping[str, list[Consequence]]:
    found: dict[str, list[Consequence]] = defaultdict(list)
    for one in consequences_of_year(session, year):
        if one.state in STANDING:
            found[one.organization_id].append(one)
    return found
