"""The years there is a review for, or could be one: each with its newest version."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from models.annual_reviews import CANCELLED, AnnualReview, latest_review
from models.boards import PUBLIC, Board
from services.annual_reviews.parts import quarters_of


@dataclass(frozen=True)
class YearReview:
    """A year with the newest version of its review; None while nobody has drafted one."""

    year: int
    review: AnnualReview | None


def year_reviews(session: Session) -> list[YearReview]:
    """List every year that has a published board or a review; newest first, without rows."""
    boards = session.scalars(select(Board.quarter).where(Board.state.in_(PUBLIC)).distinct())
    found: dict[int, AnnualReview | None] = {quarter.year: None for quarter in boards}
    kept = select(AnnualReview).where(AnnualReview.state != CANCELLED).order_by(AnnualReview.version)
    found |= {one.year: one for one in session.scalars(kept.options(lazyload(AnnualReview.rows)))}
    return [YearReview(year, found[year]) for year in sorted(found, reverse=True)]


def year_review(session: Session, year: int) -> YearReview | None:
    """Find a year with its review; None for one without a review and without a board in force."""
    review = latest_review(session, year)
    ranked = select(Board.id).where(Board.quarter.in_(quarters_of(year)), Board.state.in_(PUBLIC))
    if review is None and session.scalar(ranked.limit(1)) is None:
        return None
    return YearReview(year, review)
