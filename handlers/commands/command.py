"""What a command is: the words people type, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.forms import tidy
from bot.router import Route, Turn
from handlers.forms import CONVERSATIONS


@dataclass(frozen=True)
class Command:
    """One command. With `takes_more`, what follows the word is handed on ("退回 荷塘一支部 措施太笼统").

    `returns` says that an open conversation is asked again afterwards, so that nobody loses the thread.
    """

    words: tuple[str, ...]
    act: Callable[[Turn, str], None]
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
        command.act(turn, more)
        if command.returns:
            CONVERSATIONS.ask_again(turn)
        return True

    return route


def _found(turn: Turn, by_word: dict[str, Command]) -> tuple[Command, str] | None:
    if turn.incoming.kind == "menu_click":
        command = by_word.get(tidy(turn.incoming.event_key or ""))
        return (command, "") if command else None
    if turn.incoming.kind != "text":
        return None
    if command := by_word.get(turn.plain):
        return command, ""
    parts = re.split(r"[\s:：，,]+", turn.incoming.text.strip(), maxsplit=1)
    command = by_word.get(tidy(parts[0]))
    return (command, parts[1].strip()) if command and command.takes_more and len(parts) > 1 else None
