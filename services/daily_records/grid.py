"""Daily records as offices keep them: branches down, tasks across, one mark in each cell, one 备注 for the row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from bot.readers import readable
from bot.wording import label, word
from models.organizations import Organization
from rules.periods import Month
from services.daily_records.checking import WORDING
from services.daily_records.file import STATES_TO_EXPLAIN
from services.daily_records.marks import Mark, explained, options, read_mark
from services.daily_records.said import ORGANIZATION_WORDS, REMARK_WORDS, Known, Said
from services.office_files.cells import Cell
from services.office_files.headings import Heading, Table, TableRow
from services.office_files.mistakes import WORDING as MISTAKES
from services.office_files.mistakes import Option, Unclear
from services.office_files.proposals import Draft, leave_out_cell, leave_out_column, records_in
from services.office_files.titles import month_of
from services.register.names import organization_meant

HEADINGS: Final = (
    Heading("organization", ORGANIZATION_WORDS),
    Heading("remark", REMARK_WORDS, needed=False),
    # What offices write beside, and nothing is stored of.
    Heading("number", ("序号", "编号", "号"), needed=False),
    Heading("kind", ("类别", "片区", "分类", "类型", "条线"), needed=False),
    Heading("parent", ("上级党组织", "所属党组织", "隶属"), needed=False),
    Heading("group", ("督导组", "组别"), needed=False),
    Heading("secretary", ("书记", "负责人", "联系人", "书记姓名"), needed=False),
    Heading("telephone", ("电话", "联系电话", "手机"), needed=False),
)

# A cell that says nothing, whose it is, and what it would be about.
Empty = tuple[Cell, str, tuple[Month, str, str]]
# A month, and the id of an organisation that has a row in it.
Branch = tuple[Month, str]


@dataclass
class _Grid:
    """One sheet being read: its month, and which task each column is."""

    draft: Draft
    table: Table
    known: Known
    month: Month
    items: dict[int, str]

    def __post_init__(self) -> None:
        self.empty: list[Empty] = []
        self.branches: set[Branch] = set()
        self.unused: list[int] = []
        self.commented: list[int] = []

    def said(self, row: TableRow) -> list[Said]:
        """Read a row: a record for each cell that says something."""
        organization = self.draft.read(
            row.cell("organization"),
            self.table.heading("organization"),
            lambda cell: organization_meant(self.known.organizations, cell),
        )
        if organization is None:
            return []
        self.branches.add((self.month, organization.id))
        marks = {column: self._mark(row, column, organization) for column in self.items}
        if row.cell("remark").text and not any(one and one.state in STATES_TO_EXPLAIN for one in marks.values()):
            self.unused.append(row.number)
        found = (self._one(row, column, organization, mark) for column, mark in marks.items() if mark)
        return [one for one in found if one is not None]

    def _mark(self, row: TableRow, column: int, organization: Organization) -> Mark | None:
        cell = row.row.at(column)
        if cell.left_out or self._is_none_of_its(cell, column, organization):
            return None
        if cell.text:
            return self.draft.read(cell, self.table.headings[column], read_mark)
        if _says_colour(row, cell):
            choices = (*options(), leave_out_cell())
            unclear = Unclear("only_colour", choices, wording=WORDING, asked=True)
            self.draft.note(cell, self.table.headings[column], unclear)
        else:
            self.empty.append((cell, organization.short_name, (self.month, organization.id, self.items[column])))
        return None

    def _is_none_of_its(self, cell: Cell, column: int, organization: Organization) -> bool:
        """A task that does not concern a branch needs no record, whether the cell is empty or says so."""
        task = self.known.register(self.month).tasks.get(self.items[column])
        concerned = task is None or task.concerns(organization.sector)
        return not concerned and (not cell.text or _is_not_applicable(cell))

    def _one(self, row: TableRow, column: int, organization: Organization, mark: Mark) -> Said | None:
        cell, heading = row.row.at(column), self.table.headings[column]
        reasons = (row.cell("remark").text, readable(cell.note)) if mark.state in STATES_TO_EXPLAIN else ()
        fact = self.draft.read(cell, heading, lambda one: explained(one, mark, *reasons))
        if fact is None:
            return None
        if reasons and fact not in (mark.reason, reasons[0]):
            self.commented.append(row.number)
        items = self.known.items(self.month)
        item = self.items[column]
        cells = {"month": row.cell("month"), "organization": row.cell("organization"), "item": cell}
        headings = {"organization": self.table.heading("organization")}
        return Said(self.month, organization, item, items.title(item), mark.state, fact, cell, cells, headings)

    def remark(self) -> None:
        """Say what was understood from afar, and what was left aside."""
        titles = self.known.items(self.month)
        other = [
            (self.table.headings[column], titles.title(item))
            for column, item in self.items.items()
            if self.table.headings[column] != titles.title(item)
        ]
        labels = [label(one) for one in STATES_TO_EXPLAIN]
        for block, found in (("taken_for", other), ("remark_unused", self.unused), ("from_comment", self.commented)):
            if found:
                self.draft.remark(block, wording=WORDING, found=found, rows=found, labels=labels)


def said_in_grid(draft: Draft, table: Table, known: Known) -> tuple[list[Said], list[Empty], set[Branch]]:
    """Read a grid: what its cells say, the cells that say nothing, and who has a row. What cannot be taken is noted."""
    month = month_of(draft, table)
    if month is None:
        return [], [], set()
    grid = _Grid(draft, table, known, month, _items(draft, table, known, month))
    rows = records_in(draft, table)
    # A row that was left out on the page stands in the file all the same.
    out = (one for row in table.rows if row.left_out for one in known.organizations.find(row.cell("organization").text))
    grid.branches |= {(month, one.id) for one in out}
    said = [one for row in rows for one in grid.said(row)]
    grid.remark()
    return said, grid.empty, grid.branches


def _items(draft: Draft, table: Table, known: Known, month: Month) -> dict[int, str]:
    """Find the task of every other column; a heading that is none is asked about."""
    items = known.items(month)
    found: dict[int, str] = {}
    for column, heading in table.others.items():
        cell = table.sheet.said_at(table.head[-1], column)
        if column in table.sheet.hidden_columns and not cell.mended:
            take = Option(heading, word(MISTAKES, "take"))
            draft.note(cell, heading, Unclear("hidden_column", (take, leave_out_column()), asked=True))
            continue
        item = draft.read(cell, heading, lambda one: items.meant(one.text, (leave_out_column(),)))
        if item is not None:
            found[column] = item
    return _once(draft, table, found)


def _once(draft: Draft, table: Table, items: dict[int, str]) -> dict[int, str]:
    """Keep the columns that are alone in meaning their task."""
    columns: defaultdict[str, list[int]] = defaultdict(list)
    for column, item in items.items():
        columns[item].append(column)
    for several in columns.values():
        for column in several[1:]:
            cell = table.sheet.said_at(table.head[-1], column)
            draft.note(cell, "", Unclear("heading_twice", (leave_out_column(),), heading=table.headings[column]))
    return {several[0]: item for item, several in columns.items()}


def _says_colour(row: TableRow, cell: Cell) -> bool:
    """Tell whether an empty cell says something by a colour that no filled cell of its row has."""
    return bool(cell.colour) and all(one.colour != cell.colour for one in row.row.filled)


def _is_not_applicable(cell: Cell) -> bool:
    try:
        return read_mark(cell).state == "not_applicable"
    except Unclear:
        return False
