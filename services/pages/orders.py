"""What the page of a rectification order shows, to whom, and what may be done there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotFound
from models.orders import WITH_BRANCH, RectificationOrder
from models.organizations import Organization
from models.people import Person
from models.transitions import Transition, transitions_of
from rules.cases import ORDER
from rules.workdays import Calendar
from services.orders.deadlines import may_be_extended
from services.orders.rights import matter_of
from services.pages.slips import categories_of
from services.rights.asking import check_may, may
from services.rights.conflicts import refusal
from services.rights.table import Right


@dataclass(frozen=True)
class OrderPage:
    """An order as somebody may see it. `left` counts the working days until it is due, `categories` names the category
    of each indicator.

    `answers` tells whether the visitor reports for the branch, `decides` whether they verify for the group;
    `extendable` whether the branch may still ask for another day. `report` is the latest one.
    """

    order: RectificationOrder
    steps: list[Transition]
    left: int
    categories: Mapping[str, str]
    answers: bool
    decides: bool
    extendable: bool
    report: Transition | None

    @property
    def signs(self) -> bool:
        """Whether 签收 is awaited of the visitor."""
        return self.answers and self.order.state in ("issued", "delivered")

    @property
    def may_report(self) -> bool:
        """Whether the visitor may report, or replace what was reported before the group has decided."""
        return self.answers and self.order.state in {*WITH_BRANCH, "reported"}

    @property
    def reason_sent_back(self) -> str:
        """What the group found lacking in the report, while nothing was reported since; "" else."""
        last = next((one for one in reversed(self.steps) if one.event in ("send_back", "report")), None)
        return last.reason if last and last.event == "send_back" else ""


def order_seen(
    session: Session, organization: Organization, order_id: int, by: Person, now: datetime
) -> RectificationOrder:
    """Find an organisation's order for whoever may see it. Raises Refused for others, and without one."""
    order = session.get(RectificationOrder, order_id)
    if order is None or order.organization_id != organization.id:
        check_may(session, by, Right.SEE_ORDER, now, organization)
        raise NotFound("order_not_there", organization=organization)
    check_may(session, by, Right.SEE_ORDER, now, matter_of(order))
    return order


def order_page(session: Session, order: RectificationOrder, by: Person, calendar: Calendar, now: datetime) -> OrderPage:
    """Gather what an order shows; who may see it, `order_seen` has asked."""
    steps, today, day = transitions_of(session, ORDER.name, order.id), now.date(), order.counted.day
    reports = [one for one in steps if one.event == "report"]
    return OrderPage(
        order=order,
        steps=steps,
        left=len(calendar.working_days(today, day)) if day > today else 0,
        categories=categories_of(session, order.quarter, [one.indicator for one in order.problems]),
        answers=may(session, by, Right.ANSWER_ORDER, now, order.organization),
        decides=refusal(session, by, Right.DECIDE_ORDER, now, matter_of(order), group=order.group) is None,
        extendable=order.state in WITH_BRANCH - {"extension_requested"}
        and now < order.due
        and may_be_extended(session, order),
        report=reports[-1] if reports else None,
    )
