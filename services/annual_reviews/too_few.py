"""Who was ranked in too few quarters for a year: shown provisionally, and a person decides whether it counts (A17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.looks import counted
from models.organizations import Organization
from models.transitions import Transition
from rules.cases import ANNUAL_REVIEW
from rules.policy import Policy

COUNT: Final = "count"
LEAVE_OUT: Final = "leave_out"
_HANGS_ON: Final = (AnnualReviewRow.__tablename__, Organization.__tablename__)


@dataclass(frozen=True)
class Decided:
    """Whether the year of an organisation counts although it was ranked in too few quarters; by whom, when and why."""

    counts: bool
    by: str
    at: datetime
    reason: str


def is_too_few(quarters: int, policy: Policy) -> bool:
    """Tell whether so many ranked quarters, at least one, are too few for a result by themselves."""
    return 0 < quarters < policy.annual_min_ranked_quarters


def decisions(session: Session, year: int) -> Mapping[str, Decided]:
    """Find by organisation what was decided last about its year, in whichever version of the review."""
    versions = select(AnnualReview.id).where(AnnualReview.year == year)
    query = select(Transition).where(
        Transition.case_kind == ANNUAL_REVIEW.name,
        Transition.case_id.in_(versions),
        Transition.event.in_([COUNT, LEAVE_OUT]),
    )
    found: dict[str, Decided] = {}
    for one in session.scalars(query.order_by(Transition.id)):
        decided = Decided(one.event == COUNT, one.by.name if one.by else "", one.at, one.reason)
        found |= dict.fromkeys(one.facts["organizations"], decided)
    return found


def counted_years(session: Session, year: int) -> frozenset[str]:
    """List the organisations of which it was decided that their year counts."""
    return frozenset(one for one, decided in decisions(session, year).items() if decided.counts)


def ranked_too_seldom(session: Session, review_id: int, needed: int) -> list[str]:
    """List the organisations in a review that were ranked in fewer quarters than are `needed`, in its order."""
    on_it = select(AnnualReviewRow.organization_id, AnnualReviewRow.quarters)
    rows = session.execute(on_it.where(AnnualReviewRow.annual_review_id == review_id).order_by(AnnualReviewRow.id))
    return [one for one, quarters in rows if 0 < len(quarters) < needed]


class Reviewed(NamedTuple):
    """What tells whether the year of an organisation is complete; of 10,000 it is read without their rows.

    `quarters` is in how many it was ranked.
    """

    id: str
    short_name: str
    is_living: bool
    quarters: int
    has_democratic: bool
    has_self_check: bool


def reviewed(session: Session, review: AnnualReview) -> tuple[Reviewed, ...]:
    """List who is in a review, best first."""
    return counted(session, _HANGS_ON, _reviewed, review.id)


def _reviewed(session: Session, review_id: int) -> tuple[Reviewed, ...]:
    row, one = AnnualReviewRow, Organization
    columns = one.id, one.short_name, one.ended.is_(None), func.json_array_length(row.quarters)
    parts = row.democratic_score.is_not(None), row.self_check_mean.is_not(None)
    rows = select(*columns, *parts).join(row.organization).where(row.annual_review_id == review_id).order_by(row.id)
    return tuple(map(Reviewed._make, session.execute(rows)))


def undecided(session: Session, review: AnnualReview, policy: Policy) -> list[Reviewed]:
    """List those in a review about whom somebody has to decide."""
    few = [one for one in reviewed(session, review) if is_too_few(one.quarters, policy)]
    decided = decisions(session, review.year) if few else {}
    return [one for one in few if one.id not in decided]
