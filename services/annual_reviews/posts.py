"""What is said when a year's review is published: to each branch its own result, to the leaders the table, all once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.annual_reviews import AnnualReview, AnnualReviewRow, reviews_to_post
from models.appointments import LEADERS, holders, officers
from rules.workdays import Calendar
from services.annual_reviews.table import table_picture
from services.notices.office import tell_office

NOTICES: Final = "annual_reviews/notices.txt"


def post_years(session: Session, calendar: Calendar, now: datetime) -> int:
    """Draw the table of each review that was published and tell everybody concerned, once.

    A sweep of its own, because drawing has no place in answering a chat. Returns how many reviews.
    """
    del calendar
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
    """Tell each branch's first officer who can be reached; the office prints the rest. In the order of the register."""
    rows = sorted(review.rows, key=lambda row: row.organization.position)
    on_paper = [row for row in rows if not _tell_branch(session, review, row, now)]
    if on_paper:
        key = f"{_key(review)}:on-paper"
        tell_office(session, "annual_on_paper", key=key, now=now, review=review, rows=on_paper)


def _tell_branch(session: Session, review: AnnualReview, row: AnnualReviewRow, now: datetime) -> bool:
    held = officers(session, row.organization_id, now.date())
    userid = next((one.person.userid for one in held if one.person.userid), None)
    if userid is None or row.organization.delivery == "paper":
        return False
    said = outbox.text(word(NOTICES, "own", review=review, row=row))
    key = f"{_key(review)}:own:{row.organization_id}"
    outbox.push(session, outbox.Addressee("member", userid), said, key=key, now=now)
    return True
