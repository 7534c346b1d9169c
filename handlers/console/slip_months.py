"""What concerns a whole month of slips: 看过了, a month nobody issued, and all that goes on paper as A4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from handlers.console.showing import say, show
from handlers.console.slip_words import NAME, sheets_of
from handlers.pages.door import Door, Visit
from models.people import Person
from models.slips import PAPER, slips_of
from rules.periods import Month
from services.rights.table import Right
from services.slips.holding import note_look
from services.slips.missed_months import issue_missed, waive_missed
from services.slips.month_list import month_list

Done = Callable[[Session, Visit, Month, Person], str]


def add_pages(console: Blueprint, door: Door) -> None:
    """Add what is done to a month, and the sheets to print."""
    for right, name, do in ACTS:
        view = door.lets_in(right)(_taking(name, do))
        console.add_url_rule(f"/slip_months/<month>/{name}", f"slip_months_{name}", view, methods=["POST"])

    @console.get("/slip_months/<month>/sheets")
    @door.lets_in(Right.SEE_TOWN)
    def slip_sheets(visit: Visit, month: str) -> ResponseReturnValue:
        on_paper = [slip for slip in slips_of(visit.session, _month(month)) if slip.state == PAPER]
        return show(visit, NAME, "slip_sheets", month=_month(month), **sheets_of(visit, on_paper))


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except ValueError:
        abort(404)


def _taking(name: str, do: Done) -> Callable[..., ResponseReturnValue]:
    """Make the view that does something to a month, in a transaction of its own."""

    def take(visit: Visit, month: str) -> ResponseReturnValue:
        meant = _month(month)
        with visit.parts.db.begin() as session:
            done = do(session, visit, meant, session.get_one(Person, visit.visitor.person.id))
        flash(done)
        return redirect(url_for("console.slips", month=meant), 303)

    take.__name__ = name
    return take


def _look(session: Session, visit: Visit, month: Month, by: Person) -> str:
    of = month_list(session, month, visit.now)
    ready = session.execute(of.query.with_only_columns(of.entries).where(of.entries > 0, ~of.held)).all()
    return say(NAME, "done_look", look=note_look(session, month, len(ready), by, visit.now))


def _issue(session: Session, visit: Visit, month: Month, by: Person) -> str:
    return say(NAME, "done_issue", missed=issue_missed(session, month, by, visit.now))


def _drop(session: Session, visit: Visit, month: Month, by: Person) -> str:
    missed = waive_missed(session, month, request.form.get("reason", ""), by, visit.now)
    return say(NAME, "done_drop", missed=missed)


ACTS: Final = (
    (Right.CHANGE_SLIP, "look", _look),
    (Right.ISSUE_MONTH, "issue", _issue),
    (Right.WAIVE_MONTH, "drop", _drop),
)
