"""Due days of rectification orders: five working days unless another day is given, always a working day (A13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput
from models.orders import RectificationOrder
from models.transitions import transitions_of
from rules.cases import ORDER
from rules.deadlines import Deadline, count_deadline
from rules.periods import ONE_DAY, Quarter
from rules.policy import Policy
from rules.workdays import Calendar
from services.schemes.versions import scheme_for

# An order that leaves more time than this is no order any more (calendar days).
LONGEST: Final = timedelta(days=60)


def policy_of(session: Session, quarter: Quarter) -> Policy:
    """Find the constants an order of a quarter goes by."""
    return scheme_for(session, quarter).policy


def may_be_extended(session: Session, order: RectificationOrder) -> bool:
    """Tell whether another extension may be asked for: `rectification_max_extensions`, refused ones count (A13)."""
    asked = [one for one in transitions_of(session, ORDER.name, order.id) if one.event == "ask_extension"]
    return len(asked) < policy_of(session, order.quarter).rectification_max_extensions


def default_deadline(session: Session, calendar: Calendar, now: datetime) -> Deadline:
    """Suggest a deadline for an order issued now: `rectification_default_working_days` after today (A13)."""
    policy = policy_of(session, Quarter.of(now.date()))
    return count_deadline(now, policy.rectification_default_working_days, calendar, policy.deadline_time)


def given_deadline(session: Session, day: date | None, calendar: Calendar, now: datetime) -> Deadline:
    """Count up to the day that was given to an order issued now. Raises Refused without one that can be (R20, A13)."""
    today = now.date()
    if day is None:
        raise BadInput("order_needs_due")
    check_due_day(day, today, today, calendar)
    return deadline_on(day, now, calendar, policy_of(session, Quarter.of(today)).deadline_time)


def deadline_on(day: date, issued: datetime, calendar: Calendar, closes: str) -> Deadline:
    """Count the working days from the issue of an order to a working day after it, at the end of which it is due."""
    first = issued.date()
    passed = (first + offset * ONE_DAY for offset in range(1, (day - first).days + 1))
    return count_deadline(issued, sum(map(calendar.is_working, passed)), calendar, closes)


def is_due_day(day: date, after: date, today: date, calendar: Calendar) -> bool:
    """Tell whether an order can be due on a day: a working day after another one, at most LONGEST from today."""
    return after < day <= today + LONGEST and calendar.is_working(day)


def check_due_day(day: date, after: date, today: date, calendar: Calendar) -> None:
    """Check a given due day (R20). Raises Refused."""
    if not is_due_day(day, after, today, calendar):
        works = calendar.is_working(day)
        raise BadInput("order_due_wrong", day=day, works=works, after=after, last=today + LONGEST)
