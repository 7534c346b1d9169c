"""Whether people may be disturbed now (D5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rules.periods import Quarter
from rules.push_window import in_push_window
from rules.workdays import Calendar
from services.schemes.versions import rule_holding


def may_push(session: Session, calendar: Calendar, now: datetime) -> bool:
    """Tell whether pushes may leave now: in the push window of a working day, and only once a rule is loaded."""
    rule = rule_holding(session, Quarter.of(now.date()))
    return rule is not None and in_push_window(now, calendar, rule.policy.push_window)
