"""What is being done in branches: orders, overhauls with their help, promises; and how much of it there is in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.orders import WITH_BRANCH, RectificationOrder, orders
from models.overhauls import FollowUp, HelpPlan, Overhaul, overhauls
from models.promises import BROKEN, KEPT, OPEN, Promise, promises_of
from rules.cases import ORDER, OVERHAUL
from services.promises.promises import LISTED_FOR, PromiseCounts, promise_counts

OVER = ("withdrawn",)


@dataclass
class UnderWay:
    """What is being done in one branch; orders are the open ones, overhauls and help plans those that go on.

    `promises` are those nobody has answered for yet; `kept` and `broken` were answered for in the last three months.
    """

    orders: list[RectificationOrder] = field(default_factory=list)
    overhauls: list[Overhaul] = field(default_factory=list)
    plans: list[HelpPlan] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    kept: int = 0
    broken: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing is being done that anybody could wait for."""
        return not (self.orders or self.overhauls or self.plans or self.promises)


def under_way(session: Session, organization_ids: Sequence[str], now: datetime) -> dict[str, UnderWay]:
    """Gather what is being done in some branches, by their ids, with as few questions as for one."""
    found = {one: UnderWay() for one in organization_ids}
    of_orders, of_overhauls = (one.organization_id.in_(organization_ids) for one in (RectificationOrder, Overhaul))
    for order in orders(session, of_orders, states=ORDER.open_states):
        found[order.organization_id].orders.append(order)
    for overhaul in overhauls(session, of_overhauls & Overhaul.state.not_in(OVER)):
        mine = found[overhaul.organization_id]
        mine.overhauls += [overhaul] if overhaul.state in OVERHAUL.open_states else []
        mine.plans += [plan for plan in overhaul.plans if any(one.done_at is None for one in plan.follow_ups)]
    _add_promises(session, found, now)
    return found


def _add_promises(session: Session, found: dict[str, UnderWay], now: datetime) -> None:
    for promise in promises_of(session, (OPEN,), [*found]):
        found[promise.organization_id].promises.append(promise)
    for promise in promises_of(session, (KEPT, BROKEN), [*found], since=now.date() - LISTED_FOR):
        found[promise.organization_id].kept += promise.state == KEPT
        found[promise.organization_id].broken += promise.state == BROKEN


@dataclass(frozen=True)
class Totals:
    """How much is being done in the whole town; promises are those of the last three months."""

    orders: int
    overdue: int
    overhauls: int
    plans: int
    promises: PromiseCounts


def totals(session: Session, now: datetime) -> Totals:
    """Count what is being done in the whole town."""
    late = RectificationOrder.state.in_(WITH_BRANCH) & (RectificationOrder.due <= now)
    counted = select(func.count(), func.count(case((late, 1))))
    open_orders, overdue = session.execute(counted.where(RectificationOrder.state.in_(ORDER.open_states))).one()
    overhauled = select(func.count()).select_from(Overhaul).where(Overhaul.state.in_(OVERHAUL.open_states))
    helped = (
        select(func.count(FollowUp.plan_id.distinct()))
        .join(HelpPlan, HelpPlan.id == FollowUp.plan_id)
        .join(Overhaul, Overhaul.id == HelpPlan.overhaul_id)
        .where(FollowUp.done_at.is_(None), Overhaul.state.not_in(OVER))
    )
    promises = promise_counts(session, now.date() - LISTED_FOR, now.date(), now)
    return Totals(open_orders, overdue, session.scalar(overhauled) or 0, session.scalar(helped) or 0, promises)
