"""Whether people may be disturbed now (D5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.schemes import latest_version
from rules.periods import Quarter
from rules.push_window import in_push_window
from rules.workdays import Calendar
from services.schemes.versions import scheme_for


def may_push(session: Session, calendar: Calendar, now: datetime) -> bool:
    """Tell whether pushes may leave now: in the push window of a working day, and only once a rule is loaded."""
    if latest_version(session) is None:
        return False
    return in_push_window(now, calendar, scheme_for(session, Quarter.of(now.date())).policy.push_window)
