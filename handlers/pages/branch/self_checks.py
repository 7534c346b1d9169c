"""/m/slips/…/self-check: the chat's form as a page; what was begun in one is finished in the other (R13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import NoRight, Refused
from bot.router import Turn
from bot.wording import moment_text, refusal_text, word
from handlers.forms.promises import promises_asked
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.self_check_filing import self_check_draft
from handlers.page_drafts import keep_on_page
from handlers.pages.branch.acting import acts, looks
from handlers.pages.branch.named import slip_at, step_in
from handlers.pages.branch.self_check_fields import (
    cards_of,
    differences,
    read_self_check,
    rewritten,
    typed_of,
    usual_reasons,
)
from handlers.pages.branch.sheets import Sheet, Written, answers_posted, finish, sheet_of, show_twice
from handlers.pages.branch.typed import WORDS, Fields, fields
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show, status_of
from models.self_checks import self_check_of
from models.slips import Slip
from services.pages.slips import slip_page
from services.rights.table import Right
from services.self_checks.self_checks import check_may_answer

FORM = SelfCheckForm()
# What is said of a step that was taken.
DONE: Final = {"save": "done_save", "submit": "done_submit"}


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of a self-check."""

    @pages.get("/m/slips/<organization_id>/<month>/self-check")
    @door.lets_in(Right.ANSWER_SLIP)
    def self_check(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        slip = slip_at(visit, organization_id, month, Right.ANSWER_SLIP)
        check_may_answer(visit.session, slip, visit.visitor.person, visit.now)
        return _shown(visit, slip, _sheet(looks(visit), slip))

    @pages.post("/m/slips/<organization_id>/<month>/self-check")
    @door.lets_in(Right.ANSWER_SLIP)
    def fill_self_check(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        step, slip = step_in(*DONE), slip_at(visit, organization_id, month, Right.ANSWER_SLIP)
        typed = answers_posted(request.form)
        try:
            found = _take(visit, slip.id, step, typed)
        except NoRight:
            raise
        except Refused as refused:
            return _shown(visit, slip, _sheet(looks(visit), slip), typed, refused=refused)
        if found.twice is not None:
            return found.twice
        if found.wrong:
            return _shown(visit, slip, found.sheet, typed, wrong=found.wrong)
        flash(word(WORDS, DONE[step], at=visit.now))
        onward = "pages.slip" if step == "submit" else "pages.self_check"
        return redirect(url_for(onward, **request.view_args or {}), 303)


@dataclass(frozen=True)
class _Taken:
    """What became of a form that was posted: taken, taken but for what is `wrong`, or written by two at once."""

    sheet: Sheet
    wrong: Mapping[str, str]
    twice: Response | None = None


def _sheet(turn: Turn, slip: Slip) -> Sheet:
    found = self_check_of(turn.session, slip)
    stand = f"{slip.version}:{len(found.submissions) if found else 0}:{found.state if found else ''}"
    return sheet_of(turn, FORM, str(slip.id), lambda: self_check_draft(turn, slip), stand)


def _take(visit: Visit, slip_id: int, step: str, typed: Mapping[str, str]) -> _Taken:
    """Keep what was typed, and hand it in where that was asked for and nothing lacks. Raises Refused."""
    with acts(visit) as turn:
        slip = turn.session.get_one(Slip, slip_id)
        check_may_answer(turn.session, slip, turn.person, turn.now)
        sheet = _sheet(turn, slip)
        if request.form.get("seen") != sheet.seen:
            return _Taken(sheet, {}, _twice(turn, slip, sheet, typed))
        read = fields(turn, typed)
        read_self_check(sheet.draft, read)
        draft = rewritten(sheet.draft, read)
        if step == "submit" and not read.wrong:
            finish(turn, sheet, draft)
            return _Taken(sheet, {})
        keep_on_page(turn, FORM, sheet.subject, draft)
        return _Taken(_sheet(turn, slip), _to_say(step, read))


def _to_say(step: str, read: Fields) -> dict[str, str]:
    """A draft may lack anything; only what cannot be read is said while it is kept."""
    if step == "submit":
        return read.wrong
    return {key: said for key, said in read.wrong.items() if read.given(key)}


def _twice(turn: Turn, slip: Slip, sheet: Sheet, typed: Mapping[str, str]) -> Response:
    found = self_check_of(turn.session, slip)
    first: Written | None = None
    if sheet.kept:
        first = Written(turn.person.name, sheet.kept.at, handed_in=False)
    elif found:
        first = Written(found.latest.submitted_by.name, found.latest.submitted_at, handed_in=True)
    heading = word(WORDS, "self_check_heading", slip=slip)
    return show_twice(
        sheet, typed, differences(sheet.draft, typed), first, heading=heading, number=slip.number, again="save"
    )


def _shown(
    visit: Visit,
    slip: Slip,
    sheet: Sheet,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    """Show the form with what is kept, or with what was typed and what would fit."""
    status = status_of(refused) if refused else 422 if wrong else 200
    return show(
        "branch/self_check",
        status,
        page=slip_page(visit.session, slip, visit.visitor.person, visit.parts.calendar, visit.now),
        sheet=sheet,
        cards=cards_of(sheet.draft),
        promises=promises_asked(sheet.draft),
        reasons=usual_reasons(),
        typed=typed_of(sheet.draft) if typed is None else typed,
        wrong=wrong or {},
        refusal=refusal_text(refused) if refused else "",
        kept_at=moment_text(sheet.kept.at) if sheet.kept else "",
    )
