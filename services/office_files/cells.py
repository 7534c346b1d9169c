"""What a table that was read consists of: cells that know where they stand, rows, sheets, the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple

from bot.readers import readable

ALPHABET: Final = 26
# Excel keeps fifteen figures; what stands behind them came from counting in twos: 92.60000000000001.
FIGURES: Final = ".15g"

Value = str | Decimal | bool | date | datetime | time


def letter_of(column: int) -> str:
    """Name a column, counted from 1, as Excel does: A to Z, AA and so on; nothing for 0, the row as a whole."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_of(letters: str) -> int:
    """Count the column of some letters: 1 for A."""
    column = 0
    for letter in letters.upper():
        column = column * ALPHABET + ord(letter) - ord("A") + 1
    return column


class Place(NamedTuple):
    """Where something stands, counted from 1 as Excel shows it; column 0 is the row as a whole."""

    sheet: str
    row: int
    column: int = 0

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return letter_of(self.column)


class Cell(NamedTuple):
    """One cell. `colour` names its fill, "" for none; `note` is its comment.

    `mended` cells were written anew on the page, `left_out` ones are not to be taken: somebody said so there.
    """

    place: Place
    value: Value = ""
    colour: str = ""
    note: str = ""
    mended: bool = False
    left_out: bool = False

    @property
    def text(self) -> str:
        """What a person reads there, in one line and with nothing around it."""
        return text_of(self.value)


def value_of(given: float | str | bool | date | datetime | time | timedelta) -> Value:
    """Take what a workbook holds for what it shows: numbers with the figures that Excel has, and no more."""
    if isinstance(given, bool | str | date | time):
        return given
    return str(given) if isinstance(given, timedelta) else Decimal(format(given, FIGURES)).normalize()


# The same few words stand in most cells of a table.
_in_one_line = lru_cache(maxsize=65536)(readable)


def text_of(value: Value) -> str:
    """Write a value as a person reads it: whole numbers without a point, a day as 2026-11-03."""
    if isinstance(value, str):
        return _in_one_line(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column; those with nothing in and about them are not among them."""

    sheet: str
    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False

    def at(self, column: int) -> Cell:
        """Give the cell of a column, an empty one where there is none."""
        return self.cells.get(column) or Cell(Place(self.sheet, self.number, column))

    @property
    def filled(self) -> list[Cell]:
        """The cells that say something, from left to right."""
        return [self.cells[column] for column in sorted(self.cells) if column and self.cells[column].text]


@dataclass(frozen=True, slots=True)
class Span:
    """Cells that are merged; the first one says it for all of them."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from the first on, also the empty ones in between. A text file is one sheet without a name.

    `pictures` tells that there are some, of which nothing is read; `hidden` that nobody sees the sheet.
    """

    name: str
    rows: tuple[Row, ...]
    spans: tuple[Span, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    pictures: bool = False
    hidden: bool = False
    _over: dict[tuple[int, int], Span] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for span in self.spans:
            for row in range(span.top, span.bottom + 1):
                self._over.update({(row, column): span for column in range(span.left, span.right + 1)})

    def row(self, number: int) -> Row:
        """Give a row by its number, an empty one behind the last."""
        return self.rows[number - 1] if 1 <= number <= len(self.rows) else Row(self.name, number, {})

    def span_at(self, row: int, column: int) -> Span | None:
        """Find the merged cells that a cell belongs to."""
        return self._over.get((row, column))

    def said_at(self, row: int, column: int) -> Cell:
        """Give the cell that says what a cell is: of merged ones the first."""
        span = self.span_at(row, column)
        return self.row(span.top).at(span.left) if span else self.row(row).at(column)

    @cached_property
    def width(self) -> int:
        """The number of the last column that says something."""
        return max((max(row.cells, default=0) for row in self.rows), default=0)


@dataclass(frozen=True, eq=False)
class Book:
    """A file that was read, itself and no other that says the same; `source` is what it is called."""

    source: str
    sheets: tuple[Sheet, ...]

    def named(self, name: str) -> Sheet | None:
        """Find a sheet by its name."""
        return next((one for one in self.sheets if one.name == name), None)

    @property
    def filled(self) -> list[Sheet]:
        """The sheets that say something and are not hidden."""
        return [one for one in self.sheets if not one.hidden and any(row.filled for row in one.rows)]

    def beginning(self, count: int) -> Book:
        """Give the first rows of every sheet alone."""
        return replace(self, sheets=tuple(replace(one, rows=one.rows[:count], _over={}) for one in self.sheets))

    def mended(self, mends: Mapping[Place, str | None]) -> Book:
        """Put other texts into cells; None leaves a cell, or with column 0 a row, out."""
        return replace(self, sheets=tuple(_mended(one, mends) for one in self.sheets)) if mends else self


def _mended(sheet: Sheet, mends: Mapping[Place, str | None]) -> Sheet:
    mine: dict[int, list[Place]] = {}
    for place in mends:
        if place.sheet == sheet.name and place.row in range(1, len(sheet.rows) + 1):
            mine.setdefault(place.row, []).append(place)
    rows = list(sheet.rows)
    for number, places in mine.items():
        row = rows[number - 1]
        cells = {place.column: _anew(row.at(place.column), mends[place]) for place in places}
        rows[number - 1] = replace(row, cells={**row.cells, **cells})
    return replace(sheet, rows=tuple(rows), _over={}) if mine else sheet


def _anew(cell: Cell, text: str | None) -> Cell:
    return cell._replace(left_out=True) if text is None else cell._replace(value=text, mended=True)
