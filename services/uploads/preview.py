"""What a page shows of a file: its own rows with their numbers and letters, wrong and changed cells where they stand.

It knows no subject: every subject comes to a Proposal, and a Proposal to this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Final

from models.uploads import Upload
from services.office_files.cells import Cell, Place, Row, letter_of
from services.office_files.headings import Table
from services.office_files.mistakes import Mistake
from services.office_files.proposals import Change, Proposal

# Rows shown of one sheet; a file has the others all the same, and what is wrong in them stands in the list.
MOST_LINES: Final = 300
# A row alone is not worth folding.
FOLDED_FROM: Final = 2


@dataclass(frozen=True)
class ShownCell:
    """One cell: `kind` is "", changed, wrong, asked or mended; `before` is what is stored, where that changes."""

    place: Place
    text: str
    kind: str = ""
    before: str = ""
    after: str = ""
    width: int = 1


@dataclass(frozen=True)
class Line:
    """One row: `kind` is title, head, row, aside or hidden; `mark` is said of the row as a whole, as of a cell."""

    number: int
    kind: str
    cells: tuple[ShownCell, ...]
    mark: str = ""


@dataclass(frozen=True)
class Fold:
    """Rows in which nothing changes and nothing is wrong; with `more` those behind the longest list."""

    first: int
    last: int
    count: int
    more: bool = False


@dataclass(frozen=True)
class ShownSheet:
    """A sheet with its column letters and its lines in the order of the file."""

    name: str
    letters: tuple[str, ...]
    lines: tuple[Line | Fold, ...]


@dataclass(frozen=True)
class Preview:
    """A file before it is confirmed. `seen` stands for all it says: confirming names it, so that nobody confirms
    what they have not seen.
    """

    upload: Upload
    about: str
    sheets: tuple[ShownSheet, ...]
    mistakes: tuple[Mistake, ...]
    changed: int
    new: int
    unchanged: int
    remarks: tuple[str, ...]
    left: tuple[Mistake, ...]
    seen: str

    @property
    def kinds(self) -> list[tuple[Mistake, int]]:
        """List each mistake where it stands first, with how many cells have the same."""
        counts = Counter(one.what for one in self.mistakes)
        firsts = {one.what: one for one in reversed(self.mistakes)}
        return [(firsts[what], count) for what, count in counts.items()]

    @property
    def ready(self) -> bool:
        """Whether it can be confirmed: nothing is wrong, nothing is asked, and something changes or is passed on."""
        return not self.mistakes and bool(self.changed or self.left)


def preview_of(upload: Upload, proposal: Proposal, seen: str, left: Sequence[Mistake], *, folded: bool) -> Preview:
    """Lay a proposal out as the sheet it came from; `seen` is its `seen_of`, `left` are rows somebody else enters."""
    marks = _Marks(proposal)
    return Preview(
        upload=upload,
        about=proposal.about,
        sheets=tuple(_sheet(one, marks, folded=folded) for one in proposal.tables),
        mistakes=proposal.mistakes,
        changed=len(proposal.changes),
        new=proposal.new,
        unchanged=proposal.unchanged,
        remarks=proposal.remarks,
        left=tuple(left),
        seen=seen,
    )


def seen_of(proposal: Proposal) -> str:
    """Stand for all that a proposal says in a few signs."""
    said = [(one.place, one.before, one.after) for one in proposal.changes], [one.place for one in proposal.mistakes]
    return sha256(repr(said).encode()).hexdigest()[:32]


class _Marks:
    """What is to be shown about cells, by their places."""

    def __init__(self, proposal: Proposal) -> None:
        self.changes: dict[Place, Change] = {one.place: one for one in proposal.changes}
        self.mistakes = {one.place: "asked" if one.asked else "wrong" for one in reversed(proposal.mistakes)}
        self.rows = {(one.sheet, one.row) for one in (*self.changes, *self.mistakes)}

    def shown(self, cell: Cell, width: int = 1) -> ShownCell:
        """Show a cell with what is said about it."""
        place, change = cell.place, self.changes.get(cell.place)
        if place in self.mistakes:
            return ShownCell(place, cell.text, self.mistakes[place], width=width)
        if change is not None:
            return ShownCell(place, cell.text, "changed", change.before, change.after, width)
        return ShownCell(place, cell.text, "mended" if cell.mended or cell.left_out else "", width=width)


def _sheet(table: Table, marks: _Marks, *, folded: bool) -> ShownSheet:
    last = max([table.sheet.width, *(place.column for place in marks.mistakes if place.sheet == table.sheet.name)])
    columns = range(1, last + 1)
    lines = list(islice(_lines(table, columns, marks, folded=folded), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        rest = lines.pop()
        first = rest.first if isinstance(rest, Fold) else rest.number
        lines.append(Fold(first, len(table.sheet.rows), len(table.sheet.rows) - first + 1, more=True))
    return ShownSheet(table.sheet.name, tuple(map(letter_of, columns)), tuple(lines))


def _lines(table: Table, columns: Collection[int], marks: _Marks, *, folded: bool) -> Iterator[Line | Fold]:
    quiet: list[Row] = []
    asides = {row.number for row in table.asides}
    for row in table.sheet.rows:
        is_quiet = row.number > table.head[-1] and (row.sheet, row.number) not in marks.rows
        if is_quiet and folded:
            quiet += [row] if row.filled else []
            continue
        yield from _fold(quiet, table, columns, marks, asides)
        quiet = []
        if row.filled or not is_quiet:
            yield _line(row, table, columns, marks, asides)
    yield from _fold(quiet, table, columns, marks, asides)


def _fold(
    quiet: list[Row], table: Table, columns: Collection[int], marks: _Marks, asides: Collection[int]
) -> Iterator[Line | Fold]:
    if len(quiet) >= FOLDED_FROM:
        yield Fold(quiet[0].number, quiet[-1].number, len(quiet))
    else:
        yield from (_line(row, table, columns, marks, asides) for row in quiet)


def _line(row: Row, table: Table, columns: Collection[int], marks: _Marks, asides: Collection[int]) -> Line:
    kind = "hidden" if row.hidden else "aside" if row.number in asides else "row"
    if row.number <= table.head[-1]:
        kind = "head" if row.number in table.head else "title"
    cells = tuple(_cells(row, table, columns, marks))
    return Line(row.number, kind, cells, marks.mistakes.get(Place(row.sheet, row.number), ""))


def _cells(row: Row, table: Table, columns: Collection[int], marks: _Marks) -> Iterator[ShownCell]:
    """Show the cells of a row; merged ones as one as wide as they are together."""
    skip = 0
    for column in columns:
        if skip:
            skip -= 1
            continue
        span = table.sheet.span_at(row.number, column)
        width = span.right - column + 1 if span and span.left == column else 1
        skip = width - 1
        yield marks.shown(row.at(column), min(width, len(columns) - column + 1))
