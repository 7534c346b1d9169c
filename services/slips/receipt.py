"""When a slip is received, and the deadline that is counted from then (R14, A2, A3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import bounded
from models.people import Person
from models.slips import AWAITING_ANSWER, CALLED_OFF, DELIVERED, PAPER, SENT, Slip
from rules.deadlines import Deadline, count_deadline
from rules.periods import moment_on
from rules.policy import Policy
from rules.receipt import goes_by_signature, received_at_latest
from rules.workdays import Calendar
from services.notices.handovers import LONGEST_REMARK, settle
from services.notices.office import tell_of_missing_calendar
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for


def deadline_of(session: Session, slip: Slip, calendar: Calendar, received: datetime) -> Deadline:
    """Count the deadline of a slip received at a moment (R14)."""
    policy = _policy(session, slip)
    return count_deadline(received, policy.deadline_working_days, calendar, policy.deadline_time)


def expected_deadline(session: Session, slip: Slip, calendar: Calendar, delivered: datetime) -> Deadline:
    """Count the deadline of a slip delivered at a moment: the one there is, or the latest one while 签收 is awaited."""
    return deadline_of(session, slip, calendar, received_at_latest(delivered, _policy(session, slip), calendar))


def note_delivery(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> None:
    """Note that WeCom took a slip (A2): received, or received in so many working days unless somebody signs before."""
    slip.delivered_at = slip.delivered_at or now
    if slip.received_at is None and slip.state not in CALLED_OFF:
        start_clock(session, slip, calendar, received_at_latest(now, _policy(session, slip), calendar))


def receive(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> None:
    """Take a slip as received because the branch signed for it, or answered it; the first time counts (A2).

    Nothing moves where delivery is receipt, on paper, and once the slip counts as received. What the message named as
    the latest day was for whoever does not sign.
    """
    awaited = slip.state in AWAITING_ANSWER and (slip.received_at is None or now < slip.received_at)
    if awaited and goes_by_signature(_policy(session, slip)):
        slip.acknowledged_at = slip.acknowledged_at or now
        slip.promised = None
        start_clock(session, slip, calendar, now)


def _policy(session: Session, slip: Slip) -> Policy:
    return scheme_for(session, slip.month.quarter).policy


def start_clock(session: Session, slip: Slip, calendar: Calendar, received: datetime) -> None:
    """Let the two working days begin with a receipt, which may lie ahead (R14, A2).

    Where the deadline said, or the one a person has put it off to, is later than the one counted, it holds.
    """
    deadline = deadline_of(session, slip, calendar, received)
    for said in (slip.promised, slip.extended_to):
        deadline = not_before(deadline, said)
    slip.received_at = received
    slip.deadline = deadline.as_dict()
    slip.due = deadline.limit
    if slip.state in (SENT, PAPER):
        slip.state = DELIVERED
    tell_of_missing_calendar(session, deadline, slip.reached_at)


def not_before(deadline: Deadline, day: date | None) -> Deadline:
    """Put a deadline off to a later day; how it was counted stays. An earlier day, or none, changes nothing."""
    if day is None or day <= deadline.day:
        return deadline
    return replace(deadline, day=day, limit=moment_on(day, deadline.closes))


def check_stands(slip: Slip) -> None:
    """Raise NotNow for a slip that was withdrawn or waived: nothing is asked any more."""
    if slip.state in CALLED_OFF:
        raise NotNow("slip_called_off", slip=slip)


def acknowledge(session: Session, slip: Slip, person: Person, calendar: Calendar, now: datetime) -> None:
    """签收: evidence that the branch has the slip, and receipt where the rule goes by it (A2).

    Raises Refused for whoever is none of the branch's officers.
    """
    check_may(session, person, Right.ACKNOWLEDGE_SLIP, now, slip.organization)
    check_stands(slip)
    slip.acknowledged_at = slip.acknowledged_at or now
    receive(session, slip, calendar, now)


def enter_receipt(
    session: Session, slip: Slip, received: datetime, remark: str, clerk: Person, calendar: Calendar, now: datetime
) -> None:
    """Enter the day on which a paper slip was received; its clock starts then (A2, D6).

    Raises Refused unless somebody of the office enters it who is no officer there (D10), for a slip on paper, with a
    day between issue and `now`.
    """
    check(session, clerk, Right.ENTER_RECEIPT, now, slip.organization)
    if slip.state != PAPER or slip.received_at is not None:
        raise NotNow("not_a_paper_slip", slip=slip)
    if not slip.last_issued_at.date() <= received.date() <= now.date():
        raise BadInput("received_out_of_time", slip=slip)
    said = bounded(remark, LONGEST_REMARK, "remark_too_long")
    closed = closed_at(session, slip.month.quarter)
    if closed is not None and received.date() < closed.date():
        # An answer that was never asked for in time must not be found missing on a board that is counted already.
        raise NotNow("receipt_quarter_closed", slip=slip, since=closed.date())
    slip.receipt_remark = said
    settle(session, slip, now, clerk)
    start_clock(session, slip, calendar, received)
