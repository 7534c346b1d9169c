"""What a command is: the words people type, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import Final

from sqlalchemy import select

from bot.forms import Draft, tidy
from bot.router import Route, Turn
from handlers.forms import CONVERSATIONS
from handlers.forms.act import ActForm
from models.organizations import Organization
from rules.case_numbers import numbered
from rules.speech import Doubt, doubt_in, doubt_in_reason, plainly
from services.rights.asking import Matter, check_at_door, may
from services.rights.conflicts import conflict
from services.rights.table import Right

CHAT: Final = "notices/chat.txt"
# Longer messages tell something; a word that acts in them is part of a story.
LONGEST_DOUBTED: Final = 40
_NUMBER: Final = re.compile(r"第|\d")
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
    that cannot be taken back: it is read back, and 确认 does it.

    `returns` says that an open conversation is asked again afterwards, so that nobody loses the thread.
    """

    words: tuple[str, ...]
    act: Callable[[Turn, str], None]
    right: Right
    takes_more: bool = False
    returns: bool = True
    behind: Behind | None = None
    asks_first: Callable[[Turn, str], str | None] | None = None

    def doubt(self, said: str) -> Doubt | None:
        """Tell why what stands behind the word makes it no plain order. What follows 理由： or 意见： is free."""
        if self.behind is None:
            return None
        said = _FREE.split(said, maxsplit=1)[0]
        return doubt_in_reason(said) if self.behind is Behind.REASON else doubt_in(said)


def command_route(commands: Sequence[Command]) -> Route:
    """Make a route of a list of commands."""
    by_word = {tidy(word): command for command in commands for word in command.words}

    def route(turn: Turn) -> bool:
        found = _found(turn, by_word) or _doubted(turn, by_word)
        if found is None:
            return False
        command, more = found
        check_at_door(turn.session, turn.person, command.right, turn.now)
        if not _held_back(turn, command, more):
            if happens := command.asks_first and command.asks_first(turn, more):
                facts = {"word": command.words[0], "more": more, "happens": happens}
                CONVERSATIONS.begin(turn, ActForm, command.words[0], Draft(facts))
                return True
            command.act(turn, more)
        if command.returns:
            CONVERSATIONS.ask_again(turn)
        return True

    return route


def _held_back(turn: Turn, command: Command, more: str) -> bool:
    """Ask back, and change nothing, where a word that acts stands beside a question, a denial or a condition."""
    if command.doubt(more) is None:
        return False
    names = _names_in(turn, more)
    # 非公联合支部 denies nothing.
    without_names = reduce(lambda text, name: text.replace(name, " "), names, more)
    if doubt := command.doubt(without_names):
        cases = numbered(more)
        about = cases.numbers if cases else names
        plain_order = " ".join([command.words[0], *map(str, about)])
        turn.say(CHAT, "asked_back", word=command.words[0], doubt=doubt.value, order=plain_order, free=_free(command))
    return doubt is not None


def _free(command: Command) -> str | None:
    """Name what words that go with the act may be called, behind which anything may be said."""
    return {Behind.OPINION: "意见", Behind.REASON: "理由"}.get(command.behind or Behind.NOTHING)


def _names_in(turn: Turn, said: str) -> list[str]:
    """List the names of organisations in a text, the longer ones first."""
    names = turn.session.scalars(select(Organization.short_name).union(select(Organization.name))).all()
    return sorted((name for name in names if name in said), key=len, reverse=True)


def _doubted(turn: Turn, by_word: dict[str, Command]) -> tuple[Command, str] | None:
    """Find the word that acts in a message that does not order it: 先不批准榜单, 批准榜单吗; for whoever may do it."""
    text = plainly(turn.incoming.text)
    if turn.incoming.kind != "text" or len(text) > LONGEST_DOUBTED or CONVERSATIONS.open_form(turn):
        return None
    acting = [word for word, command in by_word.items() if command.behind and len(word) > 1 and word in text]
    word = max(acting, key=len, default="")
    command = by_word.get(word)
    around = text.replace(word, " ", 1) if word else ""
    if command is None or not may(turn.session, turn.person, command.right, turn.now):
        return None
    return (command, around) if command.doubt(around) else None


def say_if_alone(turn: Turn, right: Right, of: Organization | Matter) -> None:
    """Point out the conflict of interest of somebody who has just acted because nobody else can (D10)."""
    if found := conflict(turn.session, turn.person, right, turn.now, of):
        turn.say(CHAT, "alone", own=found.own)


def _found(turn: Turn, by_word: dict[str, Command]) -> tuple[Command, str] | None:
    if turn.incoming.kind == "menu_click":
        command = by_word.get(tidy(turn.incoming.event_key or ""))
        return (command, "") if command else None
    if turn.incoming.kind != "text":
        return None
    if command := by_word.get(turn.plain):
        return command, ""
    text = turn.incoming.text.strip()
    word, *more = re.split(r"[\s:：，,]+", text, maxsplit=1)
    if more and (command := by_word.get(tidy(word))):
        return (command, more[0].strip()) if command.takes_more else None
    return _with_a_number(text, by_word)


def _with_a_number(text: str, by_word: dict[str, Command]) -> tuple[Command, str] | None:
    """Find the command of 督办3 or 销号第1号 已到位, whose number stands right behind the word."""
    number = _NUMBER.search(text)
    for end in range(number.start() if number else 0, 0, -1):
        command, more = by_word.get(text[:end]), text[end:]
        if command:
            return (command, more) if command.takes_more and numbered(more) else None
    return None
