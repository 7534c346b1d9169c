"""Which year's review is meant, and who may do what with it; a review is worked on one act after another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow
from models.annual_reviews import SHOWN, AnnualReview, latest_review, published_review
from models.appointments import LEADERS, OFFICE, has_role, organizations_led_by
from models.organizations import Organization
from models.people import Person
from rules.cases import ANNUAL_REVIEW
from services.boards.rights import may_approve, may_draft
from services.cases import held, step


def check_may_draft(session: Session, by: Person, now: datetime) -> None:
    """Raise Refused unless a person may draft: whoever may draft boards."""
    if not may_draft(session, by, now):
        raise NoRight("annual_draft_not_yours")


def check_may_approve(session: Session, by: Person, now: datetime) -> None:
    """Raise Refused unless a person may review and approve: whoever may approve boards."""
    if not may_approve(session, by, now):
        raise NoRight("annual_approve_not_yours")


def check_may_publish(session: Session, by: Person, now: datetime) -> None:
    """Raise Refused unless a person may draft or approve."""
    if not (may_draft(session, by, now) or may_approve(session, by, now)):
        raise NoRight("annual_publish_not_yours")


def check_not_drafter(review: AnnualReview, by: Person) -> None:
    """Raise Refused when a person drafted this review: somebody else looks at it."""
    if review.drafted_by_id == by.id:
        raise NoRight("annual_own_draft", year=review.year)


def sees_all(session: Session, by: Person, now: datetime) -> bool:
    """Tell whether a person sees everybody's year: the office and the leaders, and whoever decides on it."""
    inside = has_role(session, by, (*OFFICE, *LEADERS), now.date())
    return inside or may_draft(session, by, now) or may_approve(session, by, now)


def seen_review(session: Session, year: int, by: Person, now: datetime) -> AnnualReview:
    """Find the newest version of a year's review for office and leaders. Raises Refused for others, and without one."""
    if not sees_all(session, by, now):
        raise NoRight("annual_table_not_yours")
    review = latest_review(session, year)
    if review is None:
        raise NotFound("annual_none", year=year)
    return review


def review_for(session: Session, year: int, organization: Organization, by: Person, now: datetime) -> AnnualReview:
    """Find the version of a year's review by which a person may see one organisation's year.

    Office and leaders see the newest version of anybody's; officers see their own organisation's from the review of
    the leading group on. Raises Refused otherwise.
    """
    if sees_all(session, by, now):
        return seen_review(session, year, by, now)
    if organization.id not in organizations_led_by(session, by, now.date()):
        raise NoRight("annual_sheet_not_yours")
    newest = latest_review(session, year)
    shown = newest if newest and newest.state in SHOWN else published_review(session, year)
    if shown is None:
        raise NotNow("annual_not_shown_yet", year=year)
    return shown


def held_review(session: Session, year: int) -> AnnualReview | None:
    """Find a year's review while nobody else works on reviews."""
    return held(session, lambda: latest_review(session, year))


def existing_review(session: Session, year: int) -> AnnualReview:
    """Find and hold a year's review. Raises Refused without one."""
    review = held_review(session, year)
    if review is None:
        raise NotFound("annual_none", year=year)
    return review


def take_step(session: Session, review: AnnualReview, event: str, by: Person, now: datetime, **kept: Any) -> None:
    """Take one step in a review's life and keep who took it, when and why. Raises Refused when it is not due for it."""
    check_in_turn(review, event)
    step(session, ANNUAL_REVIEW, review, event, by, now, **kept)


def check_in_turn(review: AnnualReview, event: str) -> None:
    """Raise Refused when a review is not due for a step, saying where it stands and what comes next."""
    if (review.state, event) not in ANNUAL_REVIEW.steps:
        raise NotNow("annual_out_of_turn", review=review, event=event)


def needed_reason(year: int, reason: str, command: str) -> str:
    """Give the reason without loose ends. Raises Refused when there is none."""
    if not reason.strip():
        raise BadInput("annual_reason_missing", year=year, command=command)
    return reason.strip()
