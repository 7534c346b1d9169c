"""Tables going out: the same shape as they come in, with drop-downs, so that what goes out goes in again unchanged."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from bot.wording import word
from services.office_files.books import column_letter, new_book

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WORDING: Final = "office_files/sheets.txt"
# Empty rows at the end that have the drop-downs too.
FREE_ROWS: Final = 100
# A list that Excel keeps in the rule itself may have so many signs; a longer one stands on a sheet of its own.
LONGEST_LIST: Final = 255
CELL: Final = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D9D9D9"}

Written = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column: its heading, how wide it is, and what it offers; whatever else may be written all the same."""

    heading: str
    width: int = 14
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """One sheet: what it is called, a title above the heading where there is one, its columns and rows."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Written]]
    title: str = ""


class _Book:
    """A workbook being written."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format({**CELL, "bold": True, "bg_color": "#F2F2F2", "align": "center"})
        self.title: Format = book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"})
        self.text: Format = book.add_format({**CELL, "num_format": "@"})
        self.number: Format = book.add_format({**CELL, "num_format": "General"})
        self.day: Format = book.add_format({**CELL, "num_format": "yyyy-mm-dd"})
        self.lists: dict[tuple[str, ...], str] = {}
        self.listed: Worksheet | None = None

    def page(self, page: Page) -> None:
        sheet = self.book.add_worksheet(page.name)
        top = int(bool(page.title))
        if page.title:
            sheet.merge_range(0, 0, 0, max(len(page.columns) - 1, 1), page.title, self.title)
            sheet.set_row(0, 26)
        for at, column in enumerate(page.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(top, at, column.heading, self.head)
        for number, row in enumerate(page.rows, start=top + 1):
            for at, value in enumerate(row):
                self._write(sheet, number, at, value)
        sheet.freeze_panes(top + 1, 0)
        self._offer(sheet, page, top + 1)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Written) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, str):
            # Always as text: what people typed must not become a formula.
            sheet.write_string(row, column, value, self.text)
        else:
            sheet.write_number(row, column, value, self.number)

    def _offer(self, sheet: Worksheet, page: Page, first: int) -> None:
        last = first + len(page.rows) + FREE_ROWS
        for at, column in enumerate(page.columns):
            if column.choices:
                rule = {"validate": "list", "source": self._source(tuple(column.choices)), "show_error": False}
                sheet.data_validation(first, at, last, at, rule)

    def _source(self, choices: tuple[str, ...]) -> list[str] | str:
        if len(",".join(choices)) <= LONGEST_LIST:
            return list(choices)
        if self.listed is None:
            self.listed = self.book.add_worksheet(word(WORDING, "lists"))
            self.listed.hide()
        if choices not in self.lists:
            at = len(self.lists)
            for row, choice in enumerate(choices):
                self.listed.write_string(row, at, choice)
            letter = column_letter(at)
            self.lists[choices] = f"='{self.listed.get_name()}'!${letter}$1:${letter}${len(choices)}"
        return self.lists[choices]

    def notes(self, lines: Sequence[str]) -> None:
        """Say on a last sheet how the others are filled in."""
        sheet = self.book.add_worksheet(word(WORDING, "notes"))
        sheet.set_column(0, 0, 90)
        prose = self.book.add_format({"valign": "top", "text_wrap": True})
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line, prose)


def workbook(pages: Sequence[Page], notes: str) -> bytes:
    """Write a workbook of some sheets and one that says how they are filled in."""
    content = io.BytesIO()
    with new_book(content, in_memory=True) as book:
        writing = _Book(book)
        for page in pages:
            writing.page(page)
        writing.notes(notes.splitlines())
    return content.getvalue()
