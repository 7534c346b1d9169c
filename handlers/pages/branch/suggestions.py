"""/m/suggestion: a complaint or suggestion to the office, word for word (D7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bot.forms import Draft
from bot.wording import word
from handlers.forms.suggestion import SuggestionForm
from handlers.pages.branch.acting import acts
from handlers.pages.branch.typed import WORDS, fields
from handlers.pages.door import Door, Visit
from handlers.pages.once import is_first
from handlers.pages.showing import show
from rules.sensitive import Sign, signs_in
from services.rights.table import Right
from services.suggestions import LONGEST

LONGEST_ABOUT = 40


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of a suggestion."""

    @pages.get("/m/suggestion")
    @door.lets_in(Right.COME_IN)
    def suggestion(_visit: Visit) -> ResponseReturnValue:
        about = request.args.get("about", "")[:LONGEST_ABOUT]
        return _shown({"text": word(WORDS, "about", about=about) if about else ""}, {})

    @pages.post("/m/suggestion")
    @door.lets_in(Right.COME_IN)
    def suggest_something(visit: Visit) -> ResponseReturnValue:
        with acts(visit) as turn:
            read = fields(turn, request.form)
            read.text_as_written("text", "ask_words", LONGEST)
            if read.wrong:
                return _shown(request.form, read.wrong)
            if (signs := signs_in(read.answers["text"])) and "sure" not in request.form:
                return _asked_back(read.answers["text"], signs)
            if is_first(turn.session):
                SuggestionForm().finish(turn, None, Draft({}, read.answers))
        flash(word(WORDS, "done_suggestion"))
        return redirect(url_for("pages.suggestion"), 303)


def _asked_back(text: str, signs: Sequence[Sign]) -> Response:
    """Read words back that seem to hold what should not be passed on; whoever presses again passes them on."""
    asked = word(WORDS, "sensitive_suggestion", text=text, signs=signs)
    return show("sure", asked=asked, to=request.path, back=request.path, hidden={"text": escape(text)})


def _shown(typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    return show("branch/suggestion", 422 if wrong else 200, typed=typed, wrong=wrong, longest=LONGEST)
