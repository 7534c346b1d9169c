"""/m/slips: a slip with what is to be looked at, 签收, and a month with nothing open closed with one click."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import NotNow
from bot.wording import word
from handlers.commands.slips import close_clear
from handlers.pages.branch.acting import acts
from handlers.pages.branch.named import slip_at, step_in
from handlers.pages.branch.typed import WORDS
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.slips import Slip
from services.pages.slips import slip_page
from services.rights.table import Right
from services.slips.receipt import acknowledge

# What is said of a step that was taken.
DONE: Final = {"sign": "done_sign", "clear": "done_clear"}


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of a slip."""

    @pages.get("/m/slips/<organization_id>/<month>")
    @door.lets_in(Right.SEE_SLIP)
    def slip(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        found = slip_at(visit, organization_id, month)
        page = slip_page(visit.session, found, visit.visitor.person, visit.parts.calendar, visit.now)
        return show("branch/slip", page=page, now=visit.now)

    @pages.post("/m/slips/<organization_id>/<month>")
    @door.lets_in(Right.ANSWER_SLIP)
    def act_on_slip(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        step, slip_id = step_in(*DONE), slip_at(visit, organization_id, month, Right.ANSWER_SLIP).id
        with acts(visit) as turn:
            found = turn.session.get_one(Slip, slip_id)
            if step == "sign":
                acknowledge(turn.session, found, turn.person, turn.calendar, turn.now)
            elif found.open_items:
                raise NotNow("slip_has_open_items", slip=found)
            else:
                close_clear(turn, found)
        flash(word(WORDS, DONE[step]))
        return redirect(url_for("pages.slip", **request.view_args or {}), 303)
