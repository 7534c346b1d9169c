"""Excel files that are handed in: refusing what is none or would burst the memory, and reading a sheet's rows."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from bot.errors import BadFile
from bot.wording import word

WORDING: Final = "notices/workbooks.txt"
LARGEST_FILE: Final = 5_000_000
LARGEST_UNPACKED: Final = 50_000_000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 26
# Each row and cell says where it stands: one cell in the far corner would make the reader lay out the whole sheet.
PLACED: Final = re.compile(rb"<(?:[\w.-]+:)?(?:c|row)(?=[\s/>])[^>]*>")
PLACE: Final = re.compile(rb"""[\s:]r\s*=\s*["']\s*([A-Za-z]{0,3})(\d{1,7})\s*["']""")

Cell = int | float | str | bool | time | date | datetime | timedelta
Rows = list[list[Cell]]


def read_sheets(content: bytes, source: str, names: tuple[str, ...]) -> dict[str, Rows]:
    """Read the named sheets, each from its first row on. `source` names the file in complaints.

    Raises BadFile for anything that is not an Excel file (xlsx), is damaged, too large, or lacks one of the sheets.
    """
    _refuse_bombs(content, source)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in names:
            if name not in book.sheet_names:
                raise BadFile(word(WORDING, "sheet_missing", source=source, sheet=name))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except CalamineError:
        raise BadFile(word(WORDING, "damaged", source=source)) from None


def _refuse_bombs(content: bytes, source: str) -> None:
    if len(content) > LARGEST_FILE:
        raise BadFile(word(WORDING, "too_large", source=source, megabytes=LARGEST_FILE // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, source)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise BadFile(word(WORDING, "not_excel", source=source)) from None


def _check_parts(archive: zipfile.ZipFile, source: str) -> None:
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise BadFile(word(WORDING, "not_excel", source=source))
    if sum(one.file_size for one in parts) > LARGEST_UNPACKED:
        raise BadFile(word(WORDING, "too_large", source=source, megabytes=LARGEST_FILE // 1_000_000))
    # Reading every part to its end also checks that it is as long as it says.
    if not all(_is_near(tag) for one in parts for tag in PLACED.findall(archive.read(one))):
        raise BadFile(word(WORDING, "too_many_cells", source=source, rows=MOST_ROWS))


def _is_near(tag: bytes) -> bool:
    """Tell whether a row or cell says where it stands, and stands where a table has its rows and columns."""
    places = PLACE.findall(tag)
    return bool(places) and all(int(row) <= MOST_ROWS and _column(letters) <= MOST_COLUMNS for letters, row in places)


def _column(letters: bytes) -> int:
    """Turn A to ZZZ into 1 and so on; a row by itself has none: 0."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - ord("A") + 1
    return column


def cell_text(cell: Cell) -> str:
    """Write a cell as a person reads it: whole numbers without a point, nothing around it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
