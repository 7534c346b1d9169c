"""The self-check of a branch that came on paper, typed in by the office: the chat's form (自查 支部) in the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import Refused
from bot.wording import refusal_text
from handlers.console.showing import say, show
from handlers.console.slip_words import NAME
from handlers.console.subject import tried
from handlers.pages.branch.acting import looks
from handlers.pages.branch.named import slip_at, step_in
from handlers.pages.branch.open_forms import OpenForm, answers_posted
from handlers.pages.branch.self_check_taking import Twice, self_check_sheet, take_self_check
from handlers.pages.branch.self_checks import form_facts
from handlers.pages.door import Door, Visit
from handlers.pages.showing import status_of
from models.slips import Slip
from services.rights.table import Right
from services.self_checks.self_checks import check_may_answer

STEPS: Final = ("save", "submit")


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the page of the form."""

    @console.route("/slips/<month>/<organization_id>/form", methods=["GET", "POST"])
    @door.lets_in(Right.ENTER_PAPER_FORM)
    def paper_form(visit: Visit, month: str, organization_id: str) -> ResponseReturnValue:
        slip = slip_at(visit, organization_id, month, Right.ANSWER_SLIP)
        if request.method == "POST":
            return _posted(visit, slip)
        check_may_answer(visit.session, slip, visit.visitor.person, visit.now)
        return _shown(visit, slip, self_check_sheet(looks(visit), slip))


def _posted(visit: Visit, slip: Slip) -> ResponseReturnValue:
    step, typed, slip_id = step_in(*STEPS), answers_posted(request.form), slip.id
    found = tried(visit, lambda: take_self_check(visit, slip_id, step, typed))
    slip = visit.session.get_one(Slip, slip_id)
    if isinstance(found, Refused):
        said, status = refusal_text(found), status_of(found)
        return _shown(visit, slip, self_check_sheet(looks(visit), slip), typed, refusal=said, status=status)
    if found.twice or found.wrong:
        return _shown(visit, slip, found.sheet, typed, found.wrong, found.twice, status=409 if found.twice else 422)
    flash(say(NAME, f"done_form_{step}", slip=slip))
    if step == "save":
        return redirect(request.url, 303)
    case_id = f"{slip.month}.{slip.organization_id}"
    return redirect(url_for("console.slips_record", case_id=case_id, month=slip.month), 303)


def _shown(
    visit: Visit,
    slip: Slip,
    sheet: OpenForm,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    twice: Twice | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    """Show the form with what is kept, or with what was typed, what would fit, and what another hand wrote."""
    return show(
        visit,
        NAME,
        "paper_form",
        status,
        **form_facts(visit, slip, sheet, typed, wrong),
        twice=twice,
        refusal=refusal,
    )
