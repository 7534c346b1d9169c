"""送达: the office has handed something over on a day, and what that means for what it is about (A2, D6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput
from bot.readers import bounded
from models.handovers import Handover
from models.orders import ISSUED, RectificationOrder
from models.overhauls import Overhaul
from models.people import Person
from models.slips import PAPER, Slip
from rules.cases import OVERHAUL
from rules.periods import moment_on
from rules.workdays import Calendar
from services.notices.handovers import LONGEST_REMARK, Matter, check_may_hand_over, hand_over, matter_of
from services.notices.rectifications import enter_delivery
from services.rights.conflicts import check
from services.rights.table import Right
from services.slips.receipt import enter_receipt

# How what is entered of a matter is called in the table of rights.
ENTERED_AS: Final = {
    Slip: Right.ENTER_RECEIPT,
    RectificationOrder: Right.ENTER_DELIVERY,
    Overhaul: Right.ENTER_DELIVERY,
}


def enter_handover(
    session: Session, handover: Handover, day: date, remark: str, clerk: Person, calendar: Calendar, now: datetime
) -> Matter | None:
    """Enter the day on which something was handed over; of a slip the clock starts then. Gives what it is about.

    What was said later about the same matter is only ticked off. Raises Refused for a day before it was made or ahead
    of `now`, a remark of more than 200 signs, and for whoever may not enter it.
    """
    check_may_hand_over(session, handover, clerk, now)
    if not handover.made_at.date() <= day <= now.date():
        raise BadInput("handover_needs_day", handover=handover)
    said = bounded(remark, LONGEST_REMARK, "remark_too_long")
    one = matter_of(session, handover)
    if one is not None and starts(one):
        _start(session, one, day, said, clerk, calendar, now)
    handover.handed_on, handover.remark = day, said
    hand_over(session, handover, clerk, now)
    return one


def starts(one: Matter) -> bool:
    """Tell whether something begins with the handing over: the matter itself has not reached the branch yet."""
    if isinstance(one, Slip):
        return one.state == PAPER
    return one.state == (ISSUED if isinstance(one, RectificationOrder) else OVERHAUL.first)


def check_may_enter(session: Session, handover: Handover, clerk: Person, now: datetime) -> None:
    """Check that somebody may enter this handing over: of the office, and for what begins with it no officer there."""
    check_may_hand_over(session, handover, clerk, now)
    one = matter_of(session, handover)
    if one is not None and starts(one):
        check(session, clerk, ENTERED_AS[type(one)], now, handover.organization)


def _start(
    session: Session, one: Matter, day: date, remark: str, clerk: Person, calendar: Calendar, now: datetime
) -> None:
    if isinstance(one, Slip):
        enter_receipt(session, one, moment_on(day, "00:00"), remark, clerk, calendar, now)
    else:
        enter_delivery(session, one, day, remark, clerk, now)
