"""送达: the office enters the day on which a paper slip was handed over (A2, D6)."""

from __future__ import annotations

from datetime import date

from bot.errors import BadInput, NotFound
from bot.forms import Setting
from bot.readers import past_day_of, readable
from bot.router import Turn
from handlers.commands.command import Behind, Command, say_if_alone
from handlers.commands.handovers import enter_handover, number_of
from handlers.commands.said import branch_said, first_and_rest
from models.organizations import Organization
from models.slips import Slip, slips_on_paper
from rules.periods import moment_on
from services.rights.table import Right
from services.slips.receipt import enter_receipt


def enter_paper_receipt(turn: Turn, more: str) -> None:
    """Start a paper slip's clock: "送达 荷塘老年支部 11月3日 送到书记家中"; with a number: an entry of the list."""
    name, rest = first_and_rest(more)
    if number := number_of(name):
        enter_handover(turn, number, rest)
        return
    organization, rest = branch_said(turn, "送达", more, slips_on_paper(turn.session))
    slip = paper_slip_of(turn, organization)
    day_said, remark = first_and_rest(readable(rest))
    note_receipt(
        turn, slip, past_day_of(day_said, slip.last_issued_at.date(), Setting(turn.now.date(), turn.calendar)), remark
    )


def note_receipt(turn: Turn, slip: Slip, day: date | None, remark: str) -> None:
    """Start the clock of a paper slip on the day it was handed over. Raises Refused, also for no day."""
    if day is None:
        raise BadInput("receipt_needs_day", slip=slip)
    received = moment_on(day, "00:00")
    enter_receipt(turn.session, slip, received, remark, turn.person, turn.calendar, turn.now)
    turn.say("self_checks/office.txt", "received", slip=slip)
    say_if_alone(turn, Right.ENTER_RECEIPT, slip.organization)


def paper_slip_of(turn: Turn, organization: Organization) -> Slip:
    """Find the slip of a branch that waits to be handed over. Raises NotFound."""
    waiting = slips_on_paper(turn.session)
    slip = next((slip for slip in waiting if slip.organization_id == organization.id), None)
    if slip is None:
        raise NotFound("nothing_on_paper", organization=organization)
    return slip


PAPER_COMMANDS = (Command(("送达",), enter_paper_receipt, Right.HAND_OVER, takes_more=True, behind=Behind.MEANT),)
