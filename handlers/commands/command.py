"""What a command is: the words people type, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.router import CHAT, Turn
from bot.terms import as_ours
from models.organizations import Organization
from rules.speech import Doubt, doubt_in, doubt_in_reason, takes_back
from services.rights.asking import Matter
from services.rights.conflicts import conflict
from services.rights.table import Right

FREE: Final = re.compile(r"(?:理由|意见|说明|备注|原因)[:：]")
_ABOUT: Final = ("编号", "支部")


class Behind(Enum):
    """What may stand behind a word that acts.

    MEANT: names, numbers, a quarter, a day; all of it is understood, or nothing is done. OPINION: words that go with
    the act and may not deny it; what does not plainly approve is read back (`opinions.py`). REASON: why something is
    refused or undone; it may say 不, and neither ask nor put off.
    """

    NOTHING = "nothing"
    MEANT = "meant"
    OPINION = "opinion"
    REASON = "reason"


@dataclass(frozen=True)
class Command:
    """One command. Whoever has its `right` for any branch at all gets in; of whose the matter is, the service asks.

    With `takes_more`, what follows the word is handed on ("退回 荷塘一支部 措施太笼统"). A word that acts says what may
    stand `behind` it; without that it only shows something or begins to ask. `asks_first` tells what would happen where
    that cannot be taken back, or counts: it is read back, and 确认 does it. What can be undone is not `is_final`.
    `example` is what works behind the word where the word alone would not, with 编号 or 支部 for what it is about.
    What is `joined` to the word may stand behind it without a blank: 保密审查通过.

    `returns` says that an open conversation is asked again afterwards, so that nobody loses the thread.
    """

    words: tuple[str, ...]
    act: Callable[[Turn, str], None]
    right: Right
    takes_more: bool = False
    returns: bool = True
    behind: Behind | None = None
    asks_first: Callable[[Turn, str], str | None] | None = None
    is_final: bool = True
    example: str = ""
    joined: tuple[str, ...] = ()

    def order(self, about: Iterable[object]) -> str:
        """Word an order that works, about the numbers or names that were said: 销号 3 意见：现场核查，已整改到位."""
        named = " ".join(map(str, about))
        first, _, rest = self.example.partition(" ")
        behind = [named or first, rest] if first in _ABOUT else [named, self.example]
        return " ".join(filter(None, [as_ours(self.words[0]), *behind]))

    def doubt(self, said: str) -> Doubt | None:
        """Tell why what stands behind the word makes it no plain order. What follows 理由： or 意见： is free."""
        if self.behind is None:
            return None
        said = FREE.split(said, maxsplit=1)[0]
        if self.behind is Behind.REASON:
            return doubt_in_reason(said)
        return doubt_in(said) or (Doubt.NEGATION if takes_back(said) else None)


def ask_back(turn: Turn, ordered: str, doubt: Doubt, order: str, *, free: str | None = None) -> None:
    """Say that nothing was done, and with which `order` it would be; behind what `free` names anything may stand."""
    turn.say(CHAT, "asked_back", word=ordered, doubt=doubt.value, order=order, free=free)


def say_if_alone(turn: Turn, right: Right, of: Organization | Matter) -> None:
    """Point out the conflict of interest of somebody who has just acted because nobody else can (D10)."""
    if found := conflict(turn.session, turn.person, right, turn.now, of):
        turn.say(CHAT, "alone", own=found.own)
