"""How a rectification order is given out: to its branch, with a copy to the department's head; on paper by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, Appointment, in_force
from models.orders import RectificationOrder
from models.people import Person
from services.notices.office import tell_of_missing_calendar
from services.notices.rectifications import ORDERS, send_to_next

NOTICES: Final = ORDERS.wording


def deliver(session: Session, order: RectificationOrder, now: datetime) -> None:
    """Send an order to the branch, and a copy to the head of its department."""
    send_to_next(session, order, now)
    _send_copy(session, order, now)
    tell_of_missing_calendar(session, order.counted, now)


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
