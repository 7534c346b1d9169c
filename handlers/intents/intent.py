"""What an intent is: one thing people say, in the words they say it, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.router import Turn
from handlers.intents.situations import When, always
from handlers.offices import allowed
from rules.asides import Aside, aside_in
from rules.ways import Way, bare, fit
from services.rights.table import Right

# Whoever asks this asks about what stands behind it: longer than any piece that only names a branch.
WHICH_BRANCHES: Final = "哪些支部/哪个支部/哪几个支部/哪几家支部/哪家支部/哪些村/哪个村/哪几个村"


@dataclass(frozen=True)
class Intent:
    """One thing that can be said. A new way of saying it is one more example, or one more of its ways.

    `examples` (parted by " · ") are understood as they stand, and are the tests; the first is what is offered to type.
    `ways` are pieces that must all occur (`rules/ways.py`). Who has its `right`, where `when` holds, is answered by
    `act`, which changes nothing. Words of the kinds in `asides` fit it, too, whatever they are. `tells` marks what is
    no question: while a form is open it is an answer to that.
    """

    examples: str
    ways: tuple[str, ...]
    act: Callable[[Turn], None]
    when: When = always
    right: Right = Right.COME_IN
    tells: bool = False
    asides: frozenset[Aside] = frozenset()

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The examples, each as people type it."""
        return tuple(self.examples.split(" · "))

    @cached_property
    def sentences(self) -> frozenset[str]:
        """The examples as they are compared."""
        return frozenset(map(bare, self.said))

    @cached_property
    def _ways(self) -> tuple[Way, ...]:
        return tuple(map(Way.written, self.ways))

    def fits(self, text: str) -> int:
        """Tell how well a message says this (`rules/ways.fit`)."""
        return fit(text, self._ways, self.sentences) or int(aside_in(text) in self.asides)

    def is_for(self, turn: Turn) -> bool:
        """Tell whether this person may say it here."""
        return allowed(turn, self.right) and self.when(turn)
