"""Which year's review is meant, and who may do what with it; a review is worked on one act after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow
from bot.readers import needed
from models.annual_reviews import SHOWN, AnnualReview, AnnualReviewRow, latest_review, published_review
from models.looks import counted
from models.organizations import Organization
from models.people import Person
from rules.cases import ANNUAL_REVIEW
from services import cases
from services.rights.asking import check_may, may
from services.rights.conflicts import check_over
from services.rights.table import Right


def check_impartial(
    session: Session, review: AnnualReview, right: Right, by: Person, now: datetime, over: Sequence[str] | None = None
) -> dict[str, Any]:
    """Raise Refused when a person drafted a review they would decide on, or is an officer of a branch in it (D10).

    `over` are the ids of the branches the step is about, where it is not about all. Returns what is kept with the step:
    the own branches of somebody who takes it because nobody else can.
    """
    if review.drafted_by_id == by.id:
        raise NoRight("annual_own_draft", year=review.year)
    about = over or counted(session, (AnnualReviewRow.__tablename__,), _reviewed, review.id)
    but = [review.drafted_by_id]
    return check_over(session, by, right, now, about, but=but, year=review.year)


def _reviewed(session: Session, review_id: int) -> frozenset[str]:
    of_it = AnnualReviewRow.annual_review_id == review_id
    return frozenset(session.scalars(select(AnnualReviewRow.organization_id).where(of_it)))


def seen_review(session: Session, year: int, by: Person, now: datetime) -> AnnualReview:
    """Find the newest version of a year's review for office and leaders. Raises Refused for others, and without one."""
    check_may(session, by, Right.SEE_YEAR, now)
    review = latest_review(session, year)
    if review is None:
        raise NotFound("annual_none", year=year)
    return review


def review_for(session: Session, year: int, organization: Organization, by: Person, now: datetime) -> AnnualReview:
    """Find the version of a year's review by which a person may see one organisation's year.

    Office and leaders see the newest version of anybody's; officers see their own organisation's from the review of
    the leading group on, its supervision group once the year is out. Raises Refused otherwise.
    """
    if may(session, by, Right.SEE_YEAR, now):
        return seen_review(session, year, by, now)
    check_may(session, by, Right.SEE_YEAR_SHEET, now, organization)
    newest = latest_review(session, year)
    early = newest if newest and newest.state in SHOWN and _sees_early(session, organization, by, now) else None
    shown = early or published_review(session, year)
    if shown is None:
        raise NotNow("annual_not_shown_yet", year=year)
    return shown


def _sees_early(session: Session, organization: Organization, by: Person, now: datetime) -> bool:
    return may(session, by, Right.SEE_YEAR_SHEET_EARLY, now, organization)


def locked_review(session: Session, year: int) -> AnnualReview | None:
    """Find a year's review while nobody else works on reviews."""
    return cases.locked(session, lambda: latest_review(session, year))


def existing_review(session: Session, year: int) -> AnnualReview:
    """Find and lock a year's review. Raises NotFound without one."""
    return cases.existing(session, lambda: latest_review(session, year), NotFound("annual_none", year=year))


def take_step(session: Session, review: AnnualReview, event: str, by: Person, now: datetime, **kept: Any) -> None:
    """Take one step in a review's life and keep who took it, when and why. Raises NotNow when it is not due for it."""
    check_in_turn(review, event)
    cases.step(session, ANNUAL_REVIEW, review, event, by, now, **kept)


def check_in_turn(review: AnnualReview, event: str) -> None:
    """Raise NotNow when a review is not due for a step, saying where it stands and what comes next."""
    cases.check_turn(ANNUAL_REVIEW, review, event, NotNow("annual_out_of_turn", review=review, event=event))


def needed_reason(year: int, reason: str, command: str) -> str:
    """Give the reason as it is kept. Raises BadInput when there is none, and for an endless one."""
    return needed(reason, BadInput("annual_reason_missing", year=year, command=command))
