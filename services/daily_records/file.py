"""Reading a file of daily records (CSV): every row is checked by itself, and every wrong one is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import BadFile
from models.daily_records import STATES
from rules.periods import Month
from services.files import bad_file

HEADER = ("month", "organization", "item", "state", "remark", "recorded_by")
LONGEST = {"organization": 64, "item": 32, "remark": 256, "recorded_by": 64}
# What costs points must be explained (R5).
STATES_TO_EXPLAIN = ("late", "not_done")


@dataclass(frozen=True)
class RecordRow:
    """One row as it was written; `where` names its file and line."""

    month: Month
    organization: str
    item: str
    state: str
    remark: str
    recorded_by: str
    where: str


def read_records(text: str, source: str) -> list[RecordRow]:
    """Read all rows; `source` names the file in complaints. Raises BadFile listing up to 20 wrong cells."""
    rows: list[RecordRow] = []
    mistakes: list[str] = []
    for where, cells in _lines(text, source):
        found = list(_mistakes(cells, where))
        mistakes += found
        if not found:
            month, organization, item, state, remark, recorded_by = (cell.strip() for cell in cells)
            rows.append(RecordRow(Month.parse(month), organization, item, state, remark, recorded_by, where))
    if mistakes:
        raise bad_file(mistakes)
    return rows


def _lines(text: str, source: str) -> Iterator[tuple[str, list[str]]]:
    """Split the file into cells, with where each row stands; empty lines are skipped."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        if tuple(next(reader, ())) != HEADER:
            raise BadFile(f"{source}, line 1: the first line must be {','.join(HEADER)}")
        for cells in reader:
            if cells:
                yield f"{source}, line {reader.line_num}", cells
    except csv.Error as error:
        raise BadFile(f"{source}, line {reader.line_num}: this is not CSV ({error}); correct the quotes") from None


def _mistakes(cells: list[str], where: str) -> Iterator[str]:
    if len(cells) != len(HEADER):
        yield f"{where}: {len(cells)} columns; there must be {len(HEADER)}: {','.join(HEADER)}"
        return
    values = {name: cell.strip() for name, cell in zip(HEADER, cells, strict=True)}
    for name, problem in _cell_problems(values):
        yield f"{where}, column {name}: {problem}"


def _cell_problems(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    try:
        Month.parse(values["month"])
    except ValueError as error:
        yield "month", str(error)
    if values["state"] not in STATES:
        yield "state", f"{values['state']!r} is not a state; write {', '.join(STATES[:-1])} or {STATES[-1]}"
    for name, longest in LONGEST.items():
        value = values[name]
        if not value and name != "remark":
            yield name, "is empty; fill it in"
        if len(value) > longest:
            yield name, f"has {len(value)} signs; write at most {longest}"
        if not value.isprintable():
            yield name, "holds a line break or another sign that cannot be printed; delete it"
    if values["state"] in STATES_TO_EXPLAIN and not values["remark"]:
        yield "remark", f"is empty; a duty that is {values['state']} needs the fact in a few words"
