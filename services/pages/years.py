"""What the pages of a year show: the whole table for office and leaders, an organisation's own year for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview, AnnualReviewRow, latest_year
from models.schemes import Township, township
from rules.periods import Quarter
from rules.policy import Policy
from services.annual_reviews.code import printed_year
from services.annual_reviews.rights import seen_review
from services.annual_reviews.rows import Lacking, policy_of, still_lacking
from services.annual_reviews.sheet import parts_of
from services.boards.code import Codes
from services.pages.visitors import Visitor
from services.rights.asking import may
from services.rights.table import Right

# A sheet of paper has no room for more.
MOST_COLUMNS: Final = 4
# Of more organisations these are shown, best first; all are in the Excel file.
MOST_ROWS: Final = 200


@dataclass(frozen=True)
class YearPage:
    """A year's newest version. `missing` is what keeps it provisional; `codes` are None before it is published.

    `rows` are the first of the table, best first.
    `quarters` are the columns of the printed table: the board periods of the year, none where there are more than four;
    `totals` are what each organisation had in them.
    """

    town: Township | None
    review: AnnualReview
    rows: Sequence[AnnualReviewRow]
    policy: Policy
    missing: Lacking | None
    codes: Codes | None
    quarters: tuple[Quarter, ...]
    totals: Mapping[str, Mapping[Quarter, Decimal]]
    has_picture: bool


def year_page(session: Session, year: int, visitor: Visitor, now: datetime) -> YearPage:
    """Gather a year's table for office and leaders. Raises Refused for others, and without a review."""
    review = seen_review(session, year, visitor.person, now)
    quarters, rows = tuple(Quarter.all_of(year)), review.first(MOST_ROWS)
    return YearPage(
        town=township(session),
        review=review,
        rows=rows,
        policy=policy_of(review.scheme_version),
        missing=still_lacking(session, review, now),
        codes=printed_year(session, review) if review.published_at else None,
        quarters=quarters if len(quarters) <= MOST_COLUMNS else (),
        totals={row.organization_id: {one.quarter: one.total for one in parts_of(row).quarters} for row in rows},
        has_picture=review.picture is not None,
    )


@dataclass(frozen=True)
class YearLinks:
    """The newest year and what of it a visitor may open: the table, or the own organisations' (ids)."""

    year: int
    table: bool
    own: tuple[str, ...]


def year_links(session: Session, visitor: Visitor, now: datetime) -> YearLinks | None:
    """Tell which pages of the newest year a visitor may open; None while there is no review, or none to be seen."""
    table = may(session, visitor.person, Right.SEE_YEAR, now)
    year = latest_year(session, published=not table)
    return None if year is None or not (table or visitor.own) else YearLinks(year, table, visitor.own)
