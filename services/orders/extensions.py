"""An extension of a rectification order: asked for once, before it expires, answered by the group (A13)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.locks import lock
from models.orders import RectificationOrder
from models.people import Person
from rules.workdays import Calendar
from services.notices.rectifications import answered, check_branch, tell_branch, tell_group
from services.orders.deadlines import check_due_day, deadline_on, may_be_extended, policy_of
from services.orders.steps import check_may_verify, check_turn, checked_text, take


def ask_extension(
    session: Session,
    order: RectificationOrder,
    day: date,
    reason: str,
    by: Person,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Ask for another due day, with a reason; the group is told. The old day holds until the group agrees.

    Raises Refused for others, after the order has expired, past `rectification_max_extensions` (a request that was
    turned down counts), and for a day that is no working day after the due day or too far away.
    """
    lock(session, order)
    check_may_ask(session, order, by, now)
    check_due_day(day, order.counted.day, now.date(), calendar)
    said = checked_text("ask_extension", order, reason)
    take(session, order, "ask_extension", by, now, reason=said, facts={"day": day.isoformat()})
    order.asked_day = day
    tell_group(session, order, "extension_asked", now, reason=said, by=by)
    answered(session, order, "ask_extension", by, now)


def check_may_ask(session: Session, order: RectificationOrder, by: Person, now: datetime) -> None:
    """Check, before anything is typed, that an extension may still be asked for by somebody. Raises Refused."""
    check_branch(session, order, by, now)
    if not may_be_extended(session, order):
        most = policy_of(session, order.quarter).rectification_max_extensions
        raise NotNow("order_extended_before", order=order, most=most)
    check_turn(order, "ask_extension")
    if now >= order.due:
        raise NotNow("order_expired", order=order)


def extend(session: Session, order: RectificationOrder, by: Person, calendar: Calendar, now: datetime) -> None:
    """Agree to the extension that was asked for in time, even after the old day has passed; the branch is told.

    Raises Refused unless somebody of the group agrees who is no officer of the branch (D10).
    """
    lock(session, order)
    check_may_verify(session, order, "extend", by, now)
    day = order.asked_day
    if day is None:
        raise ValueError(f"order {order.number} awaits an extension without a day")
    facts = {"from": order.counted.day.isoformat(), "to": day.isoformat()}
    take(session, order, "extend", by, now, facts=facts)
    deadline = deadline_on(day, order.issued_at, calendar, order.counted.closes)
    order.due, order.deadline, order.asked_day = deadline.limit, deadline.as_dict(), None
    tell_branch(session, order, "extended", now)


def refuse_extension(session: Session, order: RectificationOrder, reason: str, by: Person, now: datetime) -> None:
    """Turn a request down with a reason; the due day stays and the branch is told. Raises Refused like `extend`."""
    lock(session, order)
    check_may_verify(session, order, "refuse_extension", by, now)
    said = checked_text("refuse_extension", order, reason)
    take(session, order, "refuse_extension", by, now, reason=said)
    order.asked_day = None
    tell_branch(session, order, "extension_refused", now, reason=said)
