"""The short code of a published year: computed again from its rows, it shows whether anybody altered them since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.looks import counted
from models.transitions import transitions_of
from rules.cases import ANNUAL_REVIEW
from rules.codes import code_of, copied
from services.boards.code import LENGTH, case_with_head, head_of
from services.boards.code import Codes as PrintedCodes


@dataclass(frozen=True)
class Codes:
    """The code of a version's rows now, and the one the log kept when it was published; None before that."""

    now: str
    published: str | None


def year_code(review: AnnualReview) -> str:
    """Compute a version's code from every row with all its parts: eight signs, the same for the same numbers."""
    rows = [_said(row) for row in sorted(review.rows, key=lambda row: row.organization_id)]
    return code_of(json.dumps([review.year, review.version, rows], ensure_ascii=False, sort_keys=True), LENGTH)


def shown_code(session: Session, review: AnnualReview) -> str:
    """Give the code of a version's rows as a page shows it: computed once as long as nobody writes to them."""
    return counted(session, (AnnualReviewRow.__tablename__,), _code, review.id)


def _code(session: Session, review_id: int) -> str:
    return year_code(session.get_one(AnnualReview, review_id))


def printed_year(session: Session, review: AnnualReview) -> PrintedCodes:
    """Give the codes a published year can be held against: its own, and the log's at that moment."""
    return PrintedCodes(shown_code(session, review), head_of(session, ANNUAL_REVIEW, review.id))


def codes_of(session: Session, review: AnnualReview) -> Codes:
    """Compare a version with what its publication left in the log."""
    past = transitions_of(session, ANNUAL_REVIEW.name, review.id)
    kept = next((one.facts["code"] for one in past if one.event == "publish"), None)
    return Codes(year_code(review), kept)


def review_by_code(session: Session, code: str) -> AnnualReview | None:
    """Find the version that was published with a code, its own or the log's, also one replaced since."""
    said = copied(code)
    in_log = case_with_head(session, ANNUAL_REVIEW, said)
    for review in session.scalars(select(AnnualReview).where(AnnualReview.published_at.is_not(None))):
        if review.id == in_log or codes_of(session, review).published == said:
            return review
    return None


def _said(row: AnnualReviewRow) -> list[Any]:
    """Say what a row shows; points in hundredths, so that 98.5 and 98.50 are the same."""
    points = [_hundredths(one) for one in (row.total, row.quarter_mean, row.self_check_mean, row.democratic_score)]
    return [row.organization_id, row.rank, points, row.democratic_origin, row.quarters, row.months]


def _hundredths(points: Decimal | None) -> int | None:
    return None if points is None else int(points * 100)
