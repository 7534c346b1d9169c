"""The one way in: the bytes of a file become a book of sheets, or one sentence that says why not."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from services.office_files.cells import Book, Cell, Place, Row, Sheet, Span, letter_of, value_of
from services.office_files.marks import MOST_CELLS, Marks, Misplaced, TooFar, check_other_sheets, colours, marks_of
from services.office_files.refusing import ZIPPED, check_kind, parts_of, refused
from services.office_files.texts import MOST_COLUMNS, MOST_ROWS, text_sheet
from services.office_files.xml_parts import elements, related


def read_book(content: bytes, source: str) -> Book:
    """Read a workbook (xlsx) or a text; `source` names it in complaints.

    Raises BadFile with one sentence for everything else, and for what is damaged, locked or too large.
    """
    check_kind(content, source)
    if not content.startswith(ZIPPED):
        return Book(source, (text_sheet(content, source),))
    parts = parts_of(content, source)
    try:
        named = {name: part for name, part in _sheet_parts(parts).items() if part in parts}
        check_other_sheets(parts, named.values())
        fills = colours(parts)
        marks = {name: marks_of(parts, part) for name, part in named.items()}
        sheets = _sheets(content, marks, fills)
    except TooFar:
        raise refused("too_many_cells", source, rows=MOST_ROWS, column=letter_of(MOST_COLUMNS)) from None
    except (Misplaced, ExpatError, CalamineError, ValueError, LookupError, OverflowError):
        raise refused("damaged", source) from None
    return Book(source, sheets)


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Find the part of every sheet by its name."""
    targets = {key: part for key, _, part in related(parts, "xl/workbook.xml")}
    return {
        one.attributes.get("name", ""): targets.get(one.attributes.get("id", ""), "")
        for one in elements(parts["xl/workbook.xml"])
        if one.name == "sheet"
    }


def _sheets(content: bytes, marks: Mapping[str, Marks], fills: list[str]) -> tuple[Sheet, ...]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = {one.name: one.visible == SheetVisibleEnum.Visible for one in book.sheets_metadata}
    return tuple(
        _sheet(book.get_sheet_by_name(name), marks[name], fills, hidden=not shown[name])
        for name in book.sheet_names
        if name in marks
    )


def _sheet(found: CalamineSheet, marks: Marks, fills: list[str], *, hidden: bool) -> Sheet:
    cells = _cells(found, marks, fills)
    last = max(cells, default=0)
    rows = tuple(
        Row(found.name, number, cells.get(number, {}), number in marks.hidden_rows) for number in range(1, last + 1)
    )
    return Sheet(
        found.name, rows, _spans(found, last), frozenset(marks.hidden_columns), pictures=marks.pictures, hidden=hidden
    )


def _spans(found: CalamineSheet, last: int) -> tuple[Span, ...]:
    """List the merged cells as far as there are rows. Raises TooFar for more than a sheet has room for."""
    spans = tuple(
        Span(top + 1, left + 1, min(bottom + 1, last), min(right + 1, MOST_COLUMNS))
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    )
    if sum((one.bottom - one.top + 1) * (one.right - one.left + 1) for one in spans) > MOST_CELLS:
        raise TooFar
    return spans


def _cells(found: CalamineSheet, marks: Marks, fills: list[str]) -> dict[int, dict[int, Cell]]:
    """Put values and marks together, by row and column."""
    name = found.name
    cells: dict[int, dict[int, Cell]] = {}
    for row, line in enumerate(found.to_python(skip_empty_area=False), start=1):
        said = {at: Cell(Place(name, row, at), value_of(value)) for at, value in enumerate(line, 1) if value != ""}
        if said:
            cells[row] = said
    for (row, column), formula in marks.unsolved.items():
        cells.setdefault(row, {})[column] = Cell(Place(name, row, column), formula)
    last = max(cells, default=0)
    for (row, column), style in marks.styles.items():
        if row <= last and style < len(fills) and fills[style]:
            _mark(cells, name, (row, column), colour=fills[style])
    for at, note in marks.notes.items():
        _mark(cells, name, at, note=note)
    return cells


def _mark(cells: dict[int, dict[int, Cell]], sheet: str, at: tuple[int, int], colour: str = "", note: str = "") -> None:
    row, column = at
    cell = cells.setdefault(row, {}).get(column) or Cell(Place(sheet, row, column))
    cells[row][column] = cell._replace(colour=colour or cell.colour, note=note or cell.note)
