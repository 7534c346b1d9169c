"""Democratic review (民主评议): one number per organisation and year, with its origin (R43, A18)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import needed
from models.democratic_reviews import DemocraticReview, reviews_of_year
from models.organizations import Organization, living_organizations
from models.people import Person
from rules.annual import democratic_score
from rules.periods import Quarter
from rules.policy import Policy
from services.annual_reviews.steps import year_is_closed
from services.rights.asking import seen
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import scheme_for

HIGHEST: Final = Decimal(100)
HUNDREDTH: Final = Decimal("0.01")
LONGEST_ORIGIN: Final = 200


def policy_of_year(session: Session, year: int) -> Policy:
    """Find the policy a year is closed by: that of its last quarter."""
    return scheme_for(session, Quarter.all_of(year)[-1]).policy


def enter_review(
    session: Session, organization: Organization, year: int, score: Decimal, origin: str, by: Person, now: datetime
) -> DemocraticReview:
    """Enter a result of 0 to 100 points; a later one replaces it and both stay on record.

    Raises Refused unless somebody of the office who is no officer there enters it, for an assessed organisation, for
    a year that has begun and is not closed, with at most two decimals and an origin.
    """
    check_may_enter(session, organization, year, by, now)
    if not score.is_finite() or not 0 <= score <= HIGHEST or score != score.quantize(HUNDREDTH):
        raise BadInput("review_wrong_score", organization=organization)
    return _stored(session, organization, year, score, checked_origin(origin), by, now)


def enter_grades(
    session: Session,
    organization: Organization,
    year: int,
    grades: Mapping[str, int],
    origin: str,
    by: Person,
    now: datetime,
) -> DemocraticReview:
    """Enter how often each grade was given on paper; the policy's `democratic_grades` make the number of it (A18).

    Raises Refused as `enter_review` does, and for a grade the policy does not know or no vote at all.
    """
    check_may_enter(session, organization, year, by, now)
    policy = policy_of_year(session, year)
    if not grades.keys() <= policy.democratic_grades.keys() or min(grades.values(), default=0) < 0:
        raise BadInput("review_wrong_grades", organization=organization, grades=list(policy.democratic_grades))
    score = democratic_score(grades, policy)
    if score is None:
        raise BadInput("review_no_votes", organization=organization)
    return _stored(session, organization, year, score, checked_origin(origin), by, now)


def enter_counted(
    session: Session,
    organization: Organization,
    year: int,
    counts: Mapping[str, int],
    origin: str,
    by: Person,
    now: datetime,
) -> DemocraticReview:
    """Enter what a secret ballot came to, opened by `by` while that was allowed; there is at least one vote."""
    score = democratic_score(counts, policy_of_year(session, year))
    if score is None:
        raise ValueError(f"a ballot on {organization.id} without votes has no result")
    return _stored(session, organization, year, score, origin, by, now)


def check_may_enter(session: Session, organization: Organization, year: int, by: Person, now: datetime) -> None:
    """Check that somebody may enter an organisation's result of a year. Raises Refused."""
    today = now.date()
    check(session, by, Right.ENTER_REVIEW, now, organization)
    check_year(session, year, today)
    if not organization.assessed:
        raise NotNow("review_not_assessed", organization=organization)


def check_year(session: Session, year: int, today: date) -> None:
    """Check that results of a year may still change: it has begun and is not closed. Raises Refused."""
    if not today.year - 1 <= year <= today.year:
        raise BadInput("review_wrong_year", year=year, today=today)
    if year_is_closed(session, year):
        raise NotNow("review_year_closed", year=year)


def shown_reviews(
    session: Session, year: int, person: Person, now: datetime
) -> list[tuple[Organization, DemocraticReview | None]]:
    """List a year's results in the order of the register, with None where there is none yet.

    Office and leaders see everybody's, officers those of their own organisations (D8).
    """
    found = reviews_of_year(session, year, now)
    shown = seen(session, person, Right.SEE_REVIEWS, now, Organization.id)
    seen_ids = set(session.scalars(select(Organization.id).where(shown)))
    return [(one, found.get(one.id)) for one in living_organizations(session) if one.id in seen_ids]


def checked_origin(origin: str) -> str:
    """Return where a result comes from as it is kept. Raises Refused for nothing, and for too much."""
    return needed(origin, BadInput("review_origin_missing"), LONGEST_ORIGIN, "review_origin_too_long")


def _stored(
    session: Session, organization: Organization, year: int, score: Decimal, origin: str, by: Person, now: datetime
) -> DemocraticReview:
    points = score.quantize(HUNDREDTH)
    review = DemocraticReview(
        year=year, organization=organization, score=points, origin=origin, entered_by=by, entered_at=now
    )
    session.add(review)
    session.flush()
    return review
