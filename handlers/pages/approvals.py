"""/m/boards/<quarter>/approval: what the leading group looks at before it decides, and the buttons to decide with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, Refused
from bot.wording import quarter_text, refusal_text, word
from handlers.pages.boards import quarter_of
from handlers.pages.door import Door, Visit
from handlers.pages.showing import WORDS, show, status_of
from models.people import Person
from rules.periods import Quarter
from services.boards.progress import APPROVE, APPROVE_GREY, CHECK_SECRECY, REVIEW
from services.pages.approvals import approval_page, check_seen
from services.publications import steps as boards
from services.rights.table import Right

REOPEN: Final = "reopen"
APPROVALS: Final = (APPROVE, APPROVE_GREY)
# What can be ticked when the board is approved: it, and its grey list with it.
BOARD, GREY = "board", "grey"


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the approval view, its picture and its buttons."""

    @pages.get("/m/boards/<quarter>/approval")
    @door.lets_in(Right.SEE_DRAFT)
    def approval(visit: Visit, quarter: str) -> ResponseReturnValue:
        return _shown(visit, quarter_of(quarter))

    @pages.get("/m/boards/<quarter>/approval/picture")
    @door.lets_in(Right.SEE_DRAFT)
    def approval_picture(visit: Visit, quarter: str) -> ResponseReturnValue:
        board = boards.seen_board(visit.session, quarter_of(quarter), visit.visitor.person, visit.now)
        return Response(visit.draft_picture(board), mimetype="image/png")

    @pages.post("/m/boards/<quarter>/approval")
    @door.lets_in(Right.SEE_DRAFT)
    def decide(visit: Visit, quarter: str) -> ResponseReturnValue:
        wanted, step = quarter_of(quarter), request.form.get("step", "")
        if step not in STEPS:
            abort(400)
        try:
            asked = _asked_back(visit, wanted, step, request.form) if "sure" not in request.form else None
            if asked is None:
                _take(visit, wanted, step, request.form)
        except NoRight:
            raise
        except Refused as error:
            return _shown(visit, wanted, refusal=error)
        if asked is None:
            flash(word(WORDS, _done(step, request.form), quarter=quarter_text(wanted)))
        return asked or redirect(request.path, 303)


def _shown(visit: Visit, quarter: Quarter, refusal: Refused | None = None) -> Response:
    """Show the page; with what was refused and what had been typed, when something was."""
    page = approval_page(visit.session, quarter, visit.visitor.person, visit.now)
    return show(
        "approval",
        status_of(refusal) if refusal else 200,
        page=page,
        quarter=quarter_text(quarter),
        refusal=refusal_text(refusal) if refusal else "",
        form=request.form,
        typed=escape(request.form.get("reason", "")),
    )


def _asked_back(visit: Visit, quarter: Quarter, step: str, form: Mapping[str, str]) -> Response | None:
    """Ask back what was ticked, in full words, before an approval counts; None for what is not asked back.

    That is also what this person cannot approve: taking the step says why. Raises Refused without a tick.
    """
    if step not in APPROVALS:
        return None
    page = approval_page(visit.session, quarter, visit.visitor.person, visit.now)
    if not page.offered or (page.step, page.seen) != (step, form.get("seen")):
        return None
    _check_ticks(step, form)
    kept = {name: escape(form[name]) for name in ("step", "seen", "board", "grey", "checked", "reason") if name in form}
    asked = word(WORDS, _asked(step, form), quarter=quarter_text(quarter), page=page, reason=form.get("reason", ""))
    return show("sure", asked=asked, to=request.path, back=request.path, hidden=kept)


def _check_ticks(step: str, form: Mapping[str, str]) -> None:
    """Refuse an approval of which nothing was ticked. Raises BadInput."""
    if step == APPROVE and BOARD not in form:
        raise BadInput("board_tick_missing")
    if step == APPROVE_GREY and "checked" not in form:
        raise BadInput("grey_tick_missing")


def _asked(step: str, form: Mapping[str, str]) -> str:
    """Name the question of an approval."""
    if step == APPROVE_GREY:
        return "ask_approve_grey"
    return "ask_approve_both" if GREY in form else "ask_approve"


def _done(step: str, form: Mapping[str, str]) -> str:
    """Name the sentence that says what was done."""
    return "done_approve_both" if step == APPROVE and GREY in form else f"done_{step}"


def _take(visit: Visit, quarter: Quarter, step: str, form: Mapping[str, str]) -> None:
    """Take one step on exactly the board that was shown. Raises Refused when it has changed, or as the step does."""

    def take(session: Session) -> None:
        by = session.get_one(Person, visit.visitor.person.id)
        check_seen(session, quarter, form.get("seen"), by, visit.now)
        STEPS[step](session, quarter, by, visit, form)

    visit.parts.db.do(take)


def _review(session: Session, quarter: Quarter, by: Person, visit: Visit, form: Mapping[str, str]) -> None:
    boards.review_board(session, quarter, by, visit.now, note=form.get("reason", ""))


def _check_secrecy(session: Session, quarter: Quarter, by: Person, visit: Visit, _form: Mapping[str, str]) -> None:
    boards.pass_secrecy(session, quarter, by, visit.now)


def _approve(session: Session, quarter: Quarter, by: Person, visit: Visit, form: Mapping[str, str]) -> None:
    _check_ticks(APPROVE, form)
    boards.approve_board(session, quarter, by, visit.now, despite=form.get("reason", ""))
    if GREY in form:
        boards.approve_board(session, quarter, by, visit.now, grey=True)


def _approve_grey(session: Session, quarter: Quarter, by: Person, visit: Visit, form: Mapping[str, str]) -> None:
    _check_ticks(APPROVE_GREY, form)
    boards.approve_board(session, quarter, by, visit.now, grey=True)


def _reopen(session: Session, quarter: Quarter, by: Person, visit: Visit, form: Mapping[str, str]) -> None:
    boards.reopen_board(session, quarter, by, form.get("reason", ""), visit.now)


Step = Callable[[Session, Quarter, Person, Visit, Mapping[str, str]], None]
STEPS: Final[Mapping[str, Step]] = {
    REVIEW: _review,
    CHECK_SECRECY: _check_secrecy,
    APPROVE: _approve,
    APPROVE_GREY: _approve_grey,
    REOPEN: _reopen,
}
