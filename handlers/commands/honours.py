"""评优依据 for office and leaders: who was red in a year; a recorded basis, nothing is computed from it (R35, A20)."""

from __future__ import annotations

from bot.errors import BadInput
from bot.router import Turn
from handlers.commands.command import Command
from handlers.commands.said import year_and_rest
from services.annual_reviews.honours import most_red_first, seen_bases
from services.annual_reviews.honours_workbook import WORDS
from services.rights.table import Right


def show_basis(turn: Turn, more: str) -> None:
    """评优依据 [2026]: the organisations that were red, the most often red first."""
    year, rest = year_and_rest(turn, more)
    if rest:
        raise BadInput("annual_which_year", said=rest, example=year)
    found = most_red_first(seen_bases(turn.session, year, turn.person, turn.now))
    turn.say(WORDS, "basis", year=year, bases=found)


HONOURS_COMMANDS = (Command(("评优依据",), show_basis, Right.SEE_HONOURS, takes_more=True),)
