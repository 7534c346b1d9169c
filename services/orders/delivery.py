"""How a rectification order reaches the branch: by message to its first officer who can be reached, else on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import BadInput, NoRight, NotNow
from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, OFFICE, Appointment, has_role, in_force, officers
from models.orders import ISSUED, RectificationOrder
from models.outbox import OutboxMessage
from models.people import Person
from rules.cases import ORDER
from rules.periods import in_beijing
from services.cases import step
from services.notices.office import tell_office
from services.notices.undelivered import tell_undelivered, why_undelivered

TOPIC: Final = "order"
NOTICES: Final = "orders/notices.txt"
LONGEST_REMARK: Final = 200


def deliver(session: Session, order: RectificationOrder, now: datetime) -> None:
    """Send an order to the branch, and a copy to the head of its department."""
    send_to_next(session, order, now)
    _send_copy(session, order, now)
    deadline = order.counted
    if deadline.provisional:
        key = f"calendar:{deadline.day.year}"
        tell_office(session, "calendar_missing", key=key, now=now, year=deadline.day.year)


def send_to_next(session: Session, order: RectificationOrder, now: datetime) -> None:
    """Send an order to the next officer not tried yet: secretary, deputy, 组织委员; else the office prints it."""
    held = officers(session, order.organization_id, in_beijing(now).date())
    reachable = [] if order.organization.delivery == "paper" else [one.person for one in held if one.person.userid]
    for person in dict.fromkeys(reachable):
        if _push(session, order, person, now):
            order.recipient = person
            return
    _put_on_paper(session, order, now)


def _push(session: Session, order: RectificationOrder, person: Person, now: datetime) -> bool:
    body = outbox.text(word(NOTICES, "order", order=order, person=person))
    member, about = outbox.Addressee("member", person.userid or ""), outbox.About(TOPIC, str(order.id))
    return outbox.push(session, member, body, key=f"order:{order.id}:{person.userid}", now=now, about=about)


def _put_on_paper(session: Session, order: RectificationOrder, now: datetime) -> None:
    order.recipient = None
    tell_office(session, "order_on_paper", key=f"order-paper:{order.id}", now=now, order=order)


def _send_copy(session: Session, order: RectificationOrder, now: datetime) -> None:
    """Send the head of the department a copy, unless the head signed or received the order itself."""
    head = department_head(session, order, in_beijing(now).date())
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

    Raises Refused unless somebody of the office enters it, for an order that has not arrived, with a day between issue
    and today.
    """
    session.refresh(order, with_for_update={"of": RectificationOrder})
    today, issued = in_beijing(now).date(), in_beijing(order.issued_at).date()
    if not has_role(session, clerk, OFFICE, today):
        raise NoRight("office_only")
    if order.state != ISSUED:
        raise NotNow("order_delivered_before", order=order)
    if not issued <= day <= today:
        raise BadInput("order_delivered_out_of_time", order=order)
    if len(remark) > LONGEST_REMARK:
        raise BadInput("remark_too_long", longest=LONGEST_REMARK)
    step(session, ORDER, order, "deliver", clerk, now, reason=remark, facts={"on": day.isoformat(), "paper": True})


class OrderListener:
    """Hears what became of an order's message."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: an order names the day it is due, whenever it leaves."""
        raise NotImplementedError(f"{message.key} names a fixed day and is never worded anew")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """WeCom took it: it is delivered."""
        order = _of(session, message)
        if order.state == ISSUED:
            facts = {"to": message.addressee}
            step(session, ORDER, order, "deliver", None, now, facts=facts)

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """The office is told, and the next officer is tried; it goes on paper when nobody knows whether it arrived."""
        order = _of(session, message)
        if order.state != ISSUED:
            return
        facts = {"to": message.addressee, "unknown": message.unknown_since is not None}
        step(session, ORDER, order, "not_reached", None, now, reason=why_undelivered(message), facts=facts)
        if message.unknown_since is None:
            send_to_next(session, order, now)
        else:
            _put_on_paper(session, order, now)
        tell_undelivered(session, "order_undelivered", message, now, order=order)


def _of(session: Session, message: OutboxMessage) -> RectificationOrder:
    return session.get_one(RectificationOrder, int(message.subject or 0), with_for_update={"of": RectificationOrder})
