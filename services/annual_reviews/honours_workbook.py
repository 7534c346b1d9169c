"""The year of every assessed organisation as an Excel table: boards, mean, final score, consequences (R34, A20)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from bot.wording import word
from services.annual_reviews.honours import Basis, most_red_first
from services.annual_reviews.parts import counted_lists, quarters_of
from services.office_files.books import new_book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WORDS: Final = "annual_reviews/honours.txt"
BEFORE, OF_A_QUARTER, OF_A_LIST, AFTER = 26, 16, 8, (12, 12, 44)
# Where the rows begin: a sentence, then the heads of the columns, which stay in sight.
FIRST_ROW: Final = 2
RED_WIDTHS: Final = (26, 8, 20, 12, 16)
Cell = str | int | Decimal | None
# The formats of heads and of points.
Looks = tuple[Any, Any]


def year_workbook(year: int, found: Sequence[Basis]) -> bytes:
    """Write the table (xlsx): everybody in the order of the register, then whoever was red, most often red first."""
    file = io.BytesIO()
    with new_book(file, in_memory=True) as book:
        # Without a moment of its own the file would tell the clock's.
        book.set_properties({"created": None})
        head, points = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.00"})

        everybody, reds = [_row(year, one) for one in found], [_red_row(one) for one in most_red_first(found)]
        page = book.add_worksheet(word(WORDS, "sheet"))
        _write(page, word(WORDS, "title", year=year), word(WORDS, "columns"), _widths(year), everybody, (head, points))
        page = book.add_worksheet(word(WORDS, "red_sheet"))
        _write(page, word(WORDS, "red_title", year=year), word(WORDS, "red_columns"), RED_WIDTHS, reds, (head, points))
    return file.getvalue()


def _write(
    page: Worksheet, title: str, columns: str, widths: Sequence[int], rows: Sequence[Sequence[Cell]], looks: Looks
) -> None:
    head, points = looks
    page.write_string(0, 0, title, head)
    for column, (name, width) in enumerate(zip(columns.split("|"), widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(1, column, name, head)
    page.freeze_panes(FIRST_ROW, 1)
    for number, row in enumerate(rows, start=FIRST_ROW):
        _write_row(page, number, row, points)


def _widths(year: int) -> list[int]:
    lists = (OF_A_LIST for _ in counted_lists(0, 0))
    return [BEFORE, *(OF_A_QUARTER for _ in quarters_of(year)), *lists, *AFTER]


def _row(year: int, basis: Basis) -> list[Cell]:
    by_quarter = {one.quarter: one for one in basis.quarters}
    quarters = [word(WORDS, "quarter", ranked=by_quarter.get(one)) for one in quarters_of(year)]
    following = word(WORDS, "following", consequences=basis.consequences)
    counts = counted_lists(len(basis.red), len(basis.grey))
    return [basis.organization.short_name, *quarters, *counts, basis.mean, basis.final, following]


def _red_row(basis: Basis) -> list[Cell]:
    quarters = word(WORDS, "red_quarters", red=basis.red)
    return [basis.organization.short_name, len(basis.red), quarters, basis.final, word(WORDS, "standing", basis=basis)]


def _write_row(page: Worksheet, number: int, cells: Sequence[Cell], points: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, Decimal):
            page.write_number(number, column, cell, points)
        elif isinstance(cell, int):
            page.write_number(number, column, cell)
        elif cell is not None:
            page.write_string(number, column, cell)
