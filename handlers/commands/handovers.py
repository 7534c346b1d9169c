"""待送达, 送达 编号: what the office hands over to branches in which nobody gets messages (D6)."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import BadInput
from bot.forms import Setting
from bot.readers import past_day_of, readable
from bot.router import Turn
from handlers.commands.command import Command, say_if_alone
from handlers.commands.said import first_and_rest
from models.handovers import open_handovers
from rules.speech import doubt_in
from services.handing_over import enter_handover as enter
from services.notices.handovers import WORDING, handover_numbered
from services.rights.table import Right

NUMBER: Final = re.compile(r"第?(\d{1,9})[号件]?")


def show_handovers(turn: Turn, more: str) -> None:
    """待送达: what waits to be handed over; 待送达 3: one in full."""
    if not more:
        turn.say(WORDING, "listed", handovers=open_handovers(turn.session, turn.now))
        return
    number = number_of(more)
    if number is None:
        raise BadInput("handover_needs_number", command="待送达")
    turn.say(WORDING, "shown", handover=handover_numbered(turn.session, number))


def number_of(name: str) -> int | None:
    """Read the number of an entry of the list; None for anything else, such as the name of a branch."""
    found = NUMBER.fullmatch(name.strip())
    return int(found[1]) if found else None


def enter_handover(turn: Turn, number: int, said: str) -> None:
    """送达 3 昨天 备注: it was handed over, today unless a day is said. For a slip its clock starts (A2)."""
    handover = handover_numbered(turn.session, number)
    day_said, remark = first_and_rest(readable(said))
    since = handover.made_at.date()
    day = past_day_of(day_said, since, Setting(turn.now.date(), turn.calendar)) if day_said else turn.now.date()
    if day is None or doubt_in(day_said):
        raise BadInput("handover_needs_day", handover=handover)
    one = enter(turn.session, handover, day, remark, turn.person, turn.calendar, turn.now)
    if one is not None:
        say_if_alone(turn, Right.ENTER_DELIVERY, one.organization)
    turn.say(WORDING, "handed_over", handover=handover, day=day, left=len(open_handovers(turn.session, turn.now)))


HANDOVER_COMMANDS = (Command(("待送达", "送达清单", "纸质清单"), show_handovers, Right.HAND_OVER, takes_more=True),)
