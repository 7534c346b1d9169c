"""A list of the console as an Excel file: the same columns, all rows of the filter, in one sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from handlers.console.listing import Column
from handlers.console.showing import Chip, say
from rules.periods import BEIJING
from services.office_files.books import new_book

WIDTH: Final = 16


def list_workbook(subject: str, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> bytes:
    """Write a list as it stands on the page; numbers and days stay numbers and days."""
    file = io.BytesIO()
    texts_stay = {"strings_to_formulas": False, "strings_to_urls": False}
    with new_book(file, in_memory=True, constant_memory=True, **texts_stay) as book:
        sheet = book.add_worksheet(say(subject, "title")[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), WIDTH)
        sheet.write_row(0, 0, [one.title or say(subject, f"column_{one.key}") for one in columns], bold)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                value = _plain(column.value(row))
                style = moment if isinstance(value, datetime) else day if isinstance(value, date) else None
                sheet.write(number, place, value, style)
    return file.getvalue()


def _plain(value: object) -> str | int | float | Decimal | date | None:
    """Turn what a cell shows into what Excel keeps; moments in Beijing time."""
    if isinstance(value, Chip):
        return value.text
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).replace(tzinfo=None)
    return value if isinstance(value, int | Decimal | date) or value is None else str(value)
