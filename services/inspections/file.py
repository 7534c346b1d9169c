"""Reading an inspection workbook by its headings: who was visited on which day, and what was not in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.errors import BadFile
from bot.wording import word
from rules.periods import Month, Quarter
from services.files import bad_file
from services.inspections.checking import GivenFinding
from services.inspections.workbook import WORDING
from services.office_files.cells import Book, Cell
from services.office_files.headings import Heading, Table, TableRow, tables_in
from services.office_files.mistakes import Unclear
from services.office_files.proposals import Draft, leave_out_row, other_sheets, records_in
from services.office_files.reading import read_book
from services.office_files.refusing import refused
from services.office_files.spelling import plain
from services.office_files.values import as_day, as_month, as_quarter, as_yes

ORGANIZATION: Final = ("党组织", "党组织名称", "支部", "支部名称", "单位")
VISITS: Final = (
    Heading("organization", ORGANIZATION),
    Heading("inspected_on", ("检查日期", "督查日期", "检查时间", "督查时间", "日期")),
    Heading("quarter", ("季度", "所属季度", "月度", "半年度", "周期")),
    Heading("number", ("序号",), needed=False),
)
FINDINGS: Final = (
    Heading("organization", ORGANIZATION),
    Heading("indicator", ("指标", "指标编号", "考核指标")),
    Heading("answer", ("是否发现问题", "有无问题", "发现问题", "是否有问题")),
    Heading("month", ("月份", "所属月份")),
    Heading("fact", ("事实", "问题", "存在问题", "问题描述", "具体问题")),
    Heading("evidence", ("佐证", "佐证材料"), needed=False),
    Heading("title", ("内容", "指标内容"), needed=False),
    Heading("held", ("已有扣分记录",), needed=False),
    Heading("number", ("序号",), needed=False),
)


@dataclass(frozen=True)
class VisitRow:
    """One organisation that was inspected, and on which day."""

    organization: str
    inspected_on: date
    row: TableRow


@dataclass(frozen=True)
class FindingRow:
    """One thing that was not in order."""

    organization: str
    finding: GivenFinding
    row: TableRow


@dataclass(frozen=True)
class InspectionFile:
    """What a workbook says: the quarter, who was inspected, and what was found."""

    source: str
    quarter: Quarter
    visits: Sequence[VisitRow]
    findings: Sequence[FindingRow]
    tables: Sequence[Table]


def read_inspections(content: bytes, source: str) -> InspectionFile:
    """Read a workbook; `source` names it in complaints. Organisations without a day are left out.

    Raises BadFile listing up to 20 wrong cells, and for anything that is not such a workbook.
    """
    draft = Draft()
    file = inspections_in(draft, read_book(content, source))
    if draft.mistakes or file is None:
        raise bad_file([f"{source}，{one.sentence}" for one in draft.mistakes])
    return file


def inspections_in(draft: Draft, book: Book) -> InspectionFile | None:
    """Read what a book says; what cannot be taken is noted. None while the quarter is not known.

    Raises BadFile where one of the tables is missing, and where nobody was visited.
    """
    visited, found = tables_in(book, VISITS), tables_in(book, FINDINGS)
    for tables, headings in ((visited, VISITS), (found, FINDINGS)):
        if not tables:
            raise refused("no_table", book.source, columns=[one.words[0] for one in headings if one.needed])
    reading = _Reading(draft)
    visits = [one for table in visited for row in records_in(draft, table) for one in reading.visits(row)]
    findings = [one for table in found for row in records_in(draft, table) for one in reading.findings(row)]
    other_sheets(draft, book, (*visited, *found))
    if reading.quarter is None and not draft.mistakes:
        raise BadFile(word(WORDING, "no_visits", source=book.source))
    if reading.quarter is None:
        return None
    return InspectionFile(book.source, reading.quarter, visits, findings, (*visited, *found))


class _Reading:
    """A workbook being read: it is of one quarter, that of its first visit."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.quarter: Quarter | None = None
        self._first = 0

    def visits(self, row: TableRow) -> list[VisitRow]:
        """Read a row of visits: none without a day, or one."""
        if not row.cell("inspected_on").text:
            return []
        quarter = self._draft.read(row.cell("quarter"), row.table.heading("quarter"), self._same_quarter)
        if quarter is None:
            return []
        self.quarter, self._first = self.quarter or quarter, self._first or row.number
        day = self._draft.read(
            row.cell("inspected_on"), row.table.heading("inspected_on"), lambda cell: as_day(cell, quarter.year)
        )
        return [] if day is None else [VisitRow(row.cell("organization").text, day, row)]

    def _same_quarter(self, cell: Cell) -> Quarter:
        quarter = as_quarter(cell)
        if self.quarter is not None and quarter != self.quarter:
            raise Unclear("several_quarters", wording=WORDING, row=self._first)
        return quarter

    def findings(self, row: TableRow) -> list[FindingRow]:
        """Read a row of the check list: no finding, or one."""
        is_found = self._draft.read(row.cell("answer"), row.table.heading("answer"), as_yes)
        if not is_found:
            if is_found is False and row.cell("fact").text:
                unclear = Unclear("answer_missing", (leave_out_row(),), wording=WORDING)
                self._draft.note(row.cell("answer"), row.table.heading("answer"), unclear)
            return []
        organization = row.cell("organization").text
        if self.quarter is None:
            unclear = Unclear("not_visited", (leave_out_row(),), wording=WORDING, said=organization)
            self._draft.note(row.cell("organization"), row.table.heading("organization"), unclear)
            return []
        month = self._draft.read(row.cell("month"), row.table.heading("month"), self._month)
        if month is None:
            return []
        code = plain(row.cell("indicator").text).upper()
        given = GivenFinding(code, month, row.cell("fact").text, row.cell("evidence").text)
        return [FindingRow(organization, given, row)]

    def _month(self, cell: Cell) -> Month:
        """Read a month of the quarter: 7月, 7, 2026-07, or the day Excel made of it."""
        if self.quarter is None or not cell.text:
            raise Unclear("month_missing", wording=WORDING)
        month = as_month(cell, self.quarter.year)
        if month not in self.quarter.months:
            raise Unclear("wrong_month", wording=WORDING, said=cell.text)
        return month
