"""The group's Excel sheet as somebody filled it in."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
import xlsxwriter

from bot.errors import BadFile
from rules.periods import Month
from services.inspections.file import read_inspections
from services.inspections.workbook import FINDING_COLUMNS, FINDINGS, VISIT_COLUMNS, VISITS
from tests.worlds.recorded_quarters import THIRD, after

AUGUST = Month(2026, 8)
NOW = after(THIRD)
DAY = datetime(2026, 9, 15)  # noqa: DTZ001 — a cell of a workbook holds a day and no zone
VISIT = ["2026-Q3", "荷塘一支部", DAY]
FOUND = ["荷塘一支部", "ZD-02", "支部委员会会议", "", "是", "8月", "8月未开支委会", "会议记录本"]

Row = Sequence[object]


def workbook(
    visits: Sequence[Row] | None = None,
    findings: Sequence[Row] | None = None,
    heads: Mapping[str, tuple[str, ...]] | None = None,
) -> bytes:
    """Write a workbook as somebody filled it in."""
    content = io.BytesIO()
    rows: dict[str, Sequence[Row]] = {VISITS: [VISIT] if visits is None else visits, FINDINGS: findings or []}
    columns = {VISITS: VISIT_COLUMNS, FINDINGS: FINDING_COLUMNS} | dict(heads or {})
    with xlsxwriter.Workbook(content) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, below in rows.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate([list(columns[name]), *below]):
                for column, cell in enumerate(cells):
                    write = sheet.write_datetime if isinstance(cell, datetime) else sheet.write
                    write(number, column, cell, *([day] if isinstance(cell, datetime) else []))
    return content.getvalue()


def complaint(content: bytes) -> str:
    with pytest.raises(BadFile) as bad:
        read_inspections(content, "G1.xlsx")
    return str(bad.value)


def found(**changes: object) -> Row:
    """A finding with some columns changed."""
    return [changes.get(name, cell) for name, cell in zip(FINDING_COLUMNS, FOUND, strict=True)]
