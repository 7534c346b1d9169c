"""/wecom/callback: where WeCom tells us what members write and click. Thin: check, hand on, answer 200."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError

from bot.callback import BadCallback, Callback, Incoming, read_limited
from bot.clock import Clock
from bot.db import Database
from bot.router import note_failure, receive
from handlers import ROUTES
from rules.workdays import Calendar

log = structlog.get_logger()


class Parts(Protocol):
    """What the callback needs of the application."""

    @property
    def db(self) -> Database:
        """The database."""

    @property
    def clock(self) -> Clock:
        """The clock."""

    @property
    def calendar(self) -> Calendar:
        """The working days."""

    @property
    def callback(self) -> Callback:
        """What reads callbacks."""


def callback_pages(parts: Parts) -> Blueprint:
    """Make the callback address."""
    pages = Blueprint("callback", __name__)

    @pages.get("/wecom/callback")
    def verify() -> str:
        return parts.callback.verify(request.args)

    @pages.post("/wecom/callback")
    def take() -> tuple[str, int]:
        now = parts.clock.now()
        incoming = parts.callback.read(request.args, read_limited(request.stream), now)
        take_in(parts.db, incoming, parts.calendar, now)
        return "", 200

    @pages.errorhandler(BadCallback)
    def refuse(bad: BadCallback) -> Response:
        log.warning("callback_refused", status=bad.status, reason=str(bad))
        return Response(status=bad.status)

    return pages


def take_in(db: Database, incoming: Incoming, calendar: Calendar, now: datetime) -> None:
    """Answer one message in one transaction; if that breaks, keep the message as failed and apologise."""
    try:
        with db.begin() as session:
            receive(session, incoming, ROUTES, calendar, now)
    except IntegrityError:
        log.info("callback_repeated", key=incoming.key)
    except Exception as error:
        log.exception("callback_failed", key=incoming.key)
        with db.begin() as session:
            note_failure(session, incoming, repr(error), now)
