"""Who was ranked in too few quarters for a year: shown provisionally, and a person decides whether it counts (A17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.transitions import Transition
from rules.cases import ANNUAL_REVIEW
from rules.policy import Policy

COUNT: Final = "count"
LEAVE_OUT: Final = "leave_out"


@dataclass(frozen=True)
class Decided:
    """Whether the year of an organisation counts although it was ranked in too few quarters; by whom, when and why."""

    counts: bool
    by: str
    at: datetime
    reason: str


def is_too_few(quarters: Sequence[object], policy: Policy) -> bool:
    """Tell whether so many ranked quarters, at least one, are too few for a result by themselves."""
    return 0 < len(quarters) < policy.annual_min_ranked_quarters


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


def undecided(session: Session, review: AnnualReview, policy: Policy) -> list[AnnualReviewRow]:
    """List the rows of a review about which somebody has to decide."""
    decided = decisions(session, review.year)
    return [row for row in review.rows if is_too_few(row.quarters, policy) and row.organization_id not in decided]
