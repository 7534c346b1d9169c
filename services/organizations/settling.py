"""What becomes of everything open when an organisation ends: waived, withdrawn, closed; nothing waits any more (R13).

A slip of a quarter that is closed keeps its state, for its board rests on it; nobody is reminded of it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.underway import IS_WAITING
from models.appointments import Appointment
from models.ballots import Ballot
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.conversations import Conversation, PageDraft, close_begun_about
from models.handovers import Handover
from models.leaves import Leave
from models.objections import Objection
from models.orders import RectificationOrder
from models.organizations import GroupAssignment, Organization
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from models.promises import Promise
from models.self_checks import RETURNED, SUBMITTED, SelfCheck
from models.slips import AWAITING_ANSWER, PAPER, Slip
from rules.cases import BALLOT, BONUS_CLAIM, CONSEQUENCE, LAPSE, OBJECTION, ORDER, OVERHAUL, PROMISE, SLIP, Machine
from services.ballots.ballots import empty
from services.cases import step
from services.schemes.versions import closed_at
from services.slips.slips import TOPIC

LAST_WORD: Final = "organization-ended:"
# Every kind of case an organisation can have open, in the order in which the office hears of them.
CASES: Final[tuple[tuple[Any, Machine], ...]] = (
    (RectificationOrder, ORDER),
    (Objection, OBJECTION),
    (BonusClaim, BONUS_CLAIM),
    (Overhaul, OVERHAUL),
    (Consequence, CONSEQUENCE),
    (Promise, PROMISE),
)


@dataclass(frozen=True)
class Settled:
    """What was closed: the slips that were waived, and the cases by the name of their kind."""

    slips: Sequence[Slip]
    cases: dict[str, int]

    @property
    def nothing(self) -> bool:
        """Whether nothing was open."""
        return not self.slips and not self.cases


def settle_all(session: Session, organization: Organization, day: date, reason: str, now: datetime) -> Settled:
    """Close what is open of an organisation that ended on a day, and end who held office there and its group."""
    slips = [*_waived(session, organization, reason, now)]
    cases = {
        machine.name: n
        for table, machine in CASES
        if (n := _lapsed(session, organization, table, machine, reason, now))
    }
    if cancelled := _ballots_cancelled(session, organization, reason, now):
        cases[BALLOT.name] = cancelled
    _forms_closed(session, organization, slips, day)
    _dated(session, organization, day, now)
    session.flush()
    return Settled(slips, cases)


def _waived(session: Session, organization: Organization, reason: str, now: datetime) -> Iterator[Slip]:
    """Waive every slip that is not answered and whose quarter is not closed; what was returned stands as it came in."""
    waiting = (Slip.organization_id == organization.id, Slip.state.in_((*AWAITING_ANSWER, PAPER)))
    for slip in session.scalars(select(Slip).where(*waiting).order_by(Slip.id)).all():
        if closed_at(session, slip.month.quarter) is None:
            step(session, SLIP, slip, "waive", None, now, reason=reason)
            yield slip
    returned = select(SelfCheck).join(Slip).where(Slip.organization_id == organization.id, SelfCheck.state == RETURNED)
    for form in session.scalars(returned):
        form.state = SUBMITTED


def _lapsed(
    session: Session, organization: Organization, table: Any, machine: Machine, reason: str, now: datetime
) -> int:
    """Let the open cases of one kind lapse; what is carried out already is closed by people as always."""
    states = {state for state, event in machine.steps if event == LAPSE}
    query = select(table).where(table.organization_id == organization.id, table.state.in_(states))
    found = session.scalars(query.order_by(table.id)).all()
    for one in found:
        step(session, machine, one, LAPSE, None, now, reason=reason)
    return len(found)


def _ballots_cancelled(session: Session, organization: Organization, reason: str, now: datetime) -> int:
    query = select(Ballot).where(Ballot.organization_id == organization.id, Ballot.state == BALLOT.first)
    found = session.scalars(query).all()
    for ballot in found:
        step(session, BALLOT, ballot, "cancel", None, now, reason=reason)
        empty(ballot)
    return len(found)


def _forms_closed(session: Session, organization: Organization, slips: Sequence[Slip], day: date) -> None:
    """Close what officers were filling in about the slips, and whatever those were who answer for nobody else."""
    about = [str(slip.id) for slip in slips]
    close_begun_about(session, "self_check", about)
    holds_on = or_(Appointment.until.is_(None), Appointment.until > day)
    here = select(Appointment.person_id).where(Appointment.organization_id == organization.id, holds_on)
    elsewhere = or_(Appointment.organization_id.is_(None), Appointment.organization_id != organization.id)
    others = select(Appointment.person_id).where(elsewhere, holds_on)
    for table in (Conversation, PageDraft):
        session.execute(delete(table).where(table.person_id.in_(here), table.person_id.not_in(others)))
    outgoing = (OutboxMessage.topic == TOPIC, OutboxMessage.subject.in_(about), *IS_WAITING)
    session.execute(update(OutboxMessage).where(*outgoing).values(state=outbox.DROPPED))


def _dated(session: Session, organization: Organization, day: date, now: datetime) -> None:
    """End appointments and the group on the day; leaves, and what waits to be handed over, now."""

    def holds_on(table: type[Appointment | GroupAssignment]) -> ColumnElement[bool]:
        return or_(table.until.is_(None), table.until > day)

    appointed = select(Appointment).where(Appointment.organization_id == organization.id, holds_on(Appointment))
    assigned = select(GroupAssignment).where(
        GroupAssignment.organization_id == organization.id, holds_on(GroupAssignment)
    )
    for held in (*session.scalars(appointed), *session.scalars(assigned)):
        held.until = day
    leaves = (Leave.organization_id == organization.id, Leave.ended_at.is_(None))
    session.execute(update(Leave).where(*leaves).values(ended_at=now))
    # That it has ended is the last that is handed over.
    last = Handover.key.startswith(LAST_WORD)
    handed = (Handover.organization_id == organization.id, Handover.done_at.is_(None), ~last)
    session.execute(update(Handover).where(*handed).values(done_at=now))
