"""Who may see a rectification order, and who verifies it for the group (D8, D10)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.errors import BadInput, NoRight, NotFound
from models.orders import RectificationOrder, orders
from models.organizations import Organization
from models.people import Person
from rules.case_numbers import CaseNumber
from rules.periods import in_beijing
from services.register.concerned import concerning
from services.register.groups import free_inspectors, groups_of, officer_ids


def visible_to(session: Session, person: Person, today: date) -> ColumnElement[bool]:
    """Select the orders a person may see."""
    return concerning(session, person, today, RectificationOrder.organization_id, RectificationOrder.group_id)


def order_meant(session: Session, person: Person, number: CaseNumber, now: datetime) -> RectificationOrder:
    """Find the order somebody names: the open one of those the person may see, else the newest.

    Raises Refused when there is none, and when a serial fits open orders of several quarters.
    """
    seen = visible_to(session, person, in_beijing(now).date())
    fitting = [one for one in orders(session, seen, serial=number.serial) if _can_be(one, number)]
    if not fitting:
        raise NotFound("order_unknown", number=number)
    still_open = [one for one in fitting if one.is_open]
    if len(still_open) > 1:
        raise BadInput("order_ambiguous", orders=still_open)
    return (still_open or fitting)[-1]


def _can_be(order: RectificationOrder, number: CaseNumber) -> bool:
    """Tell whether an order can be meant by a number that may leave quarter and year open."""
    quarter = order.quarter
    return number.quarter in (None, quarter.number) and number.year in (None, quarter.year)


def check_group(session: Session, order: RectificationOrder, by: Person, now: datetime) -> None:
    """Check that somebody may decide for the group that issued an order; no officer of the branch does (D10)."""
    today = in_beijing(now).date()
    if order.group_id not in groups_of(session, by, today):
        raise NoRight("order_not_your_group", organization=order.organization, group=order.group)
    check_no_officer(session, order.organization, order.group_id, by, today, in_beijing(order.issued_at).date())


def check_no_officer(session: Session, organization: Organization, group_id: str, by: Person, *days: date) -> None:
    """Check that somebody is no officer of the organisation on any of the days; the first one is today (D10)."""
    if by.id in officer_ids(session, organization, *days):
        free = free_inspectors(session, group_id, organization, *days)
        raise NoRight("order_own_branch", organization=organization, free=free)
