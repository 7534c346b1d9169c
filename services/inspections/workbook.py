"""The inspection workbook (Excel) a supervision group takes along: what it looks like, and writing one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.terms import terms
from bot.wording import word
from rules.periods import Quarter
from services.inspections.checking import GivenFinding
from services.office_files.books import new_book

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WORDING: Final = "inspections/notices.txt"
# The sheets and their columns, as they are written and as they are read again.
ABOUT: Final = "说明"
VISITS: Final = "督查情况"
FINDINGS: Final = "检查表"
# To look at on the spot; nothing of it is read again.
PROMISES: Final = "整改承诺"
VISIT_COLUMNS: Final = ("季度", "党组织", "检查日期")
FINDING_COLUMNS: Final = ("党组织", "指标", "内容", "已有扣分记录", "是否发现问题", "月份", "事实", "佐证")
PROMISE_COLUMNS: Final = ("党组织", "事项", "整改措施", "答应的日子", "情况", "支部的话")
NO: Final = "否"
YES: Final = "是"
VISIT_WIDTHS: Final = (12, 22, 14)
FINDING_WIDTHS: Final = (18, 9, 24, 40, 14, 8, 44, 30)
PROMISE_WIDTHS: Final = (18, 26, 40, 14, 12, 30)
# The first column of each sheet that is filled in; those before it say what it is about.
FIRST_VISIT_FIELD: Final = 2
FIRST_FINDING_FIELD: Final = 4
# Rows at the end in which everything may be typed: a second finding on the same indicator.
FREE_ROWS: Final = 20
LONGEST_HELD: Final = 500


@dataclass(frozen=True)
class VisitLine:
    """One organisation of the group; `inspected_on` is None until it was visited."""

    organization: str
    inspected_on: date | None


@dataclass(frozen=True)
class FindingLine:
    """One indicator of one organisation: what daily records hold against it, and what was found before."""

    organization: str
    code: str
    title: str
    held: str
    finding: GivenFinding | None


@dataclass(frozen=True)
class PromiseLine:
    """What an organisation promised by a day, how that stands (in words), and what it says of it."""

    organization: str
    item: str
    measure: str
    day: date
    state: str
    said: str


@dataclass(frozen=True)
class InspectionTable:
    """What a workbook says: a quarter, the group's organisations, lines per organisation and indicator, promises."""

    quarter: Quarter
    group: str
    visits: Sequence[VisitLine]
    lines: Sequence[FindingLine]
    promises: Sequence[PromiseLine] = ()


class _Formats:
    """How cells look; what is to be filled in is unlocked."""

    def __init__(self, book: Workbook) -> None:
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D9D9D9"}
        field = {**cell, "locked": False, "bg_color": "#FFFBE6"}
        self.head: Format = book.add_format({**cell, "bold": True, "bg_color": "#F2F2F2"})
        self.given: Format = book.add_format({**cell, "num_format": "@"})
        self.field: Format = book.add_format({**field, "num_format": "@"})
        self.day: Format = book.add_format({**field, "num_format": "yyyy-mm-dd"})
        self.prose: Format = book.add_format({"valign": "top", "text_wrap": True})


def inspection_workbook(table: InspectionTable) -> bytes:
    """Write a group's workbook; every text is written as text, so that none becomes a formula."""
    content = io.BytesIO()
    with new_book(content, in_memory=True) as book:
        formats = _Formats(book)
        _write_visits(book.add_worksheet(VISITS), table, formats)
        _write_findings(book.add_worksheet(FINDINGS), table, formats)
        if table.promises:
            _write_promises(book.add_worksheet(PROMISES), table, formats)
        about = book.add_worksheet(ABOUT)
        about.set_column(0, 0, 90)
        for row, line in enumerate(word(WORDING, "about", table=table).splitlines()):
            about.write_string(row, 0, line, formats.prose)
    return content.getvalue()


def _head(sheet: Worksheet, columns: Sequence[str], widths: Sequence[int], formats: _Formats) -> None:
    for column, (name, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats.head)
    sheet.freeze_panes(1, 0)
    # Without a password: it keeps fingers off by mistake, and whoever wants to may lift it.
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _write_visits(sheet: Worksheet, table: InspectionTable, formats: _Formats) -> None:
    _head(sheet, (terms().of_period, *VISIT_COLUMNS[1:]), VISIT_WIDTHS, formats)
    for row, visit in enumerate(table.visits, start=1):
        sheet.write_string(row, 0, str(table.quarter), formats.given)
        sheet.write_string(row, 1, visit.organization, formats.given)
        if visit.inspected_on is None:
            sheet.write_blank(row, FIRST_VISIT_FIELD, None, formats.day)
        else:
            sheet.write_datetime(row, FIRST_VISIT_FIELD, visit.inspected_on, formats.day)


def _write_findings(sheet: Worksheet, table: InspectionTable, formats: _Formats) -> None:
    _head(sheet, FINDING_COLUMNS, FINDING_WIDTHS, formats)
    for row, line in enumerate(table.lines, start=1):
        for column, text in enumerate((line.organization, line.code, line.title, line.held[:LONGEST_HELD])):
            sheet.write_string(row, column, text, formats.given)
        for column, text in enumerate(_fields(line.finding), start=FIRST_FINDING_FIELD):
            sheet.write_string(row, column, text, formats.field)
    last = len(table.lines) + FREE_ROWS
    for row in range(len(table.lines) + 1, last + 1):
        for column in range(len(FINDING_COLUMNS)):
            sheet.write_blank(row, column, None, formats.field)
    sheet.autofilter(0, 0, last, len(FINDING_COLUMNS) - 1)
    _offer(sheet, "是否发现问题", [NO, YES], last)
    _offer(sheet, "月份", [f"{one.month}月" for one in table.quarter.months], last)


def _write_promises(sheet: Worksheet, table: InspectionTable, formats: _Formats) -> None:
    _head(sheet, PROMISE_COLUMNS, PROMISE_WIDTHS, formats)
    for row, one in enumerate(table.promises, start=1):
        cells = (one.organization, one.item, one.measure, one.day.isoformat(), one.state, one.said)
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, formats.given)


def _fields(finding: GivenFinding | None) -> tuple[str, str, str, str]:
    if finding is None:
        return NO, "", "", ""
    return YES, f"{finding.month.month}月", finding.fact, finding.evidence


def _offer(sheet: Worksheet, name: str, options: list[str], last: int) -> None:
    column = FINDING_COLUMNS.index(name)
    sheet.data_validation(1, column, last, column, {"validate": "list", "source": options})
