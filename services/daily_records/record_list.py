"""Daily records as a list, a row for each, in English or Chinese headings and any order of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from models.organizations import Organization
from models.people import Person
from rules.periods import Month
from services.daily_records.marks import Mark, explained, read_mark
from services.daily_records.said import ORGANIZATION_WORDS, REMARK_WORDS, Known, Said
from services.office_files.cells import Cell
from services.office_files.headings import Heading, Table, TableRow
from services.office_files.mistakes import Unclear
from services.office_files.proposals import Draft, leave_out_row, records_in
from services.office_files.values import as_month
from services.register.names import organization_meant

T = TypeVar("T")
HEADINGS: Final = (
    Heading("month", ("月份", "所属月份", "年月", "month")),
    Heading("organization", ORGANIZATION_WORDS),
    Heading("item", ("任务", "任务名称", "工作任务", "事项", "指标", "项目", "item")),
    Heading("state", ("完成情况", "状态", "情况", "完成状态", "state")),
    Heading("remark", REMARK_WORDS, needed=False),
    Heading("recorded_by", ("登记人", "记录人", "录入人", "recorded_by"), needed=False),
)


def said_in_list(draft: Draft, table: Table, known: Known) -> list[Said]:
    """Read the rows of a list; what cannot be taken is noted."""
    headings = {one.key: table.heading(one.key) for one in HEADINGS}
    rows = (_said(draft, row, known, headings) for row in records_in(draft, table))
    return [one for one in rows if one is not None]


def _said(draft: Draft, row: TableRow, known: Known, headings: Mapping[str, str]) -> Said | None:
    cells = {key: row.cell(key) for key in headings}

    def read(key: str, reader: Callable[[Cell], T]) -> T | None:
        return draft.read(cells[key], headings[key], reader)

    month = read("month", as_month)
    organization = read("organization", lambda cell: organization_meant(known.organizations, cell))
    mark = read("state", _mark)
    fact = read("state", lambda cell: explained(cell, mark, cells["remark"].text, cell.note)) if mark else None
    if month is None:
        return None
    items = known.items(month)
    item = read("item", lambda cell: items.meant(cell.text, (leave_out_row(),)))
    if organization is None or item is None or mark is None or fact is None:
        return None
    recorder = read("recorded_by", _recorder_of(known, organization, month))
    if recorder is None and cells["recorded_by"].text:
        return None
    title = items.title(item)
    return Said(month, organization, item, title, mark.state, fact, cells["state"], cells, headings, recorder)


def _mark(cell: Cell) -> Mark:
    if not cell.text:
        raise Unclear("missing", (leave_out_row(),))
    return read_mark(cell)


def _recorder_of(known: Known, organization: Organization, month: Month) -> Callable[[Cell], Person | None]:
    def read(cell: Cell) -> Person | None:
        return known.recorder(cell, organization, known.register(month)) if cell.text else None

    return read
