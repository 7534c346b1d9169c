"""A year's review as an Excel file for office and leaders: every part, every formula, every month (A20)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from bot.wording import word
from models.annual_reviews import AnnualReview, AnnualReviewRow
from rules.policy import Policy
from services.annual_reviews.parts import counted_lists, months_of, quarters_of
from services.annual_reviews.rows import policy_of
from services.annual_reviews.sheet import formula_of, parts_of
from services.office_files.tables_out import Cells, TableOut, tables_workbook

WORDS: Final = "annual_reviews/workbook.txt"
BEFORE, OF_A_QUARTER, AFTER = (7, 24, 10), 9, (10, 10, 10, 28)
OF_A_LIST, FORMULA = 8, 44
MONTH_WIDTHS: Final = (24, *[12] * 12, 10)


def year_workbook(review: AnnualReview) -> bytes:
    """Write a review as an Excel file (xlsx): the table with every part and formula, and every month's self-check."""
    policy = policy_of(review.scheme_version)
    widths = [*BEFORE, *(OF_A_QUARTER for _ in quarters_of(review.year)), *AFTER]
    widths += [*(OF_A_LIST for _ in counted_lists(0, 0)), FORMULA]
    year = _sheet(review, "year", widths, (_year_row(review, row, policy) for row in review.rows))
    months = _sheet(review, "month", MONTH_WIDTHS, (_month_row(review, row) for row in review.rows))
    return tables_workbook(review.drafted_at, [year, months])


def _sheet(review: AnnualReview, kind: str, widths: Sequence[int], rows: Iterable[Cells]) -> TableOut:
    title = word(WORDS, "title", review=review)
    return TableOut(word(WORDS, f"{kind}_sheet"), title, word(WORDS, f"{kind}_columns"), widths, rows, frozen=2)


def _year_row(review: AnnualReview, row: AnnualReviewRow, policy: Policy) -> Cells:
    by_quarter = {one["quarter"]: Decimal(one["total"]) for one in row.quarters}
    totals = [by_quarter.get(str(quarter)) for quarter in quarters_of(review.year)]
    means = row.quarter_mean, row.self_check_mean, row.democratic_score
    formula = formula_of(row.total, parts_of(row), policy)
    counts = counted_lists(row.times_red, row.times_grey)
    return (row.rank, row.organization.short_name, row.total, *totals, *means, row.democratic_origin, *counts, formula)


def _month_row(review: AnnualReview, row: AnnualReviewRow) -> Cells:
    by_month = {one["month"]: word(WORDS, "answer", answer=one["state"]) for one in row.months}
    states = [by_month.get(str(month), "") for month in months_of(review.year)]
    return (row.organization.short_name, *states, row.self_check_mean)
