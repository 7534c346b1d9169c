"""What branches promised, as a list to be read and sent out; nothing of it is read again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from services.office_files.writing import Column, Page, Written, workbook
from services.promises.promises import promise_list

WORDING: Final = "promises/notices.txt"
WIDTHS: Final = (20, 30, 44, 14, 14, 36)


def promises_workbook(session: Session, now: datetime) -> bytes:
    """Write what is open and what was settled of late: whose, about what, by when, and what was said of it."""
    found = promise_list(session, now)
    promises = [*found.unsaid, *found.running, *found.broken, *found.kept]
    rows: list[list[Written]] = [
        [
            *(one.organization.short_name, one.item, one.measure, one.day),
            *(word(WORDING, "column_state", promise=one, today=now.date()), one.said),
        ]
        for one in promises
    ]
    headings = word(WORDING, "columns").split(",")
    columns = [Column(heading, width) for heading, width in zip(headings, WIDTHS, strict=True)]
    return workbook([Page(word(WORDING, "sheet"), columns, rows)], word(WORDING, "sheet_notes"))
