"""A year's review as an Excel file for office and leaders: every part, every formula, every month (A20)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bot.wording import word
from models.annual_reviews import AnnualReview, AnnualReviewRow
from rules.policy import Policy
from services.annual_reviews.parts import counted_lists, months_of, quarters_of
from services.annual_reviews.rows import policy_of
from services.annual_reviews.sheet import formula_of, parts_of

WORDS: Final = "annual_reviews/workbook.txt"
FIRST_ROW: Final = 2
BEFORE, OF_A_QUARTER, AFTER = (7, 24, 10), 9, (10, 10, 10, 28)
OF_A_LIST, FORMULA = 8, 44
MONTH_WIDTHS: Final = (24, *[12] * 12, 10)
Cell = str | int | Decimal | None
Cells = Sequence[Cell]


def year_workbook(review: AnnualReview) -> bytes:
    """Write a review as an Excel file (xlsx): the table with every part and formula, and every month's self-check."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": review.drafted_at.replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "points": book.add_format({"num_format": "0.00"}),
        }
        policy = policy_of(review.scheme_version)
        rows = (_year_row(review, row, policy) for row in review.rows)
        widths = [*BEFORE, *(OF_A_QUARTER for _ in quarters_of(review.year)), *AFTER]
        widths += [*(OF_A_LIST for _ in counted_lists(0, 0)), FORMULA]
        _write(book.add_worksheet(word(WORDS, "year_sheet")), review, "year_columns", widths, rows, formats)
        months = (_month_row(review, row) for row in review.rows)
        _write(book.add_worksheet(word(WORDS, "month_sheet")), review, "month_columns", MONTH_WIDTHS, months, formats)
    return file.getvalue()


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


def _write(
    page: Worksheet,
    review: AnnualReview,
    columns: str,
    widths: Sequence[int],
    rows: Iterable[Cells],
    formats: dict[str, Any],
) -> None:
    """Write row by row; a text stays a text even if it begins like a formula."""
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(FIRST_ROW, 2)
    page.write_string(0, 0, word(WORDS, "title", review=review), formats["head"])
    for column, head in enumerate(word(WORDS, columns).split("|")):
        page.write_string(1, column, head, formats["head"])
    for place, cells in enumerate(rows, start=FIRST_ROW):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(place, column, cell)
            elif cell is not None:
                page.write_number(place, column, cell, formats["points"] if isinstance(cell, Decimal) else None)
