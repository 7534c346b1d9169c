"""/m/slips/…/self-check: the chat's form as a page; what was begun in one is finished in the other (R13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import NoRight, Refused
from bot.wording import moment_text, refusal_text, word
from handlers.forms.promises import promises_asked
from handlers.pages.branch.acting import looks
from handlers.pages.branch.named import slip_at, step_in
from handlers.pages.branch.open_forms import OpenForm, answers_posted, show_twice
from handlers.pages.branch.self_check_fields import cards_of, typed_of, usual_reasons
from handlers.pages.branch.self_check_taking import Twice, self_check_sheet, take_self_check
from handlers.pages.branch.typed import WORDS
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show, status_of
from models.slips import Slip
from services.pages.slips import slip_page
from services.rights.table import Right
from services.self_checks.self_checks import check_may_answer

# What is said of a step that was taken.
DONE: Final = {"save": "done_save", "submit": "done_submit"}


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of a self-check."""

    @pages.get("/m/slips/<organization_id>/<month>/self-check")
    @door.lets_in(Right.ANSWER_SLIP)
    def self_check(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        slip = slip_at(visit, organization_id, month, Right.ANSWER_SLIP)
        check_may_answer(visit.session, slip, visit.visitor.person, visit.now)
        return _shown(visit, slip, self_check_sheet(looks(visit), slip))

    @pages.post("/m/slips/<organization_id>/<month>/self-check")
    @door.lets_in(Right.ANSWER_SLIP)
    def fill_self_check(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        step, slip = step_in(*DONE), slip_at(visit, organization_id, month, Right.ANSWER_SLIP)
        typed = answers_posted(request.form)
        try:
            found = take_self_check(visit, slip.id, step, typed)
        except NoRight:
            raise
        except Refused as refused:
            return _shown(visit, slip, self_check_sheet(looks(visit), slip), typed, refused=refused)
        if found.twice is not None:
            return _twice(slip, found.sheet, typed, found.twice)
        if found.wrong:
            return _shown(visit, slip, found.sheet, typed, wrong=found.wrong)
        flash(word(WORDS, DONE[step], at=visit.now))
        onward = "pages.slip" if step == "submit" else "pages.self_check"
        return redirect(url_for(onward, **request.view_args or {}), 303)


def _twice(slip: Slip, sheet: OpenForm, typed: Mapping[str, str], twice: Twice) -> Response:
    heading = word(WORDS, "self_check_heading", slip=slip)
    different = list(twice.different)
    return show_twice(sheet, typed, different, twice.first, heading=heading, number=slip.number, again="save")


def _shown(
    visit: Visit,
    slip: Slip,
    sheet: OpenForm,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    """Show the form with what is kept, or with what was typed and what would fit."""
    status = status_of(refused) if refused else 422 if wrong else 200
    return show(
        "branch/self_check",
        status,
        **form_facts(visit, slip, sheet, typed, wrong),
        refusal=refusal_text(refused) if refused else "",
        kept_at=moment_text(sheet.kept.at) if sheet.kept else "",
    )


def form_facts(
    visit: Visit, slip: Slip, sheet: OpenForm, typed: Mapping[str, str] | None, wrong: Mapping[str, str] | None
) -> dict[str, Any]:
    """Gather what the form shows wherever it stands: what is kept, or what was typed and what would fit."""
    return {
        "page": slip_page(visit.session, slip, visit.visitor.person, visit.parts.calendar, visit.now),
        "sheet": sheet,
        "cards": cards_of(sheet.draft),
        "promises": promises_asked(sheet.draft),
        "reasons": usual_reasons(),
        "typed": typed_of(sheet.draft) if typed is None else typed,
        "wrong": wrong or {},
    }
