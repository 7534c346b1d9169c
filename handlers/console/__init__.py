"""The office's console: lists, a record beside them, what one may do; registered as one by `register_console`."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.errors import Refused
from handlers.console import (
    bonus_claims,
    consequences,
    deliveries,
    inspections,
    objections,
    orders,
    self_checks,
    suggestions,
    today,
)
from handlers.console.showing import broken, not_served, refused
from handlers.pages import HEADERS, POLICY
from handlers.pages.door import CONSOLE, Door, Parts, Visit
from services.rights.table import Right

SUBJECTS: Final = (
    self_checks.SUBJECT,
    inspections.SUBJECT,
    orders.SUBJECT,
    bonus_claims.SUBJECT,
    objections.SUBJECT,
    consequences.SUBJECT,
    deliveries.SUBJECT,
    suggestions.SUBJECT,
)
PAGES: Final = (today,)
# htmx is a file of ours and asks only ourselves; nothing in a page is a script.
CONSOLE_POLICY: Final = f"{POLICY}; script-src 'self'; connect-src 'self'"


def register_console(app: Flask, parts: Parts) -> None:
    """Add the console to the application."""
    door = Door(parts)
    console = Blueprint(CONSOLE, __name__, url_prefix="/console")

    @console.get("/")
    @door.lets_in(Right.USE_CONSOLE)
    def first(_visit: Visit) -> ResponseReturnValue:
        return redirect(url_for("console.today"), 303)

    for page in PAGES:
        page.add_pages(console, door)
    for subject in SUBJECTS:
        subject.add_pages(console, door)
    console.after_request(_guarded)
    console.register_error_handler(Refused, refused)
    console.register_error_handler(HTTPException, not_served)
    console.register_error_handler(Exception, broken)
    app.register_blueprint(console)


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS | {"Content-Security-Policy": CONSOLE_POLICY})
    return response
