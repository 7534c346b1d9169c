"""待送达, 送达 编号: what the office hands over to branches in which nobody gets messages (D6)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.errors import BadInput
from bot.forms import Setting
from bot.readers import past_day_of, readable
from bot.router import Turn
from handlers.commands.command import Command, say_if_alone
from handlers.commands.said import first_and_rest
from models.handovers import Handover, open_handovers
from models.orders import ISSUED, RectificationOrder
from models.overhauls import Overhaul
from models.slips import PAPER, Slip
from rules.cases import OVERHAUL
from rules.periods import moment_on
from rules.speech import doubt_in
from services.notices.handovers import WORDING, hand_over, handover_numbered, matter_of
from services.orders import delivery as orders
from services.overhauls import overhauls
from services.rights.table import Right
from services.slips import receipt

NUMBER: Final = re.compile(r"第?(\d{1,9})[号件]?")


def show_handovers(turn: Turn, more: str) -> None:
    """待送达: what waits to be handed over; 待送达 3: one in full."""
    if not more:
        turn.say(WORDING, "listed", handovers=open_handovers(turn.session))
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
    _enter(turn, handover, day, remark)
    turn.say(WORDING, "handed_over", handover=handover, day=day, left=len(open_handovers(turn.session)))


def _enter(turn: Turn, handover: Handover, day: date, remark: str) -> None:
    """Note the day where something hangs on it; what was said later about the same matter is only ticked off."""
    session, one, clerk, now = turn.session, matter_of(turn.session, handover), turn.person, turn.now
    if isinstance(one, Slip) and one.state == PAPER:
        receipt.enter_receipt(session, one, moment_on(day, "00:00"), remark, clerk, turn.calendar, now)
    elif isinstance(one, RectificationOrder) and one.state == ISSUED:
        orders.enter_delivery(session, one, day, remark, clerk, now)
    elif isinstance(one, Overhaul) and one.state == OVERHAUL.first:
        overhauls.enter_delivery(session, one, day, clerk, now)
    hand_over(session, handover, clerk, now)
    if one is not None:
        say_if_alone(turn, Right.ENTER_DELIVERY, one.organization)


HANDOVER_COMMANDS = (Command(("待送达", "送达清单", "纸质清单"), show_handovers, Right.HAND_OVER, takes_more=True),)
