"""Rectification orders (整改督办单): issued by a group on concrete problems, and which of them are open (R19, R20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.bounds import numbered
from bot.errors import BadInput, NoRight, NotFound
from bot.readers import needed
from models.inspections import Inspection
from models.locks import lock_town
from models.orders import OrderProblem, RectificationOrder, next_serial, orders
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.slips import Slip
from models.transitions import Transition
from rules.applicability import is_applicable
from rules.cases import LAPSE, ORDER
from rules.catalogue import Indicator
from rules.periods import Quarter
from rules.workdays import Calendar
from services.cases import begin
from services.orders.deadlines import given_deadline
from services.orders.delivery import deliver
from services.register.groups import free_inspectors, group_of
from services.rights.asking import Matter, no_right
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import scheme_for

KIND: Final = "督"
ENDS: Final = ("close_out", "withdraw", LAPSE)


@dataclass(frozen=True)
class GivenProblem:
    """One concrete problem and the indicator it is tied to (R19)."""

    indicator: str
    text: str


@dataclass(frozen=True)
class GivenOrder:
    """What an order says. `ground_ref` may name a slip or an inspection of the organisation ("slip:5")."""

    ground: str
    problems: tuple[GivenProblem, ...]
    demand: str
    due: date | None
    ground_ref: str = ""


def issue_order(
    session: Session,
    organization: Organization,
    given: GivenOrder,
    by: Person,
    calendar: Calendar,
    now: datetime,
    signer: Person | None = None,
) -> RectificationOrder:
    """Issue an order to one of the group's organisations and deliver it (R19, R20); whoever issues signs by default.

    Raises Refused, and changes nothing, unless a member of the organisation's group issues who is no officer there,
    with a ground, at least one problem on an indicator that fits, a demand, and a due day (A13).
    """
    group = check_may_issue(session, organization, by, now)
    today = now.date()
    _check_signer(session, organization, group, signer or by, today)
    quarter = Quarter.of(today)
    ground, demand = _said("ground", given.ground), _said("demand", given.demand)
    _check_reference(session, organization, given.ground_ref)
    problems = _problems(session, organization, quarter, given.problems)
    deadline = given_deadline(session, given.due, calendar, now)
    number, serial = _next_number(session, quarter)
    order = RectificationOrder(
        number=number,
        quarter=quarter,
        serial=serial,
        organization=organization,
        group=group,
        ground=ground,
        ground_ref=given.ground_ref,
        demand=demand,
        signer=signer or by,
        issued_at=now,
        state=ORDER.first,
        due=deadline.limit,
        deadline=deadline.as_dict(),
        problems=problems,
    )
    session.add(order)
    session.flush()
    begin(session, ORDER, order, by, now, due=deadline.day.isoformat())
    deliver(session, order, now)
    return order


def check_may_issue(session: Session, organization: Organization, by: Person, now: datetime) -> SupervisionGroup:
    """Find the group that may issue an order to an organisation today; `by` must be of it and no officer (D10)."""
    today = now.date()
    group = group_of(session, organization, Quarter.of(today), today)
    matter = Matter(organization, (group.id,) if group else ())
    check(session, by, Right.ISSUE_ORDER, now, matter, group=group)
    if group is None:
        raise no_right(Right.ISSUE_ORDER, matter, group=group)
    return group


def fitting_indicators(session: Session, organization: Organization, quarter: Quarter) -> list[Indicator]:
    """List the indicators a problem of an organisation can be tied to, in the order of the rule (A6)."""
    return [
        one
        for one in scheme_for(session, quarter).indicators.values()
        if is_applicable(one, organization.sector or "", has_committee=organization.has_committee)
    ]


def open_orders(session: Session, organization_id: str) -> list[RectificationOrder]:
    """List an organisation's orders that are neither closed out nor withdrawn, oldest first."""
    return orders(session, RectificationOrder.organization_id == organization_id, states=ORDER.open_states)


def open_orders_of(session: Session, organization_ids: Collection[str], at: datetime) -> dict[str, int]:
    """Count for each organisation the orders that were open at a moment: the second tie-break of a board (A9)."""
    ended = select(Transition.case_id).where(
        Transition.case_kind == ORDER.name, Transition.event.in_(ENDS), Transition.at <= at
    )
    query = select(RectificationOrder.organization_id).where(
        RectificationOrder.issued_at <= at, RectificationOrder.id.not_in(ended)
    )
    counted = Counter(session.scalars(query))
    return {one: counted[one] for one in organization_ids}


def _check_signer(
    session: Session, organization: Organization, group: SupervisionGroup, signer: Person, today: date
) -> None:
    if signer not in free_inspectors(session, group.id, organization, today):
        raise NoRight("order_may_not_sign", person=signer, group=group, organization=organization)


def _said(what: str, given: str) -> str:
    return needed(given, BadInput("order_text_missing", what=what))


def _check_reference(session: Session, organization: Organization, reference: str) -> None:
    kind, _, number = reference.partition(":")
    if not reference:
        return
    found: Slip | Inspection | None = None
    if kind in ("slip", "inspection"):
        found = numbered(session, Slip, number) if kind == "slip" else numbered(session, Inspection, number)
    if found is None or found.organization_id != organization.id:
        raise NotFound("order_ground_unknown", organization=organization, reference=reference)


def _problems(
    session: Session, organization: Organization, quarter: Quarter, given: Sequence[GivenProblem]
) -> list[OrderProblem]:
    if not given:
        raise BadInput("order_needs_problems")
    titles = {one.code: one.title for one in fitting_indicators(session, organization, quarter)}
    rows: list[OrderProblem] = []
    for position, one in enumerate(given, start=1):
        if one.indicator not in titles:
            raise BadInput("order_wrong_indicator", problem=one, organization=organization)
        text, title = _said("problem", one.text), titles[one.indicator]
        rows.append(OrderProblem(position=position, indicator=one.indicator, title=title, text=text))
    return rows


def _next_number(session: Session, quarter: Quarter) -> tuple[str, int]:
    """Number an order 澄红灰督〔2026〕3-005. Two groups that issue at once come one after the other."""
    town = lock_town(session)
    serial = next_serial(session, quarter)
    prefix = town.document_prefix if town else ""
    return f"{prefix}{KIND}〔{quarter.year}〕{quarter.number}-{serial:03d}", serial
