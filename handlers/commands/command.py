"""What a command is: the words people type, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.forms import tidy
from bot.router import Route, Turn
from handlers.forms import CONVERSATIONS
from models.organizations import Organization
from rules.case_numbers import numbered
from services.rights.asking import Matter, check_at_door
from services.rights.conflicts import conflict
from services.rights.table import Right

_NUMBER: Final = re.compile(r"第|\d")


@dataclass(frozen=True)
class Command:
    """One command. Whoever has its `right` for any branch at all gets in; of whose the matter is, the service asks.

    With `takes_more`, what follows the word is handed on ("退回 荷塘一支部 措施太笼统").

    `returns` says that an open conversation is asked again afterwards, so that nobody loses the thread.
    """

    words: tuple[str, ...]
    act: Callable[[Turn, str], None]
    right: Right
    takes_more: bool = False
    returns: bool = True


def command_route(commands: Sequence[Command]) -> Route:
    """Make a route of a list of commands."""
    by_word = {tidy(word): command for command in commands for word in command.words}

    def route(turn: Turn) -> bool:
        found = _found(turn, by_word)
        if found is None:
            return False
        command, more = found
        check_at_door(turn.session, turn.person, command.right, turn.now)
        command.act(turn, more)
        if command.returns:
            CONVERSATIONS.ask_again(turn)
        return True

    return route


def say_if_alone(turn: Turn, right: Right, of: Organization | Matter) -> None:
    """Point out the conflict of interest of somebody who has just acted because nobody else can (D10)."""
    if found := conflict(turn.session, turn.person, right, turn.now, of):
        turn.say("notices/chat.txt", "alone", own=found.own)


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
