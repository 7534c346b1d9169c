"""What is late, and what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.orders import WITH_BRANCH, RectificationOrder
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from models.self_checks import RETURNED, SelfCheck
from models.slips import DELIVERED, Slip
from models.suggestions import Suggestion
from rules.cases import SUGGESTION
from rules.workdays import Calendar
from services.notices.resending import to_see
from services.notices.undelivered import first_line, receiver, why_undelivered
from services.suggestions import waits_since

# More names than these nobody reads in one line.
NAMED: Final = 8
MOST_FAILURES: Final = 5


@dataclass(frozen=True)
class Late:
    """Branches that are late with something: how many, the first of them by name, and since when the first is late."""

    kind: str
    count: int
    names: Sequence[str]
    since: datetime


@dataclass(frozen=True)
class Undelivered:
    """A message that did not arrive and nobody has seen to: for whom, what it began with, and why."""

    id: int
    receiver: str
    first_line: str
    why: str
    at: datetime


def late_things(session: Session, calendar: Calendar, now: datetime) -> list[Late]:
    """List what is late by kinds: unanswered slips, returned forms, orders, suggestions (R13, R20, A5)."""
    unanswered = ~select(SelfCheck.id).where(SelfCheck.slip_id == Slip.id).exists()
    slips = _late(session, "slips", Slip.due, Slip.state == DELIVERED, Slip.due <= now, unanswered)
    redo = SelfCheck.slip_id == Slip.id, SelfCheck.state == RETURNED, SelfCheck.redo_due <= now
    redos = _late(session, "redos", SelfCheck.redo_due, *redo)
    orders = _late(
        session,
        "orders",
        RectificationOrder.due,
        RectificationOrder.state.in_(WITH_BRANCH),
        RectificationOrder.due <= now,
        of=RectificationOrder.organization_id,
    )
    return [one for one in (slips, redos, orders, _late_suggestions(session, calendar, now)) if one]


def _late_suggestions(session: Session, calendar: Calendar, now: datetime) -> Late | None:
    """Count what the office has not answered in time, and name who waits."""
    late = Suggestion.state == SUGGESTION.first, Suggestion.made_at < waits_since(calendar, now)
    count, since = session.execute(select(func.count(), func.min(Suggestion.made_at)).where(*late)).one()
    if not count:
        return None
    named = select(Person.name).join(Suggestion).where(*late).order_by(Suggestion.made_at).limit(NAMED)
    return Late("suggestions", count, session.scalars(named).all(), since)


def _late(
    session: Session,
    kind: str,
    due: InstrumentedAttribute[Any],
    *late: ColumnElement[bool],
    of: InstrumentedAttribute[str] = Slip.organization_id,
) -> Late | None:
    """Count what is late, and name whom the first few concern."""
    count, since = session.execute(select(func.count(), func.min(due)).where(*late)).one()
    if not count:
        return None
    named = select(Organization.short_name).where(Organization.id == of, *late).order_by(due).limit(NAMED)
    return Late(kind, count, session.scalars(named).all(), since)


def undelivered(session: Session, now: datetime) -> list[Undelivered]:
    """List the last messages that wait for somebody to see to them, newest first."""
    query = select(OutboxMessage).where(to_see(now)).order_by(OutboxMessage.id.desc()).limit(MOST_FAILURES)
    return [
        Undelivered(one.id, receiver(session, one), first_line(one), why_undelivered(one), one.not_before)
        for one in session.scalars(query)
    ]
