"""A year's table for office and leaders, as a picture."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.drawing import png
from bot.errors import DatabaseError
from bot.wording import word
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.schemes import township
from services.annual_reviews.code import printed_year
from services.annual_reviews.rows import policy_of
from services.pictures.year import WORDS, AnnualFacts, AnnualLine, annual_svg


def table_picture(session: Session, review: AnnualReview, now: datetime) -> bytes:
    """Draw the table of a review (PNG), dated `now` while it is not published. Raises DatabaseError without a town."""
    return png(table_svg(session, review, now))


def table_svg(session: Session, review: AnnualReview, now: datetime) -> str:
    """Lay out the table of a review, as `table_picture` draws it."""
    town = township(session)
    if town is None:
        raise DatabaseError("No township has been loaded yet; run `flask township load FILE` first")
    told = {"town": town, "review": review, "policy": policy_of(review.scheme_version)}
    lines = word(WORDS, "footer", codes=printed_year(session, review), **told).splitlines()
    footer = (row.partition("：") for row in lines)
    before = _before(session, review)
    return annual_svg(
        AnnualFacts(
            committee=town.committee,
            title=word(WORDS, "title", **told),
            label=word(WORDS, "label", **told),
            version=review.version,
            replaces=word(WORDS, "replaces", before=before) if before else None,
            labels=(
                word(WORDS, "part", name="quarter_mean"),
                word(WORDS, "part", name="self_check"),
                word(WORDS, "part", name="democratic_review"),
            ),
            lines=tuple(_line(row) for row in review.rows),
            footer=tuple((label, text) for label, _, text in footer),
            issued=word(WORDS, "issued", town=town, day=(review.published_at or now).date()),
        )
    )


def _line(row: AnnualReviewRow) -> AnnualLine:
    parts = row.quarter_mean, row.self_check_mean, row.democratic_score
    return AnnualLine(row.rank, row.organization.short_name, parts, row.total)


def _before(session: Session, review: AnnualReview) -> AnnualReview | None:
    """Find the published version that a version replaces."""
    earlier = AnnualReview.year == review.year, AnnualReview.version < review.version
    query = select(AnnualReview).where(*earlier, AnnualReview.published_at.is_not(None))
    return session.scalar(query.order_by(AnnualReview.version.desc()).limit(1))
