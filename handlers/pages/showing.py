"""Putting a page together: the template, the sentence left over from the last click, the size of type, the token."""

from __future__ import annotations

from typing import Any, Final

import structlog
from flask import Response, get_flashed_messages, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from bot.errors import BadInput, NoRight, NotFound, NotNow, Refused
from bot.wording import blocks, refusal_text, word
from handlers.pages.once import once
from services.pictures.board.rows import decimals, points

log = structlog.get_logger()

WORDS = "pages/sentences.txt"
SIZE_COOKIE = "text_size"
SIZES = ("standard", "large", "huge")
STATUS: Final = {NoRight: 403, NotFound: 404, NotNow: 409, BadInput: 422}


def show(template: str, status: int = 200, **facts: Any) -> Response:
    """Fill a page of templates/pages/ in."""
    return Response(filled(f"pages/{template}.html", **facts), status, mimetype="text/html")


def filled(template: str, **facts: Any) -> str:
    """Fill a template in, with what every page has: addresses, the token, the size of type, the sentence left over."""
    asked = request.cookies.get(SIZE_COOKIE, "")
    return word(
        template,
        url=url_for,
        token=generate_csrf,
        once=once,
        size=asked if asked in SIZES else SIZES[0],
        here=request.full_path.removesuffix("?"),
        told=get_flashed_messages(),
        someone="userid" in session,
        fixed=points,
        places=decimals,
        **facts,
    )


def message(block: str, status: int = 200, **facts: Any) -> Response:
    """Show a page that is one sentence of sentences.txt, with the heading that belongs to it."""
    return show("message", status, heading=word(WORDS, f"{block}_heading"), sentence=word(WORDS, block, **facts))


def refused(error: Refused) -> ResponseReturnValue:
    """Say why something is refused."""
    heading = word(WORDS, "refused_heading")
    return show("message", status_of(error), heading=heading, sentence=refusal_text(error))


def status_of(error: Refused) -> int:
    """Tell a refusal's status from its kind: no right, nothing there, not now, or something to put right."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def not_served(error: HTTPException) -> ResponseReturnValue:
    """Say what Flask itself refuses: a page that is not there, a form that is out of date."""
    block = fault_block(error, WORDS)
    return error if block is None else message(block, error.code or 500)


def fault_block(error: HTTPException, words: str) -> str | None:
    """Name the block of a wording for what Flask refuses; None for a redirect, which is no fault."""
    if isinstance(error, CSRFError):
        return "form_expired"
    code = error.code or 500
    if code < 400:  # noqa: PLR2004 — a redirect is not a fault
        return None
    return f"status_{code}" if f"status_{code}" in blocks(words) else "status_400"


def broken(error: Exception) -> ResponseReturnValue:
    """Say that something broke; what it was goes to the log."""
    log_broken(error)
    return message("broken", 500)


def log_broken(error: Exception) -> None:
    """Keep what broke in the log, with nothing of the request in it."""
    log.error("page_broken", page=request.endpoint, exc_info=error)
