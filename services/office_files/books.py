"""A new Excel file. What writes one is loaded with the first: a start writes none."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook


def new_book(file: BytesIO, **options: bool) -> Workbook:
    """Begin an Excel file (xlsx) that ends up in `file` when it is closed; the options are those of xlsxwriter."""
    from xlsxwriter import Workbook

    return Workbook(file, options)


def column_letter(column: int) -> str:
    """Name a column, counted from 0, as formulas do: A, B, … AA."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
