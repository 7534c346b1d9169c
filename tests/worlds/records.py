"""Rows of daily records written down for a test, as the plain list has them."""

from __future__ import annotations

import csv
import io

from rules.periods import Month
from services.daily_records.file import RecordRow


def read_records(text: str, source: str) -> list[RecordRow]:
    """Take the rows of a list with the plain headings for what they say."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [
        RecordRow(
            Month.parse(row["month"]),
            row["organization"],
            row["item"],
            row["state"],
            row["remark"],
            row["recorded_by"],
            f"{source}, line {rows.line_num}",
        )
        for row in rows
    ]
