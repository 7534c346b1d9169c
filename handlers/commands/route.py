"""The route of the commands: who may, what is doubted, what is read back first, what is done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.forms import Draft, tidy
from bot.router import Route, Turn
from bot.terms import as_ours, terms
from handlers.commands.command import Behind, Command, ask_back
from handlers.commands.daily_records import CORRECT, corrects_in_a_sentence
from handlers.commands.matching import Doubted, Words, doubt_between, doubted, find, past_doubt, without_names
from handlers.forms import CONVERSATIONS
from handlers.forms.act import ActForm
from rules.case_numbers import numbered
from rules.period_words import quarter_within
from rules.terms import Terms
from services.register.names import names_in
from services.rights.asking import check_at_door

# What words that go with an act may be called; behind that anything may be said.
_FREE: Final = {Behind.OPINION: "意见", Behind.REASON: "理由"}


def command_route(commands: Sequence[Command]) -> Route:
    """Make a route of a list of commands."""
    words = {tidy(word): command for command in commands for word in command.words}

    @lru_cache(maxsize=4)
    def with_names_of(_town: Terms) -> Words:
        """Know the words by the town's own names of its lists as well: 先锋榜 beside 红榜."""
        return {tidy(as_ours(word)): command for word, command in words.items()} | words

    def route(turn: Turn) -> bool:
        known = with_names_of(terms())
        if found := find(turn, known):
            return _order(turn, *found)
        unclear = doubted(turn, known)
        if unclear:
            _ask_back(turn, unclear)
        return unclear is not None

    return route


def correct_by_sentence(turn: Turn) -> bool:
    """Take 荷塘一的主题党日登错了，改成完成 as 更正, which reads it back."""
    said = None if CONVERSATIONS.open_form(turn) else corrects_in_a_sentence(turn)
    return said is not None and _order(turn, CORRECT, said)


def _order(turn: Turn, command: Command, more: str) -> bool:
    """Do what is ordered; read it back first where that is asked, and ask back where it is no plain order."""
    check_at_door(turn.session, turn.person, command.right, turn.now)
    doubt = command.behind and (
        doubt_between(turn, more) or (command.doubt(more) and command.doubt(without_names(turn, more)))
    )
    if doubt:
        _ask_back(turn, Doubted(command, doubt, more))
    elif happens := command.asks_first and command.asks_first(turn, more):
        facts = {"word": command.words[0], "more": more, "happens": happens, "final": command.is_final}
        CONVERSATIONS.begin(turn, ActForm, command.words[0], Draft(facts))
        return True
    else:
        command.act(turn, more)
    if command.returns:
        CONVERSATIONS.ask_again(turn)
    return True


def _ask_back(turn: Turn, unclear: Doubted) -> None:
    """Say that nothing was done, and how it would be ordered: with the numbers or names that were said."""
    command = unclear.command
    cases = numbered(past_doubt(unclear.around))
    period = quarter_within(unclear.around)
    about = cases.numbers if cases else [period["period"]] if period else names_in(turn.session, unclear.around)
    free = _FREE.get(command.behind) if command.behind else None
    ask_back(turn, as_ours(command.words[0]), unclear.doubt, command.order(about), free=free)
