"""What is said when a year's review is published: to each branch its own result, to the leaders the table, all once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.annual_reviews import AnnualReview, reviews_to_post
from models.appointments import LEADERS, holders
from rules.workdays import Calendar
from services.annual_reviews.table import table_picture
from services.notices.branches import tell_branch

NOTICES: Final = "annual_reviews/notices.txt"


def post_years(session: Session, _calendar: Calendar, now: datetime) -> int:
    """Draw the table of each review that was published and tell everybody concerned, once.

    A sweep of its own, because drawing has no place in answering a chat. Returns how many reviews.
    """
    reviews = reviews_to_post(session)
    for review in reviews:
        review.picture = table_picture(session, review, now)
        _tell_leaders(session, review, now)
        _tell_branches(session, review, now)
        review.posted_at = now
    session.flush()
    return len(reviews)


def _key(review: AnnualReview) -> str:
    return f"annual:{review.year}:{review.version}"


def _tell_leaders(session: Session, review: AnnualReview, now: datetime) -> None:
    for person in holders(session, LEADERS, now.date()):
        if person.userid is None:
            continue
        member, key = outbox.Addressee("member", person.userid), f"{_key(review)}:leader:{person.userid}"
        outbox.push(session, member, outbox.text(word(NOTICES, "leader", review=review)), key=key, now=now)
        picture = outbox.picture()
        outbox.push(session, member, picture, key=f"{key}:picture", now=now, picture_bytes=review.picture)


def _tell_branches(session: Session, review: AnnualReview, now: datetime) -> None:
    """Tell each branch its own result, in the order of the register."""
    for row in sorted(review.rows, key=lambda row: row.organization.position):
        said, key = word(NOTICES, "own", review=review, row=row), f"{_key(review)}:own:{row.organization_id}"
        tell_branch(session, row.organization, said, key=key, now=now)
