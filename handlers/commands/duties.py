"""What the chat says of the steps that wait for somebody in office: 等我办的."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.router import Turn
from handlers.commands.command import Command
from rules.periods import Quarter
from services.duties.duties import Duty, duties_of
from services.duties.notices import WORDING
from services.rights.table import Right

# More lines than this nobody reads on a phone; they come in the order in which they should be done.
MOST: Final = 6


def list_duties(turn: Turn, _more: str) -> None:
    """等我办的: every step that waits for the person, with the words to type."""
    say_duties(turn, "waiting", duties_of(turn.session, turn.person, turn.now))


def say_duties(turn: Turn, block: str, duties: Sequence[Duty], named: Sequence[str] = ()) -> None:
    """Say a block of the wording about steps that wait; `named` are branches spoken of whose forms are among them."""
    turn.say(WORDING, block, duties=duties, last=Quarter.of(turn.now.date()).previous, most=MOST, named=named)


DUTY_COMMANDS = (Command(("等我办的", "待办", "我的待办"), list_duties, Right.OWN_AFFAIRS),)
