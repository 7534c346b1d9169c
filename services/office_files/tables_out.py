"""Tables that go out to be read: a sentence, the heads of the columns, and rows that are written as they come."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from services.office_files.books import new_book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | None
Cells = Sequence[Cell]
# Where the rows begin: a sentence, then the heads of the columns, which stay in sight.
FIRST_ROW: Final = 2


@dataclass(frozen=True)
class TableOut:
    """One sheet: a name, a sentence, heads (parted by |), rows, and the widths of the columns in characters.

    As many columns as are `frozen` stay in sight.
    """

    name: str
    title: str
    columns: str
    widths: Sequence[int]
    rows: Iterable[Cells]
    frozen: int = 0


def tables_workbook(created: datetime, tables: Iterable[TableOut]) -> bytes:
    """Write an Excel file (xlsx), which says when it was `created`: the same contents give the same bytes."""
    file = io.BytesIO()
    with new_book(file, constant_memory=True) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1})
        points = book.add_format({"num_format": "0.00"})
        for table in tables:
            _write(book.add_worksheet(table.name), table, head, points)
    return file.getvalue()


def _write(page: Worksheet, table: TableOut, head: Format, points: Format) -> None:
    """Write row by row; a text stays a text even if it begins like a formula."""
    heads = table.columns.split("|")
    for column, width in enumerate(table.widths[: len(heads)]):
        page.set_column(column, column, width)
    page.freeze_panes(FIRST_ROW, table.frozen)
    page.write_string(0, 0, table.title, head)
    for column, said in enumerate(heads):
        page.write_string(1, column, said, head)
    for place, cells in enumerate(table.rows, start=FIRST_ROW):
        for column, cell in enumerate(cells):
            # A cell of nothing is not written: of 10,000 organisations there are 50,000.
            if isinstance(cell, str):
                if cell:
                    page.write_string(place, column, cell)
            elif cell is not None:
                page.write_number(place, column, cell, points if isinstance(cell, Decimal) else None)
