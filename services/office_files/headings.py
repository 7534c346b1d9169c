"""Finding the table in a sheet: its heading, in one row or two, its columns in any order, and which rows are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from services.office_files.cells import Book, Cell, Place, Row, Sheet
from services.office_files.spelling import plain, without_brackets

# So far down the heading is looked for.
LOOKED_AT: Final = 20
# Merged cells as wide as this say something about the table, not in it.
WIDE: Final = 3
_TOTAL: Final = re.compile(r"(?:合计|总计|小计|共计|累计)")
_NOTE: Final = re.compile(r"(?:注|备注|说明|填表|填报|制表|审核|审批|以上|联系|单位|时间)[^:]*(?::|$)|注\d|.{0,6}说明:")


@dataclass(frozen=True)
class Heading:
    """A column: by which key the program knows it, and how offices call it, the name we write ourselves first."""

    key: str
    words: tuple[str, ...]
    needed: bool = True

    def fits(self, text: str) -> bool:
        """Tell whether a heading that stands in a sheet means this column."""
        said, short = plain(text), without_brackets(text)
        return any(plain(one) in (said, short) for one in self.words)


@dataclass(frozen=True)
class TableRow:
    """One row of a table: its cells by key; `others` are the cells under headings nobody asked for, by column."""

    table: Table
    row: Row

    @property
    def number(self) -> int:
        """The row as Excel counts it."""
        return self.row.number

    @property
    def left_out(self) -> bool:
        """Whether somebody said of the row, or of a cell that belongs to all of it, that it is not to be taken."""
        said = map(self.row.cells.get, (0, *self.table.columns.values()))
        return any(cell.left_out for cell in said if cell)

    def cell(self, key: str) -> Cell:
        """Give a cell by its key, an empty one where the sheet has no such column; merged cells say it for each row."""
        column = self.table.columns.get(key)
        if column is None:
            return Cell(Place(self.row.sheet, self.row.number))
        if not self.table.sheet.spans:
            return self.row.at(column)
        span = self.table.sheet.span_at(self.row.number, column)
        return self.row.at(column) if span is None else self.table.sheet.said_at(span.top, span.left)

    @property
    def whole(self) -> Cell:
        """Give the cell that stands for the row as a whole: what is said about it as such."""
        return self.row.cells.get(0) or Cell(Place(self.row.sheet, self.row.number))


@dataclass(frozen=True)
class Table:
    """A table within a sheet. `title` is all that stands above it; `asides` are rows that are no records of it."""

    sheet: Sheet
    head: tuple[int, ...]
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    doubled: tuple[int, ...]
    title: str

    @property
    def others(self) -> dict[int, str]:
        """The headings nobody asked for, by column."""
        known = {*self.columns.values(), *self.doubled}
        return {column: text for column, text in self.headings.items() if column not in known}

    def heading(self, key: str) -> str:
        """Say what a column is called in this sheet."""
        return self.headings.get(self.columns.get(key, 0), "")

    @cached_property
    def rows(self) -> list[TableRow]:
        """The rows that are records, from top to bottom."""
        asides = {row.number for row in self.asides}
        return [TableRow(self, row) for row, _ in self._below if row.number not in asides]

    @cached_property
    def asides(self) -> list[Row]:
        """The rows that say something and are no records: section lines, totals, notes."""
        return [row for row, filled in self._below if self._is_aside(filled)]

    @cached_property
    def _below(self) -> list[tuple[Row, Sequence[Cell]]]:
        """The rows below the heading that say something, each with the cells that do."""
        return [(row, filled) for row in self.sheet.rows[self.head[-1] :] if (filled := row.filled)]

    def _is_aside(self, filled: Sequence[Cell]) -> bool:
        if any(cell.mended for cell in filled):
            return False
        first = filled[0]
        if any(_TOTAL.match(plain(cell.text)) for cell in filled[:2]) or self._is_heading_again(filled):
            return True
        return len(filled) == 1 and (
            first.place.column not in self.columns.values()
            or self._is_wide(first.place)
            or _NOTE.match(plain(first.text)) is not None
        )

    def _is_wide(self, place: Place) -> bool:
        span = self.sheet.span_at(place.row, place.column)
        return span is not None and span.right - span.left + 1 >= WIDE

    def _is_heading_again(self, filled: Sequence[Cell]) -> bool:
        """A table of several pages repeats its heading."""
        return all(plain(self.headings.get(cell.place.column, "")) == plain(cell.text) for cell in filled)


def tables_in(book: Book, headings: Sequence[Heading]) -> list[Table]:
    """Find the table in every sheet that has one with all the columns that are needed."""
    found = (find_table(sheet, headings) for sheet in book.filled)
    return [table for table in found if table is not None]


def find_table(sheet: Sheet, headings: Sequence[Heading]) -> Table | None:
    """Find the table of a sheet; None where a needed column is missing.

    The heading is the row, or the two rows, in which the most columns are known; one row is preferred, and the first.
    """
    candidates = [
        _table(sheet, rows, headings)
        for number in range(1, min(LOOKED_AT, len(sheet.rows)) + 1)
        for rows in ((number,), (number, number + 1))
    ]
    needed = {one.key for one in headings if one.needed}
    fitting = [one for one in candidates if needed <= one.columns.keys()]
    return max(fitting, key=lambda one: (len(one.columns), -len(one.head), -one.head[0]), default=None)


def _table(sheet: Sheet, head: tuple[int, ...], headings: Sequence[Heading]) -> Table:
    texts = dict(_texts(sheet, head))
    columns: dict[str, int] = {}
    doubled: list[int] = []
    for column, text in texts.items():
        for one in headings:
            if one.fits(text):
                if one.key in columns and (one.needed or plain(texts[columns[one.key]]) == plain(text)):
                    doubled.append(column)
                columns.setdefault(one.key, column)
                break
    above = [cell.text for row in sheet.rows[: head[0] - 1] for cell in row.filled]
    return Table(sheet, head, columns, texts, tuple(doubled), " ".join([sheet.name, *above]))


def _texts(sheet: Sheet, head: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    """Give the heading of every column; of two rows both, the upper one also where it is merged or left empty."""
    before = ""
    for column in range(1, sheet.width + 1):
        cells = dict.fromkeys(sheet.said_at(row, column) for row in head)
        texts = [cell.text for cell in cells if not cell.left_out]
        if len(head) > 1 and len(texts) > 1:
            # Saved as text, merged cells are empty behind the first.
            upper = texts[0] or (before if texts[1] else "")
            before, texts[0] = upper, upper
        text = " ".join(filter(None, texts))
        if text:
            yield column, text
