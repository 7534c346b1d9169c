"""/healthz: the process lives. /readyz: it can work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol

from flask import Blueprint
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.arrivals import Arrivals
from bot.clock import Clock
from bot.db import Database
from bot.deadline import Deadline
from bot.errors import HonghuiError
from bot.outbox import ANSWER, WAITING
from bot.schema import newest_revision
from models.outbox import OutboxMessage
from models.schedules import Schedule
from services.rights.stated import states
from services.rights.table import Right

DEADLINE_SECONDS: Final = 1.5
AT_ONCE: Final = 2
LONGEST_WAIT: Final = timedelta(minutes=1)
# Long enough for a sweep over a large township, which moves its row on when it is done.
LATEST_SWEEP: Final = timedelta(minutes=5)
FINE: Final = "ok"


class Parts(Protocol):
    """What these pages need of the application."""

    @property
    def db(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def arrivals(self) -> Arrivals: ...


def health_pages(parts: Parts) -> Blueprint:
    """Make the two pages a monitor asks for."""
    pages = Blueprint("health", __name__)
    deadline = Deadline(DEADLINE_SECONDS, AT_ONCE)

    @pages.get("/healthz")
    @states(Right.KNOCK)
    def healthz() -> str:
        return FINE

    @pages.get("/readyz")
    @states(Right.KNOCK)
    def readyz() -> tuple[str, int]:
        said = deadline.run(lambda: _examined(parts)) or "the database does not answer"
        return said, 200 if said == FINE else 503

    return pages


def _examined(parts: Parts) -> str:
    try:
        now = parts.clock.now()
        if not parts.db.is_in_place():
            return "the database's file is not the one that was opened; restore it and restart"
        with parts.db.read() as session:
            found = _schema(session) or _delivery(session, now) or _sweeps(session, now)
        return found or _arrivals(parts.arrivals, now) or FINE
    except (HonghuiError, SQLAlchemyError):
        return "the database cannot be used"


def _schema(session: Session) -> str:
    found = session.scalar(text("SELECT version_num FROM alembic_version"))
    return "" if found == newest_revision() else "the database is of another version"


def _delivery(session: Session, now: datetime) -> str:
    """Only answers tell: pushes wait for working hours."""
    waits = OutboxMessage.state == WAITING, OutboxMessage.lane == ANSWER
    since = session.scalar(select(func.min(OutboxMessage.not_before)).where(*waits))
    return f"an answer has been waiting since {since:%H:%M}" if since and now - since > LONGEST_WAIT else ""


def _arrivals(arrivals: Arrivals, now: datetime) -> str:
    """Whichever process works off, a callback long kept means that none does."""
    since = next((one.received_at for one in arrivals.oldest(1)), None)
    is_late = since is not None and now - since > LONGEST_WAIT
    return f"a message has been waiting to be answered since {since:%H:%M}" if is_late else ""


def _sweeps(session: Session, now: datetime) -> str:
    """Whichever process keeps the timetable, a slot long past means that none does."""
    due = session.scalar(select(func.min(Schedule.next_run_at)))
    if due is None:
        return "no process has begun to keep the timetable"
    return f"a sweep has been due since {due:%H:%M}" if now - due > LATEST_SWEEP else ""
