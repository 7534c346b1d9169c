"""Who hears of a rectification order, and when: the branch, the group, and once a day the office of overdue ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import officers
from models.orders import WITH_BRANCH, RectificationOrder, orders
from models.people import Person
from models.transitions import transitions_of
from rules.cases import ORDER
from rules.periods import in_beijing
from rules.workdays import Calendar
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.orders.deadlines import may_be_extended
from services.orders.delivery import NOTICES
from services.register.groups import free_inspectors


def tell_branch(session: Session, order: RectificationOrder, block: str, now: datetime, **facts: Any) -> None:
    """Tell the branch what was decided: its recipient or who has followed; on paper the office hands it over."""
    key, said = _key(session, order, "branch"), word(NOTICES, block, order=order, **facts)
    person = hearer(session, order, now)
    if person is None or person.userid is None:
        tell_office(session, "order_news_on_paper", key=key, now=now, order=order, said=said)
    else:
        outbox.push(session, outbox.Addressee("member", person.userid), outbox.text(said), key=key, now=now)


def tell_group(session: Session, order: RectificationOrder, block: str, now: datetime, **facts: Any) -> None:
    """Tell who signed the order, or else the first who may check it and can be reached."""
    free = free_inspectors(session, order.group_id, order.organization, in_beijing(now).date())
    people = [one for one in free if one.userid]
    person = order.signer if order.signer in people else next(iter(people), None)
    if person is not None and person.userid is not None:
        body = outbox.text(word(NOTICES, block, order=order, **facts))
        member = outbox.Addressee("member", person.userid)
        outbox.push(session, member, body, key=_key(session, order, "group"), now=now)


def hearer(session: Session, order: RectificationOrder, now: datetime) -> Person | None:
    """Find who hears of an order for its branch; None where it is reached on paper only."""
    if order.organization.delivery == "paper":
        return None
    held = officers(session, order.organization_id, in_beijing(now).date())
    people = [one.person for one in held if one.person.userid]
    return order.recipient if order.recipient in people else next(iter(people), None)


def _key(session: Session, order: RectificationOrder, to: str) -> str:
    """Name the news of an order's latest step."""
    return f"order:{order.id}:{to}:{transitions_of(session, ORDER.name, order.id)[-1].id}"


def remind_orders_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind branches once of orders that are due today and not reported; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    today = in_beijing(now).date()
    due = [one for one in orders(session, states=WITH_BRANCH) if one.counted.day == today and now < one.due]
    return sum(_remind(session, one, now) for one in due)


def _remind(session: Session, order: RectificationOrder, now: datetime) -> bool:
    person = hearer(session, order, now)
    if person is None or person.userid is None:
        return False
    body = outbox.text(word(NOTICES, "due_today", order=order, extendable=may_be_extended(session, order)))
    key = f"order-due:{order.id}:{order.counted.day}"
    return outbox.push(session, outbox.Addressee("member", person.userid), body, key=key, now=now)


def list_overdue_orders(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office once a day the orders that are overdue, in one list; returns how many there are."""
    if not may_push(session, calendar, now):
        return 0
    overdue = [one for one in orders(session, states=WITH_BRANCH) if one.is_overdue_at(now)]
    if overdue:
        tell_office(session, "orders_overdue", key=f"orders-overdue:{now:%F}", now=now, orders=overdue)
    return len(overdue)
