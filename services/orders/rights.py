"""Who may see a rectification order, and who verifies it for the group (D8, D10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.errors import BadInput, NotFound
from models.orders import RectificationOrder, orders
from models.people import Person
from rules.case_numbers import CaseNumber
from services.rights.asking import Matter, seen
from services.rights.conflicts import check
from services.rights.table import Right


def visible_to(session: Session, person: Person, now: datetime) -> ColumnElement[bool]:
    """Select the orders a person may see."""
    which = RectificationOrder.organization_id, RectificationOrder.group_id
    return seen(session, person, Right.SEE_ORDER, now, *which)


def order_meant(session: Session, person: Person, number: CaseNumber, now: datetime) -> RectificationOrder:
    """Find the order somebody names: the open one of those the person may see, else the newest.

    Raises Refused when there is none, and when a serial fits open orders of several quarters.
    """
    shown = visible_to(session, person, now)
    fitting = [one for one in orders(session, shown, serial=number.serial) if _can_be(one, number)]
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
    check(session, by, Right.DECIDE_ORDER, now, matter_of(order), group=order.group)


def matter_of(order: RectificationOrder) -> Matter:
    """Tell of whose matter an order is: its group's, whoever inspects the branch today."""
    return Matter(order.organization, (order.group_id,), order.issued_at.date())
