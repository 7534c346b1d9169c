"""What a command is: the words people type, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.router import CHAT, Turn
from models.organizations import Organization
from rules.speech import Doubt, doubt_in, doubt_in_reason
from services.rights.asking import Matter
from services.rights.conflicts import conflict
from services.rights.table import Right

_FREE: Final = re.compile(r"(?:理由|意见|说明|备注|原因)[:：]")


class Behind(Enum):
    """What may stand behind a word that acts.

    MEANT: names, numbers, a quarter, a day; all of it is understood, or nothing is done. OPINION: words that go with
    the act and may not deny it. REASON: why something is refused or undone; it may say 不, and neither ask nor put off.
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
    joined: tuple[str, ...] = ()

    def doubt(self, said: str) -> Doubt | None:
        """Tell why what stands behind the word makes it no plain order. What follows 理由： or 意见： is free."""
        if self.behind is None:
            return None
        said = _FREE.split(said, maxsplit=1)[0]
        return doubt_in_reason(said) if self.behind is Behind.REASON else doubt_in(said)


def ask_back(turn: Turn, ordered: str, doubt: Doubt, about: Iterable[object], *, free: str | None = None) -> None:
    """Say that nothing was done, and how it would be ordered; behind what `free` names anything may stand."""
    order = " ".join([ordered, *map(str, about)])
    turn.say(CHAT, "asked_back", word=ordered, doubt=doubt.value, order=order, free=free)


def say_if_alone(turn: Turn, right: Right, of: Organization | Matter) -> None:
    """Point out the conflict of interest of somebody who has just acted because nobody else can (D10)."""
    if found := conflict(turn.session, turn.person, right, turn.now, of):
        turn.say(CHAT, "alone", own=found.own)
