"""How a rectification order is given out: to its branch, with a copy to the department's head; on paper by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import BadInput, NotNow
from bot.readers import bounded
from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, Appointment, in_force
from models.locks import lock
from models.orders import ISSUED, RectificationOrder
from models.people import Person
from rules.cases import ORDER
from services.cases import step
from services.notices.handovers import settle
from services.notices.office import tell_office
from services.notices.rectifications import ORDERS, send_to_next
from services.rights.conflicts import check
from services.rights.table import Right

NOTICES: Final = ORDERS.wording
LONGEST_REMARK: Final = 200


def deliver(session: Session, order: RectificationOrder, now: datetime) -> None:
    """Send an order to the branch, and a copy to the head of its department."""
    send_to_next(session, order, now)
    _send_copy(session, order, now)
    deadline = order.counted
    if deadline.provisional:
        key = f"calendar:{deadline.day.year}"
        tell_office(session, "calendar_missing", key=key, now=now, year=deadline.day.year)


def _send_copy(session: Session, order: RectificationOrder, now: datetime) -> None:
    """Send the head of the department a copy, unless the head signed or received the order itself."""
    head = department_head(session, order, now.date())
    if head is None or head.userid is None or head in (order.signer, order.recipient):
        return
    body = outbox.text(word(NOTICES, "copy", order=order, person=head))
    member = outbox.Addressee("member", head.userid)
    outbox.push(session, member, body, key=f"order:{order.id}:copy", now=now)


def department_head(session: Session, order: RectificationOrder, today: date) -> Person | None:
    """Find the head of the department the branch belongs to."""
    query = select(Person).join(Appointment, Appointment.person_id == Person.id)
    heads = (Appointment.role == DEPARTMENT_HEAD, Appointment.department_id == order.organization.department_id)
    return session.scalar(query.where(*heads, in_force(today)).order_by(Appointment.id).limit(1))


def enter_delivery(
    session: Session, order: RectificationOrder, day: date, remark: str, clerk: Person, now: datetime
) -> None:
    """Enter the day on which an order was handed over on paper (D6); its due day does not move.

    Raises Refused unless somebody of the office enters it who is no officer there (D10), for an order that has not
    arrived, with a day between issue and today.
    """
    lock(session, order)
    today, issued = now.date(), order.issued_at.date()
    check_may_enter_delivery(session, order, clerk, now)
    if not issued <= day <= today:
        raise BadInput("order_delivered_out_of_time", order=order)
    said = bounded(remark, LONGEST_REMARK, "remark_too_long")
    step(session, ORDER, order, "deliver", clerk, now, reason=said, facts={"on": day.isoformat(), "paper": True})
    settle(session, order, now, clerk)


def check_may_enter_delivery(session: Session, order: RectificationOrder, clerk: Person, now: datetime) -> None:
    """Check that the office may enter the delivery of an order that has not arrived yet. Raises Refused."""
    check(session, clerk, Right.ENTER_DELIVERY, now, order.organization)
    if order.state != ISSUED:
        raise NotNow("order_delivered_before", order=order)
