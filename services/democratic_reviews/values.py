"""What a cell of a sheet of the democratic review means: a score, an origin (R43)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.errors import BadInput, Refused
from models.organizations import Organization
from services.democratic_reviews.entering import HIGHEST, checked_origin
from services.democratic_reviews.workbook import WORDING
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear, unclear_by
from services.office_files.values import as_number


def score_in(cell: Cell, organization: Organization, counted: Sequence[str]) -> Decimal:
    """Read a score of 0 to 100 with at most two decimals; beside votes there is none."""
    if counted:
        if cell.text:
            raise Unclear("score_and_grades", wording=WORDING)
        return Decimal(0)
    score = as_number(cell, "92.5")
    if not 0 <= score <= HIGHEST or score != round(score, 2):
        raise unclear_by(BadInput("review_wrong_score", organization=organization))
    return score


def origin_in(cell: Cell) -> str:
    """Read where a result comes from."""
    try:
        return checked_origin(cell.text)
    except Refused as reason:
        raise unclear_by(reason) from None


def said_result(score: Decimal, origin: str) -> str:
    """Write a result with its origin."""
    return f"{score:.2f}（{origin}）"
