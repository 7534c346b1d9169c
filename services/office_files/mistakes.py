"""What is wrong with a cell, or has to be asked about it: where, what stands there, what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from bot.errors import Refused
from bot.wording import refusal_text, word
from models.people import Person
from services.office_files.cells import Cell, Place

WORDING: Final = "office_files/mistakes.txt"
T = TypeVar("T")


@dataclass(frozen=True)
class Option:
    """One way to mend a cell: the text that would stand there, None to leave it out, and how it is offered."""

    text: str | None
    label: str


def offered(texts: Iterable[str]) -> tuple[Option, ...]:
    """Offer some texts as they are."""
    return tuple(Option(one, one) for one in texts)


@dataclass(frozen=True)
class Mistake:
    """One cell that cannot be taken as it is, or `asked` about because it could mean several things.

    A row as a whole has column 0. `options` are what it could be mended to, without which anything may be written.
    `others` are who may take over a row that this person has to leave to somebody else.
    """

    place: Place
    heading: str
    stands: str
    expected: str
    options: tuple[Option, ...] = ()
    asked: bool = False
    others: tuple[Person, ...] = ()

    @property
    def what(self) -> tuple[object, ...]:
        """Say what is wrong apart from where: a table often repeats one mistake row by row, and it is mended once."""
        return self.place.sheet, self.stands, self.expected, self.options

    @property
    def sentence(self) -> str:
        """Where, what stands there, what is expected, in this order."""
        return word(WORDING, "mistake", mistake=self)


class Unclear(ValueError):
    """A cell that cannot be taken: the block that says what is expected, and what it could be mended to."""

    def __init__(
        self,
        block: str,
        options: Sequence[Option] = (),
        *,
        wording: str = WORDING,
        asked: bool = False,
        **facts: Any,
    ) -> None:
        super().__init__(block)
        self.expected = word(wording, block, **facts)
        self.options, self.asked = tuple(options), asked


def unclear_by(reason: Refused, options: Sequence[Option] = ()) -> Unclear:
    """Say of a cell what a service would refuse; the caller raises it."""
    return Unclear("reason", options, reason=refusal_text(reason))


@dataclass
class Collected:
    """All that is found wrong in a file, in one round."""

    mistakes: list[Mistake] = field(default_factory=list)

    def read(self, cell: Cell, heading: str, reader: Callable[[Cell], T]) -> T | None:
        """Read a cell; None when it cannot be taken, which is noted."""
        try:
            return reader(cell)
        except Unclear as unclear:
            self.note(cell, heading, unclear)
            return None

    def note(self, cell: Cell, heading: str, unclear: Unclear) -> None:
        """Note what is wrong with a cell."""
        stands = cell.text
        self.mistakes.append(
            Mistake(cell.place, heading, stands, unclear.expected, unclear.options, asked=unclear.asked)
        )
