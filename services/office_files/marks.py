"""What a sheet says besides its values: hidden rows and columns, colours, comments, formulas nobody computed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from services.office_files.cells import column_of
from services.office_files.texts import MOST_COLUMNS, MOST_ROWS
from services.office_files.xml_parts import elements, local, related, walk

PLACE: Final = re.compile(r"\s*\$?([A-Za-z]{1,3})\$?(\d{1,7})\s*")
MOST_CELLS: Final = MOST_ROWS * MOST_COLUMNS
WHITE: Final = frozenset({"rgb:FFFFFFFF", "rgb:00FFFFFF", "rgb:FFFFFF", "theme:0", "indexed:9", "indexed:64"})
DRAWN: Final = ("drawing", "image", "chart")

At = tuple[int, int]


class TooFar(ValueError):
    """A cell stands where no table has any, or there are too many: laying it out would burst the memory."""


class Misplaced(ValueError):
    """A cell or row does not say properly where it stands."""


@dataclass
class Marks:
    """The marks of one sheet, by row and column; `unsolved` are formulas without a value."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    styles: dict[At, int] = field(default_factory=dict)
    unsolved: dict[At, str] = field(default_factory=dict)
    notes: dict[At, str] = field(default_factory=dict)
    pictures: bool = False


class _Walk:
    """Going through a sheet from cell to cell."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row = self.column = self.cells = 0
        self.formula: str | None = None
        self.solved = self.listening = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.listening = False
        name = local(name)
        if name == "c":
            self.finish()
            self._cell(attributes)
        elif name in ("v", "is"):
            self._check_near()
            self.solved = True
        elif name == "row":
            self.finish()
            self._row(attributes)
        elif name == "f":
            self.formula, self.listening = "", True
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
            self.marks.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def finish(self) -> None:
        """A cell is over when another one begins, or the sheet ends."""
        if self.formula is not None and not self.solved:
            self._check_near()
            self.marks.unsolved[self.row, self.column] = f"={self.formula}"
        self.formula = None

    def text(self, said: str) -> None:
        if self.listening:
            self.formula = f"{self.formula}{said}"

    def _row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", str(self.row + 1)).strip()
        if not (said.isascii() and said.isdecimal()):
            raise Misplaced(said)
        self.row, self.column = int(said), 0
        if attributes.get("hidden") in ("1", "true") and self.row <= MOST_ROWS:
            self.marks.hidden_rows.add(self.row)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise TooFar
        self.solved = False
        self.column += 1
        if "r" in attributes:
            found = PLACE.fullmatch(attributes["r"])
            if found is None:
                raise Misplaced(attributes["r"])
            self.row, self.column = int(found[2]), column_of(found[1])
        style = attributes.get("s", "0")
        if style != "0" and style.isdecimal() and self._is_near():
            self.marks.styles[self.row, self.column] = int(style)

    def _is_near(self) -> bool:
        return self.row <= MOST_ROWS and self.column <= MOST_COLUMNS

    def _check_near(self) -> None:
        if not self._is_near():
            raise TooFar


def marks_of(parts: Mapping[str, bytes], part: str) -> Marks:
    """Find the marks of the sheet in a part. Raises TooFar, Misplaced, or expat.ExpatError."""
    marks = _walked(parts[part])
    for _, kind, target in related(parts, part):
        if kind == "comments":
            marks.notes.update(_notes(parts.get(target, b"<none/>")))
        if kind in DRAWN:
            marks.pictures = True
    return marks


def check_other_sheets(parts: Mapping[str, bytes], named: Collection[str]) -> None:
    """Walk through whatever looks like a sheet and is not named as one. Raises as `marks_of`."""
    for name, part in parts.items():
        if name not in named and b"sheetData" in part:
            _walked(part)


def _walked(part: bytes) -> Marks:
    going = _Walk()
    walk(part, going.start, going.text)
    going.finish()
    return going.marks


def _notes(content: bytes) -> dict[At, str]:
    """Read the comments of a sheet."""
    found: dict[At, str] = {}
    at: At | None = None
    for one in elements(content):
        if one.name == "comment":
            place = PLACE.fullmatch(one.attributes.get("ref", ""))
            at = (int(place[2]), column_of(place[1])) if place else None
        elif one.name == "t" and at is not None:
            found[at] = found.get(at, "") + one.text
    return found


def colours(parts: Mapping[str, bytes]) -> list[str]:
    """Name the fill of every style of a workbook, "" for none and for white."""
    fills: list[str] = []
    styles: list[int] = []
    within = ""
    for one in elements(parts.get("xl/styles.xml", b"<none/>")):
        if one.name in ("fills", "cellXfs", "cellStyleXfs", "dxfs"):
            within = one.name
        elif within == "fills" and one.name == "fill":
            fills.append("")
        elif within == "fills" and one.name == "fgColor":
            fills[-1] = _colour(one.attributes)
        elif within == "cellXfs" and one.name == "xf":
            fill = one.attributes.get("fillId", "0")
            styles.append(int(fill) if fill.isdecimal() else 0)
    return [fills[one] if one < len(fills) else "" for one in styles]


def _colour(attributes: Mapping[str, str]) -> str:
    for kind in ("rgb", "theme", "indexed"):
        if kind in attributes:
            said = f"{kind}:{attributes[kind]}"
            return "" if said in WHITE and "tint" not in attributes else said + attributes.get("tint", "")
    return ""
