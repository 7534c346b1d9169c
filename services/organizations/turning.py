"""A branch turns to paper: what still waits to leave for it by WeCom goes on the office's list instead (D6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.parts import is_first_part
from bot.underway import IS_WAITING
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.slips import SENT, Slip
from rules.workdays import Calendar
from services.notices import branches, rectifications
from services.notices.rectifications import ORDERS, OVERHAULS, Rectification
from services.slips import slips


def turn_to_paper(session: Session, organization: Organization, calendar: Calendar, now: datetime) -> None:
    """Let nothing that waits for a branch leave by WeCom, and put it on the list; call it once the register says paper.

    What is just being sent has left; its listener puts it on the list should WeCom refuse it.
    """
    waiting = _waiting(session, organization)
    for message in waiting:
        message.state = outbox.DROPPED
    session.flush()
    for message in waiting:
        if is_first_part(message):
            _put_on_list(session, organization, message, calendar, now)
    session.flush()


def _waiting(session: Session, organization: Organization) -> Sequence[OutboxMessage]:
    """Find and lock what waits to leave for a branch, whatever it is about."""

    def of(table: type[Any]) -> list[str]:
        return [str(one) for one in session.scalars(select(table.id).where(table.organization_id == organization.id))]

    news = OutboxMessage.subject.startswith(f"{organization.id} ", autoescape=True)
    about = [and_(OutboxMessage.topic == branches.TOPIC, news)]
    matters = {slips.TOPIC: Slip, ORDERS.name: ORDERS.table, OVERHAULS.name: OVERHAULS.table}
    for topic, table in matters.items():
        about.append(and_(OutboxMessage.topic == topic, OutboxMessage.subject.in_(of(table))))
    unsent = (OutboxMessage.lane == outbox.PUSH, *IS_WAITING)
    query = select(OutboxMessage).where(*unsent, OutboxMessage.unknown_since.is_(None), or_(*about))
    return session.scalars(query.order_by(OutboxMessage.id).with_for_update()).all()


def _put_on_list(
    session: Session, organization: Organization, message: OutboxMessage, calendar: Calendar, now: datetime
) -> None:
    number = message.subject or ""
    if message.topic == branches.TOPIC:
        branches.put_message_on_list(session, organization, message, now, mark="paper")
    elif message.topic == slips.TOPIC:
        slip = session.get_one(Slip, int(number))
        if slip.state == SENT:
            slip.recipient = None
            slips.put_on_paper(session, slip, calendar, now)
    else:
        kind = ORDERS if message.topic == ORDERS.name else OVERHAULS
        one = cast("Rectification", session.get_one(kind.table, int(number)))
        if one.state == kind.machine.first:
            rectifications.put_on_paper(session, one, now)
