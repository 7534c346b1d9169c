"""The life of a rectification order: 签收, progress, report, 销号 or sent back, withdrawn (R19, R20).

Every step keeps who took it, when and why; nothing an order said is ever changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotNow
from bot.readers import needed
from models.appointments import LEADING_GROUP, OFFICE_HEAD
from models.consequences import consequences_naming
from models.locks import lock
from models.orders import RectificationOrder
from models.people import Person
from models.transitions import Transition, transitions_of
from rules.cases import ORDER
from services import cases
from services.notices.handovers import settle
from services.notices.rectifications import answered, check_branch, tell_branch, tell_group
from services.notices.roles import tell
from services.orders.rights import check_group, matter_of
from services.rights.asking import may
from services.rights.conflicts import check
from services.rights.table import Right

NOTICES: Final = "orders/notices.txt"
# Who decides on consequences, and hears when something in their evidence does not stand any more.
DECIDERS: Final = (LEADING_GROUP, OFFICE_HEAD)


def acknowledge(session: Session, order: RectificationOrder, by: Person, now: datetime) -> None:
    """签收: the branch has the order. Raises Refused for others, and when it was acknowledged or answered before."""
    lock(session, order)
    check_branch(session, order, by, now)
    take(session, order, "acknowledge", by, now)
    answered(session, order, "acknowledge", by, now)


def note_progress(session: Session, order: RectificationOrder, text: str, by: Person, now: datetime) -> None:
    """Note how far the branch is, before it reports. Raises Refused for others, too late, and without a text."""
    lock(session, order)
    check_branch(session, order, by, now)
    take(session, order, "progress", by, now, reason=checked_text("progress", order, text))
    answered(session, order, "progress", by, now)


def check_may_report(session: Session, order: RectificationOrder, by: Person, now: datetime) -> None:
    """Check, before anything is typed, that somebody may report on an order. Raises Refused."""
    check_branch(session, order, by, now)
    check_turn(order, "report")


def report(session: Session, order: RectificationOrder, done: Sequence[str], by: Person, now: datetime) -> None:
    """Report for each problem, in order, what was done; the group is told. Until it decides a report can be replaced.

    Late reports are taken. Raises Refused for others, when the order is not open, and unless every problem is answered.
    """
    lock(session, order)
    check_may_report(session, order, by, now)
    if len(done) != len(order.problems):
        raise BadInput("order_report_incomplete", order=order)
    said = [checked_text("report", order, one) for one in done]
    facts = {"done": said, "on_time": now < order.due}
    take(session, order, "report", by, now, facts=facts)
    order.asked_day = None
    tell_group(session, order, "reported", now, done=said, by=by)
    answered(session, order, "report", by, now)


def close_out(session: Session, order: RectificationOrder, opinion: str, by: Person, now: datetime) -> None:
    """销号: the group has verified that everything is put right; the branch is told.

    Raises Refused unless somebody of the group verifies who is no officer of the branch and has not reported (D10),
    after a report and with an opinion.
    """
    lock(session, order)
    check_may_verify(session, order, "close_out", by, now)
    said = checked_text("close_out", order, opinion)
    take(session, order, "close_out", by, now, reason=said)
    tell_branch(session, order, "closed_out", now, opinion=said)


def check_may_verify(session: Session, order: RectificationOrder, event: str, by: Person, now: datetime) -> None:
    """Check that somebody may take a step for the group now; who has reported does not close out. Raises Refused."""
    check_group(session, order, by, now)
    check_turn(order, event)
    if event == "close_out" and last_report(session, order).by_id == by.id:
        raise NoRight("order_own_report", order=order)


def send_back(session: Session, order: RectificationOrder, reason: str, by: Person, now: datetime) -> None:
    """Send a report back with a reason; the due day stays. Raises Refused like `close_out`."""
    lock(session, order)
    check_may_verify(session, order, "send_back", by, now)
    said = checked_text("send_back", order, reason)
    take(session, order, "send_back", by, now, reason=said)
    tell_branch(session, order, "sent_back", now, reason=said)


def withdraw(session: Session, order: RectificationOrder, reason: str, by: Person, now: datetime) -> None:
    """Withdraw an order with a reason; its number stays in the register, and the branch is told.

    The group hears where the office withdraws; whoever decides on a consequence whose evidence names the order does,
    too. Raises Refused unless the group or the office does it, but no officer of the branch (D10).
    """
    lock(session, order)
    check_may_withdraw(session, order, by, now)
    said = checked_text("withdraw", order, reason)
    take(session, order, "withdraw", by, now, reason=said)
    settle(session, order, now)
    tell_branch(session, order, "withdrawn", now, reason=said)
    if not may(session, by, Right.DECIDE_ORDER, now, matter_of(order)):
        tell_group(session, order, "withdrawn", now, reason=said)
    if resting := consequences_naming(session, order.organization_id, "order", order.number):
        facts = {"order": order, "consequences": resting, "reason": said, "by": by}
        tell(session, DECIDERS, NOTICES, "withdrawn_for_deciders", key=f"order-withdrawn:{order.id}", now=now, **facts)


def check_may_withdraw(session: Session, order: RectificationOrder, by: Person, now: datetime) -> None:
    """Check that somebody may withdraw an order: of the group or the office, no officer of the branch (D10)."""
    check(session, by, Right.WITHDRAW_ORDER, now, matter_of(order), group=order.group)


def check_turn(order: RectificationOrder, event: str) -> None:
    """Check that an event fits the state of an order. Raises Refused."""
    cases.check_turn(ORDER, order, event, NotNow("order_out_of_turn", order=order, event=event))


def take(
    session: Session,
    order: RectificationOrder,
    event: str,
    by: Person,
    now: datetime,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Take one step of an order. Raises Refused when it does not fit."""
    check_turn(order, event)
    cases.step(session, ORDER, order, event, by, now, reason=reason, facts=facts)


def checked_text(event: str, order: RectificationOrder, text: str) -> str:
    """Return what was said with a step, made readable. Raises Refused for nothing and for too much."""
    return needed(text, BadInput("order_reason_missing", order=order, event=event))


def last_report(session: Session, order: RectificationOrder) -> Transition:
    """Find the latest report among an order's steps."""
    steps = transitions_of(session, ORDER.name, order.id)
    return next(one for one in reversed(steps) if one.event == "report")
