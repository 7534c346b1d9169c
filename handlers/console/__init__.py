"""The office's console: lists, a record beside them, what one may do; registered as one by `register_console`."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from bot.errors import Refused
from handlers.console import (
    annual_reviews,
    backups,
    boards,
    bonus_claims,
    burdens,
    chats,
    checkup,
    consequences,
    deliveries,
    democratic_reviews,
    first_day,
    handovers,
    holidays,
    inspections,
    log,
    objections,
    orders,
    records,
    schemes,
    score_readings,
    scores,
    self_checks,
    settings,
    slips,
    suggestions,
    takeovers,
    tasks,
    today,
    uploads,
    urging,
)
from handlers.console.register import organizations, people, town_offices, units
from handlers.console.showing import broken, not_served, refused
from handlers.console.strays import answer_strays
from handlers.pages import HEADERS, POLICY
from handlers.pages.again import typed_again
from handlers.pages.door import CONSOLE, Door, PageParts
from services.office_files.refusing import LARGEST_FILE

SUBJECTS: Final = (
    tasks.SUBJECT,
    slips.SUBJECT,
    self_checks.SUBJECT,
    urging.SUBJECT,
    handovers.SUBJECT,
    inspections.SUBJECT,
    orders.SUBJECT,
    bonus_claims.SUBJECT,
    objections.SUBJECT,
    scores.SUBJECT,
    boards.SUBJECT,
    consequences.SUBJECT,
    takeovers.SUBJECT,
    annual_reviews.SUBJECT,
    democratic_reviews.SUBJECT,
    organizations.SUBJECT,
    people.SUBJECT,
    units.GROUPS,
    units.DEPARTMENTS,
    town_offices.SUBJECT,
    chats.SUBJECT,
    deliveries.SUBJECT,
    burdens.SUBJECT,
    suggestions.SUBJECT,
    score_readings.SUBJECT,
)
PAGES: Final = (
    today,
    records,
    holidays,
    schemes,
    log,
    uploads,
    settings,
    checkup,
    backups,
    first_day,
)
# htmx is a file of ours and asks only ourselves; nothing in a page is a script.
LARGEST_FORM: Final = 1_000_000
CONSOLE_POLICY: Final = f"{POLICY}; script-src 'self'; connect-src 'self'"


def register_console(app: Flask, parts: PageParts) -> None:
    """Add the console to the application."""
    door = Door(parts)
    # Before anything of a form is read: a file of the largest size, and the form around it.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FILE + LARGEST_FORM
    console = Blueprint(CONSOLE, __name__, url_prefix="/console")

    for page in PAGES:
        page.add_pages(console, door)
    for subject in SUBJECTS:
        subject.add_pages(console, door)
    console.after_request(_guarded)
    console.register_error_handler(Refused, refused)
    console.register_error_handler(CSRFError, lambda error: typed_again() or not_served(error))
    console.register_error_handler(HTTPException, not_served)
    console.register_error_handler(Exception, broken)
    app.register_blueprint(console)
    answer_strays(app)


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS | {"Content-Security-Policy": CONSOLE_POLICY})
    return response
