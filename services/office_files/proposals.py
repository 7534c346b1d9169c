"""What a file would change, held against what is stored: nothing is written before all of it is clear."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.people import Person
from rules.workdays import Calendar
from services.office_files.cells import Book, Cell, Place
from services.office_files.headings import Table, TableRow
from services.office_files.mistakes import WORDING, Collected, Mistake, Option, Unclear
from services.office_files.spelling import plain
from services.office_files.writing import WORDING as SHEETS

REMARKS: Final = "office_files/remarks.txt"
# Of things that are only to be known so many are named one by one.
MOST_NAMED: Final = 8


@dataclass(frozen=True)
class Handed:
    """A file that somebody hands in; `by` is None for whoever operates the machine."""

    session: Session
    book: Book
    by: Person | None
    now: datetime
    calendar: Calendar

    @property
    def by_id(self) -> int | None:
        """Name who hands it in, for whoever writes it in another session."""
        return self.by.id if self.by else None


@dataclass(frozen=True)
class Change:
    """One cell that says something else than what is stored, as people read both; `before` is "" for nothing."""

    place: Place
    before: str
    after: str


@dataclass(frozen=True)
class Proposal:
    """What a file comes to. `write` stores the changes in a session, and names the rows it wrote as "table/id".

    It is called only while there is no mistake, and may be in another session than the file was looked through in:
    rows it knows from there it names by their ids only. `about` says in a few words what it is, `remarks` what was left
    aside, `subjects` what it says something about where several files may be taken over together.
    """

    about: str
    tables: tuple[Table, ...]
    changes: tuple[Change, ...]
    unchanged: int
    mistakes: tuple[Mistake, ...]
    remarks: tuple[str, ...]
    write: Callable[[Session], list[str]]
    subjects: frozenset[Hashable] = frozenset()

    @property
    def new(self) -> int:
        """How many cells say something where nothing was."""
        return sum(not one.before for one in self.changes)

    @property
    def corrected(self) -> int:
        """How many cells say something else than what was."""
        return len(self.changes) - self.new

    @property
    def wrong(self) -> list[Mistake]:
        """The cells that cannot be taken."""
        return [one for one in self.mistakes if not one.asked]

    @property
    def asked(self) -> list[Mistake]:
        """The cells about which it must be asked."""
        return [one for one in self.mistakes if one.asked]


@dataclass
class Draft(Collected):
    """A proposal in the making."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    remarks: list[str] = field(default_factory=list)

    def compare(self, place: Place, before: str, after: str) -> None:
        """Note that a cell changes what is stored, or does not."""
        if before == after:
            self.unchanged += 1
        else:
            self.changes.append(Change(place, before, after))

    def remark(self, block: str, *, wording: str = REMARKS, **facts: object) -> None:
        """Note something that is only to be known."""
        self.remarks.append(word(wording, block, **facts))

    def finished(
        self,
        about: str,
        tables: Iterable[Table],
        write: Callable[[Session], list[str]],
        subjects: Iterable[Hashable] = (),
    ) -> Proposal:
        """Make the proposal; mistakes stand in the order of the file."""
        found = tuple(tables)
        order = {table.sheet.name: at for at, table in enumerate(found)}
        mistakes = sorted(self.mistakes, key=lambda one: (order.get(one.place.sheet, -1), one.place))
        return Proposal(
            about,
            found,
            tuple(self.changes),
            self.unchanged,
            tuple(mistakes),
            tuple(self.remarks),
            write,
            frozenset(subjects),
        )


def records_in(draft: Draft, table: Table) -> list[TableRow]:
    """Give the rows of a table that are to be taken; about hidden ones it is asked, what is left aside is remarked."""
    for column in table.doubled:
        cell = table.sheet.said_at(table.head[-1], column)
        draft.note(cell, "", Unclear("heading_twice", (leave_out_column(),), heading=table.headings[column]))
    asides = [f"{row.number}" for row in table.asides]
    if asides:
        draft.remark("asides", sheet=table.sheet.name, rows=asides)
    if table.sheet.pictures:
        draft.remark("pictures", sheet=table.sheet.name)
    rows = table.rows
    hidden = [row for row in rows if row.row.hidden]
    taken = not hidden or _takes_hidden(draft, hidden)
    return [row for row in rows if not row.left_out and (taken or not row.row.hidden)]


def _takes_hidden(draft: Draft, hidden: list[TableRow]) -> bool:
    """Ask once whether the hidden rows of a table are to be taken, at the first of them, unless it was said already."""
    first, take = hidden[0], word(WORDING, "take")
    if not first.left_out and plain(first.whole.text) != plain(take):
        said = "、".join(cell.text for cell in first.row.filled[:3])
        leave = Option(None, word(WORDING, "leave_hidden"))
        rows = [row.number for row in hidden]
        draft.note(
            first.whole, "", Unclear("hidden_row", (Option(take, take), leave), asked=True, said=said, rows=rows)
        )
        return False
    return not first.left_out


@cache
def leave_out_row() -> Option:
    """Offer not to take the row; offered of every cell that may be wrong, and always in the same words."""
    return Option(None, word(WORDING, "leave_out_row"))


def leave_out_column() -> Option:
    """Offer not to take the column."""
    return Option(None, word(WORDING, "leave_out_column"))


def leave_out_cell() -> Option:
    """Offer to take the cell for an empty one."""
    return Option(None, word(WORDING, "leave_out_cell"))


def other_sheets(draft: Draft, book: Book, tables: Iterable[Table]) -> None:
    """Say which sheets are not read, where others are."""
    read = {table.sheet.name for table in tables} | {word(SHEETS, "notes")}
    names = [one.name for one in book.filled if one.name not in read]
    if names:
        draft.remark("other_sheets", names=names)


def left_to(others: Sequence[Person], cell: Cell, heading: str, why: str) -> Mistake:
    """Note that a row has to be left to somebody else; left out, it goes to the first of them with the file."""
    leave = Option(None, word(WORDING, "leave_to_others", others=others)) if others else leave_out_row()
    return Mistake(cell.place, heading, cell.text, why, (leave,), others=tuple(others))


def twice(draft: Draft, cell: Cell, heading: str, before: int) -> None:
    """Note that a row says what another one says."""
    draft.note(cell, heading, Unclear("same_row", (leave_out_row(),), row=before))
