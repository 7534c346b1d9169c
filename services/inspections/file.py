"""Reading the inspection workbook: every row is checked by itself, and every wrong cell is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.errors import BadFile
from bot.wording import word
from rules.periods import Month, Quarter
from services.files import bad_file
from services.inspections.checking import GivenFinding
from services.inspections.workbook import FINDING_COLUMNS, FINDINGS, NO, VISIT_COLUMNS, VISITS, WORDING, YES
from services.workbooks import Cell, Rows, cell_text, read_sheets

DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MONTH: Final = re.compile(r"(?:(\d{4})[-年])?(\d{1,2})月?份?")


@dataclass(frozen=True)
class Place:
    """Where something stands in a workbook."""

    source: str
    sheet: str
    row: int

    def mistake(self, column: str, sentence: str) -> str:
        """Say what is wrong in a column of this row."""
        place = word(WORDING, "cell", source=self.source, sheet=self.sheet, row=self.row, column=column)
        return place + sentence


@dataclass(frozen=True)
class VisitRow:
    """One organisation that was inspected, and on which day."""

    organization: str
    inspected_on: date
    place: Place


@dataclass(frozen=True)
class FindingRow:
    """One thing that was not in order."""

    organization: str
    finding: GivenFinding
    place: Place


@dataclass(frozen=True)
class InspectionFile:
    """What a workbook says: the quarter, who was inspected, and what was found."""

    quarter: Quarter
    visits: Sequence[VisitRow]
    findings: Sequence[FindingRow]


class _Wrong(ValueError):
    """A cell that cannot be understood: its column, and the sentence that says what would be."""

    def __init__(self, column: str, block: str, **facts: object) -> None:
        super().__init__(block)
        self.column = column
        self.sentence = word(WORDING, block, **facts)


def read_inspections(content: bytes, source: str) -> InspectionFile:
    """Read a workbook; `source` names it in complaints. Organisations without a day are left out.

    Raises BadFile listing up to 20 wrong cells, and for anything that is not such a workbook.
    """
    sheets = read_sheets(content, source, (VISITS, FINDINGS))
    mistakes: list[str] = []
    visits: list[VisitRow] = []
    quarters: dict[Quarter, Place] = {}
    for place, cells in _rows(sheets[VISITS], VISIT_COLUMNS, source, VISITS):
        if cells["检查日期"] != "":
            try:
                visits.append(_visit(cells, place, quarters))
            except _Wrong as wrong:
                mistakes.append(place.mistake(wrong.column, wrong.sentence))
    findings: list[FindingRow] = []
    quarter = next(iter(quarters), None)
    for place, cells in _rows(sheets[FINDINGS], FINDING_COLUMNS, source, FINDINGS):
        try:
            findings += _findings(cells, place, quarter)
        except _Wrong as wrong:
            mistakes.append(place.mistake(wrong.column, wrong.sentence))
    if mistakes:
        raise bad_file(mistakes)
    if quarter is None:
        raise BadFile(word(WORDING, "no_visits", source=source))
    return InspectionFile(quarter, visits, findings)


def _rows(rows: Rows, columns: Sequence[str], source: str, sheet: str) -> Iterator[tuple[Place, Mapping[str, Cell]]]:
    """Name the cells of each row by column; rows with nothing in them are skipped."""
    head, *below = rows or [[]]
    if tuple(map(cell_text, head[: len(columns)])) != tuple(columns):
        raise BadFile(word(WORDING, "wrong_header", source=source, sheet=sheet, columns=columns))
    for number, cells in enumerate(below, start=2):
        if any(cell_text(cell) for cell in cells[: len(columns)]):
            yield Place(source, sheet, number), dict(zip(columns, cells, strict=False))


def _visit(cells: Mapping[str, Cell], place: Place, quarters: dict[Quarter, Place]) -> VisitRow:
    said = cell_text(cells["季度"])
    try:
        quarter = Quarter.parse(said)
    except ValueError:
        raise _Wrong("季度", "wrong_quarter", said=said) from None
    quarters.setdefault(quarter, place)
    if quarter != next(iter(quarters)):
        raise _Wrong("季度", "several_quarters", row=next(iter(quarters.values())).row)
    return VisitRow(cell_text(cells["党组织"]), _day(cells["检查日期"]), place)


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = cell_text(cell)
    if found := DAY.fullmatch(said):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            pass
    raise _Wrong("检查日期", "wrong_day", said=said)


def _findings(cells: Mapping[str, Cell], place: Place, quarter: Quarter | None) -> list[FindingRow]:
    """Read a row of the check list: no finding, or one."""
    answer, fact = cell_text(cells["是否发现问题"]), cell_text(cells["事实"])
    if answer not in ("", NO, YES):
        raise _Wrong("是否发现问题", "wrong_answer", said=answer)
    if answer != YES:
        if fact:
            raise _Wrong("是否发现问题", "answer_missing")
        return []
    organization, code = cell_text(cells["党组织"]), cell_text(cells["指标"])
    if quarter is None:
        raise _Wrong("党组织", "not_visited", said=organization)
    month = _month(cells["月份"], quarter)
    return [FindingRow(organization, GivenFinding(code.upper(), month, fact, cell_text(cells["佐证"])), place)]


def _month(cell: Cell, quarter: Quarter) -> Month:
    """Read a month of the quarter: 7月, 7, 2026-07, or the day Excel made of it."""
    said = cell_text(cell)
    if not said:
        raise _Wrong("月份", "month_missing")
    if isinstance(cell, date):
        number, year = cell.month, cell.year
    else:
        found = MONTH.fullmatch(said)
        number, year = (int(found[2]), int(found[1] or quarter.year)) if found else (0, quarter.year)
    for month in quarter.months:
        if (month.year, month.month) == (year, number):
            return month
    raise _Wrong("月份", "wrong_month", said=said)
