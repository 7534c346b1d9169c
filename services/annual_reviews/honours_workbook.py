"""The year of every assessed organisation as an Excel table: boards, mean, final score, consequences (R34, A20)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bot.wording import word
from services.annual_reviews.honours import Basis, Ranked
from services.annual_reviews.parts import quarters_of

WORDS: Final = "annual_reviews/honours.txt"
BEFORE, OF_A_QUARTER, AFTER = 26, 16, (8, 8, 12, 12, 44)
# Where the rows begin: a sentence, then the heads of the columns, which stay in sight.
FIRST_ROW: Final = 2


def year_workbook(year: int, found: Sequence[Basis]) -> bytes:
    """Write the table (xlsx), a row per organisation, in the order of the register."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        # Without a moment of its own the file would tell the clock's.
        book.set_properties({"created": None})
        head, points = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.00"})
        page = book.add_worksheet(word(WORDS, "sheet"))
        page.write_string(0, 0, word(WORDS, "title", year=year), head)
        for column, (name, width) in enumerate(zip(word(WORDS, "columns").split("|"), _widths(year), strict=True)):
            page.set_column(column, column, width)
            page.write_string(1, column, name, head)
        page.freeze_panes(FIRST_ROW, 1)
        for number, basis in enumerate(found, start=FIRST_ROW):
            _write_row(page, year, number, basis, points)
    return file.getvalue()


def _widths(year: int) -> list[int]:
    return [BEFORE, *(OF_A_QUARTER for _ in quarters_of(year)), *AFTER]


def _write_row(page: Worksheet, year: int, number: int, basis: Basis, points: Any) -> None:
    by_quarter = {one.quarter: one for one in basis.quarters}
    quarters = [_quarter(by_quarter.get(one)) for one in quarters_of(year)]
    cells = [basis.organization.short_name, *quarters, len(basis.red), len(basis.grey), basis.mean, basis.final]
    for column, cell in enumerate([*cells, word(WORDS, "following", consequences=basis.consequences)]):
        if isinstance(cell, Decimal):
            page.write_number(number, column, cell, points)
        elif isinstance(cell, int):
            page.write_number(number, column, cell)
        elif cell is not None:
            page.write_string(number, column, cell)


def _quarter(ranked: Ranked | None) -> str:
    return word(WORDS, "quarter", ranked=ranked)
