"""办法变化: what the next version of the rule changes, for the office and the leading group (R5)."""

from __future__ import annotations

from typing import Final

from bot.router import Turn
from handlers.commands.command import Command
from services.rights.table import Right
from services.schemes.changes import coming_difference
from services.schemes.introducing import NOTICES

# More lines than these nobody reads on a phone.
MOST_LINES: Final = 25


def show_changes(turn: Turn, _more: str) -> None:
    """办法变化: the rule of this quarter beside the one that follows, if one is stored."""
    found = coming_difference(turn.session, turn.person, turn.now)
    if found is None:
        turn.say(NOTICES, "nothing_follows")
    else:
        turn.say(NOTICES, "difference", found=found, most=MOST_LINES)


SCHEME_COMMANDS = (Command(("办法变化",), show_changes, Right.SEE_SCHEME_CHANGES),)
