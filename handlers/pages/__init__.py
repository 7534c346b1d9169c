"""The pages people open on the phone or at the desk, and the way in; registered as one by `register_pages`."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import Blueprint, Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from bot.errors import Refused
from bot.login import LONGEST_SECONDS
from bot.settings import Settings
from bot.terms import speak_as
from handlers.pages import (
    approvals,
    boards,
    branch,
    comparing,
    decisions,
    results,
    sign_in,
    text_size,
    town,
    years,
)
from handlers.pages.again import typed_again
from handlers.pages.door import BLUEPRINT, Door, PageParts
from handlers.pages.showing import broken, not_served, refused

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# A year, as browsers ask for.
HTTPS_ONLY = f"max-age={365 * 24 * 60 * 60}"


# The longest form of the phone, filled with the longest texts, several times over.
LARGEST_FORM = 256 * 1024


def configure_sessions(app: Flask, settings: Settings) -> None:
    """Let Flask sign its session cookie, for 12 hours, out of reach of scripts and of other sites."""
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value() if settings.secret_key else None,
        SESSION_COOKIE_NAME="honghui",
        SESSION_COOKIE_SECURE=(settings.public_url or "").startswith("https:"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=LONGEST_SECONDS),
        # A form may stay open as long as its session lives.
        WTF_CSRF_TIME_LIMIT=None,
        # Forms say their messages in the language they name themselves.
        WTF_I18N_ENABLED=False,
    )


def register_pages(app: Flask, parts: PageParts, *others: Blueprint) -> None:
    """Add the pages to the application; `others` are blueprints whose POSTs come from machines, not from forms."""
    door = Door(parts)
    app.before_request(partial(speak_as, parts.last_spoken))
    # Before whatever reads a form.
    app.before_request(_limit_form)
    # Before the guard, which cannot work without a SECRET_KEY.
    app.before_request(door.check_open)
    app.after_request(_everywhere)
    guard = CSRFProtect(app)
    for other in others:
        guard.exempt(other)
    pages = Blueprint(BLUEPRINT, __name__)
    for part in (sign_in, branch, boards, results, years, approvals, town, comparing, decisions, text_size):
        part.add_pages(pages, door)
    pages.after_request(_guarded)
    pages.register_error_handler(Refused, refused)
    pages.register_error_handler(CSRFError, lambda error: typed_again() or not_served(error))
    pages.register_error_handler(HTTPException, not_served)
    pages.register_error_handler(Exception, broken)
    app.register_blueprint(pages)


def _limit_form() -> None:
    """Read no more than a form can be; whoever takes files (the console), and machines, have limits of their own."""
    if request.blueprint == BLUEPRINT:
        request.max_content_length = LARGEST_FORM


def _everywhere(response: Response) -> Response:
    """Let no browser guess what a file is, pictures and style sheets included, nor come by http after https."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return response


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response
