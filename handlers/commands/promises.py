"""承诺, 承诺 石湾村支部: what branches promised by a day, for the office: kept, not kept, open."""

from __future__ import annotations

from typing import Final

from bot.router import Turn
from handlers.commands.command import Command
from services.promises.promises import promise_list
from services.register.names import registered
from services.rights.table import Right

WORDING: Final = "promises/notices.txt"


def list_promises(turn: Turn, name: str) -> None:
    """承诺: of the whole town, or of the branch named."""
    organization = registered(turn.session, name) if name else None
    found = promise_list(turn.session, turn.now, organization)
    turn.say(WORDING, "listed", found=found, organization=organization)


PROMISE_COMMANDS = (Command(("承诺", "整改承诺", "承诺清单"), list_promises, Right.SEE_PROMISES, takes_more=True),)
