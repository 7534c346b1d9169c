"""Orders in the timetable: reminded of on the day they are due, named to the office when overdue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rules.workdays import Calendar
from services.notices.rectifications import ORDERS, list_overdue, remind_due
from services.orders.deadlines import may_be_extended


def remind_orders_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind branches once of orders that are due today and not reported; returns how many were reminded now."""
    return remind_due(session, ORDERS, calendar, now, lambda order: {"extendable": may_be_extended(session, order)})


def list_overdue_orders(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office the orders that are overdue, in one list it has not yet; returns how many it names."""
    return list_overdue(session, ORDERS, calendar, now)
