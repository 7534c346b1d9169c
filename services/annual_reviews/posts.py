"""What is said when a year's review is published: to each branch its own result, to the leaders the table, all once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.drawing import Pictures
from bot.wording import word
from models.annual_reviews import AnnualReview, reviews_to_post
from models.appointments import LEADERS, holders
from rules.workdays import Calendar
from services.annual_reviews.table import table_svg
from services.notices.branches import News, tell_branches

NOTICES: Final = "annual_reviews/notices.txt"


def pictures_to_post(session: Session, _calendar: Calendar, now: datetime) -> list[str]:
    """List the pictures (SVG) of the reviews that were published and that nobody was told of yet."""
    return [table_svg(session, review, now) for review in reviews_to_post(session)]


def post_years(
    session: Session, _calendar: Calendar, now: datetime, pictures: Pictures, public_url: str | None = None
) -> int:
    """Tell everybody concerned of each review that was published, once.

    `pictures` were drawn before: a review whose table is not among them, because something has changed meanwhile,
    waits for the next time. `public_url` is how phones reach us, for the link. Returns how many reviews.
    """
    posted = 0
    for review in reviews_to_post(session, lock=True):
        review.picture = pictures.get(table_svg(session, review, now))
        if review.picture is None:
            continue
        url = f"{public_url}m/years/{review.year}" if public_url else None
        _tell_leaders(session, review, now, url)
        _tell_branches(session, review, now)
        review.posted_at = now
        posted += 1
    session.flush()
    return posted


def _key(review: AnnualReview) -> str:
    return f"annual:{review.year}:{review.version}"


def _tell_leaders(session: Session, review: AnnualReview, now: datetime, url: str | None) -> None:
    said = word(NOTICES, "leader", review=review, url=url)
    for person in holders(session, LEADERS, now.date()):
        if person.userid is None:
            continue
        member, key = outbox.Addressee("member", person.userid), f"{_key(review)}:leader:{person.userid}"
        outbox.push(session, member, outbox.text(said), key=key, now=now)
        picture = outbox.picture()
        outbox.push(session, member, picture, key=f"{key}:picture", now=now, picture_bytes=review.picture)


def _tell_branches(session: Session, review: AnnualReview, now: datetime) -> None:
    """Tell each branch its own result, in the order of the register."""
    rows = sorted(review.rows, key=lambda row: row.organization.position)
    news = [
        News(
            row.organization, word(NOTICES, "own", review=review, row=row), f"{_key(review)}:own:{row.organization_id}"
        )
        for row in rows
    ]
    tell_branches(session, news, now)
