"""What is going on at a branch, and what is said of it on a day in November."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.slips import DELIVERED, Slip
from rules.periods import BEIJING, Month
from services.register.changes import Said
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import Past

BRANCH, OTHER, SECRETARY = "org-011", "org-012", "zhuyongliang"
NOON = datetime(2026, 11, 5, 12, 0, tzinfo=BEIJING)
TODAY = NOON.date()
Made = Callable[[str, Past], Database]


def of(session: Session, name: str = BRANCH) -> Organization:
    return session.get_one(Organization, name)


def said(session: Session, day: date, by: str = CLERK, reason: str = "镇党委〔2026〕18号") -> Said:
    return Said(day, reason, person(session, by))


def overdue_slip(session: Session) -> Slip:
    """An answer that should have come a month ago."""
    month = Month(2026, 9)
    slip = Slip(number="澄红灰提〔2026〕10-900", issue_month=Month(2026, 10), serial=900, organization_id=BRANCH)
    slip.month, slip.state, slip.issued_at = month, DELIVERED, NOON - timedelta(days=30)
    slip.delivered_at = slip.received_at = slip.due = NOON - timedelta(days=27)
    session.add(slip)
    session.flush()
    return slip


def heard(session: Session, userid: str) -> str:
    query = select(OutboxMessage.body).where(OutboxMessage.addressee == userid, OutboxMessage.key.like("organ%"))
    return "".join(str(one["text"]["content"]) if isinstance(one, dict) else str(one) for one in session.scalars(query))
