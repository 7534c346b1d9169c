"""/wecom/callback: where WeCom tells us what members write and click. Thin: check, hand on, answer 200.

Whoever calls learns nothing but the status: 4xx for what is not WeCom's, never a 5xx.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bot.callback import BadCallback, Callback, read_limited
from bot.intake import Intake
from services.rights.stated import states
from services.rights.table import Right

log = structlog.get_logger()

# To WeCom anything but 200 means: send it again.
SEND_AGAIN = 429


class CallbackParts(Protocol):
    """What the callback needs of the application."""

    @property
    def callback(self) -> Callback: ...

    @property
    def intake(self) -> Intake: ...


def callback_pages(parts: CallbackParts) -> Blueprint:
    """Make the callback address."""
    pages = Blueprint("callback", __name__)

    @pages.get("/wecom/callback")
    @states(Right.KNOCK)
    def verify() -> Response:
        return _plain(parts.callback.verify(request.args))

    @pages.post("/wecom/callback")
    @states(Right.KNOCK)
    def take() -> Response:
        parts.intake.take(request.args, read_limited(request.stream))
        return _plain("")

    @pages.errorhandler(Exception)
    def refuse(error: Exception) -> Response:
        status = _status(error)
        # Where even the log is broken the caller still gets the status.
        with suppress(Exception):
            _report(error, status)
        return _plain("", status)

    return pages


def _plain(content: str, status: int = 200) -> Response:
    return Response(content, status, {"X-Content-Type-Options": "nosniff"}, mimetype="text/plain")


def _status(error: Exception) -> int:
    if isinstance(error, BadCallback):
        return error.status
    if isinstance(error, HTTPException):
        return error.code or 400
    return SEND_AGAIN


def _report(error: Exception, status: int) -> None:
    if isinstance(error, BadCallback | HTTPException):
        log.warning("callback_refused", status=status, reason=str(error))
    else:
        log.error("callback_not_taken", status=status, exc_info=error)
