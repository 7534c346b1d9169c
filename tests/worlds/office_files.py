"""Files as township offices make them, and small workbooks written for a test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from services.office_files.cells import Book
from services.office_files.reading import read_book

# Invented; README.md there says what each is, and what must come of it.
FILES = Path(__file__).parent / "files"


def book_of(name: str) -> Book:
    """Read one of the files."""
    return read_book((FILES / name).read_bytes(), name)


Rows = Sequence[Sequence[object]]


def workbook(rows: Rows, sheet: str = "表", **more: Rows) -> bytes:
    """Write a workbook of one sheet, or of more by their names."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, written in {sheet: rows, **more}.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(written):
                page.write_row(number, 0, row)
    return content.getvalue()
