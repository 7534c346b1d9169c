"""销假 for who is back, 代办清单 for the office and the branches; 请假 itself is a form."""

from __future__ import annotations

from bot.router import Turn
from handlers.commands.command import Behind, Command
from handlers.offices import allowed
from services.leaves.leaves import NOTICES, come_back, leaves_seen
from services.rights.table import Right


def end_leave(turn: Turn, _more: str) -> None:
    """销假: the person is back before the last day."""
    turn.say(NOTICES, "ended", leaves=come_back(turn.session, turn.person, turn.now))


def list_leaves(turn: Turn, _more: str) -> None:
    """代办清单: who stands in for whom; the office sees all, a branch its own."""
    office = allowed(turn, Right.SEE_LEAVES)
    turn.say(NOTICES, "listed", leaves=leaves_seen(turn.session, turn.person, turn.now, office=office))


LEAVE_COMMANDS = (
    Command(("销假", "我回来了", "回来了"), end_leave, Right.OWN_AFFAIRS, behind=Behind.NOTHING),
    Command(("代办清单", "请假清单"), list_leaves, Right.OWN_AFFAIRS),
)
