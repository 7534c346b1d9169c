"""/healthz: the process lives. /readyz: it can work. /metrics: its figures, for whoever draws them.

What is wrong, and how much there is, is for this machine or for who has the token; to anybody else /readyz says only
whether it can work.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Final, Protocol

from flask import Blueprint, Response, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.arrivals import Arrivals
from bot.beside import folder_beside
from bot.clock import lease_seconds
from bot.deadline import Deadline
from bot.disk import FULL, free_bytes
from bot.errors import HonghuiError
from bot.schema import is_served
from bot.settings import Settings
from handlers.metrics import CONTENT_TYPE, MetricsParts, written
from rules.checkup_here import MEGABYTE
from services.health.working import LONGEST_WAIT, Trouble, what_stops
from services.rights.stated import states
from services.rights.table import Right

DEADLINE_SECONDS: Final = 1.5
AT_ONCE: Final = 2
FINE: Final = "ok"
LOOPBACK: Final = ("127.0.0.1", "::1")
# What proxies add to what they pass on.
OF_PROXIES: Final = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
NOT_READY: Final = "not ready; ask on the machine itself why\n"
NOT_OPEN: Final = "figures are for this machine alone, or for who sends METRICS_TOKEN as a bearer token\n"
NOT_OURS: Final = "the database's file is not the one that was opened; restore it and restart"
NOT_THE_ARRIVALS: Final = "the file of arrivals is not the one that was opened: its folder was deleted; restart"
# What is said of each trouble to a monitor, and so to who operates the machine.
SENTENCES: Final[Mapping[str, str]] = {
    "held": "a copy was restored at {since:%Y-%m-%d %H:%M} and stands still until somebody lets it go "
    "(`flask restore release`)",
    "clock": "the clock says {says:%Y-%m-%d %H:%M}, before {latest:%Y-%m-%d %H:%M}, at which a process has worked; "
    "set it right (`timedatectl`), or run `flask accept-clock`",
    "never_seen": "no process does the part `{subject}`; start `flask serve` or `flask work`",
    "not_seen": "no process has done the part `{subject}` since {since:%H:%M}; look into the log, start it again",
    "resting": "{api} has been refused by WeCom since {since:%H:%M}: {error}",
    "no_answer": "nothing has come through to WeCom since {since:%H:%M}: {error}",
    "answer_waits": "an answer has been waiting since {since:%H:%M}",
    "sweep_late": "a sweep has been due since {since:%H:%M}",
    "no_timetable": "no process has begun to keep the timetable",
}


class HealthParts(MetricsParts, Protocol):
    """What these pages need of the application."""

    @property
    def arrivals_file(self) -> Arrivals: ...


def health_pages(parts: HealthParts) -> Blueprint:
    """Make the pages a monitor asks for."""
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
        if said == FINE:
            return said, 200
        return said if _may_see_details(parts.settings) else NOT_READY, 503

    @pages.get("/metrics")
    @states(Right.KNOCK)
    def metrics() -> Response:
        if not _may_see_details(parts.settings):
            return Response(NOT_OPEN, 403, mimetype="text/plain")
        found = deadline.run(lambda: _figures(parts))
        return Response(found, content_type=CONTENT_TYPE) if found else Response("the database does not answer\n", 503)

    return pages


def _may_see_details(settings: Settings) -> bool:
    """Let in who has the token; without one in the settings, who asks from this machine and not through a proxy."""
    if settings.metrics_token is None:
        return request.remote_addr in LOOPBACK and not any(name in request.headers for name in OF_PROXIES)
    wanted = f"Bearer {settings.metrics_token.get_secret_value()}"
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), wanted.encode())


def _figures(parts: HealthParts) -> bytes | None:
    try:
        return written(parts)
    except (HonghuiError, SQLAlchemyError):
        return None


def _examined(parts: HealthParts) -> str:
    try:
        if not parts.db.is_in_place():
            return NOT_OURS
        if not parts.arrivals_file.are_in_place():
            return NOT_THE_ARRIVALS
        now = parts.clock.now()
        with parts.db.read() as session:
            stopped = map(said_to_operator, what_stops(session, now, lease_seconds()))
            found = next(chain((one for one in (_schema(session), _disk(parts)) if one), stopped), "")
        return found or _arrivals(parts.arrivals, now) or FINE
    except (HonghuiError, SQLAlchemyError):
        return "the database cannot be used"


def said_to_operator(trouble: Trouble) -> str:
    """Say a trouble in one sentence to whoever operates the machine."""
    return SENTENCES[trouble.kind].format(subject=trouble.subject, since=trouble.since, **trouble.facts)


def _schema(session: Session) -> str:
    found = session.scalar(text("SELECT version_num FROM alembic_version"))
    return "" if is_served(found) else "the database is of another version"


def _disk(parts: HealthParts) -> str:
    folder = folder_beside(parts.settings.database_url.get_secret_value())
    free = free_bytes(folder)
    is_full = free is not None and free < FULL
    return f"the disk of {folder} is full ({(free or 0) // MEGABYTE} MB left); make room" if is_full else ""


def _arrivals(arrivals: Arrivals, now: datetime) -> str:
    """Whichever process works off, a callback long kept means that none does."""
    since = next((one.received_at for one in arrivals.oldest(1)), None)
    is_late = since is not None and now - since > LONGEST_WAIT
    return f"a message has been waiting to be answered since {since:%H:%M}" if is_late else ""
