"""/m/decisions: what waits for somebody, decided here: an answer, one question back in full words, then it counts."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bot.errors import NoRight, Refused
from bot.wording import refusal_text, word
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show, status_of
from models.people import Person
from rules.periods import Quarter
from services.leaders.decisions import ANSWERS, Given, decide, decisions_page, meant
from services.rights.table import Right

WORDS = "pages/decisions.txt"


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the list of what waits, with its forms."""

    @pages.get("/m/decisions")
    @door.lets_in(Right.FOLLOW_TOWN)
    def decisions(visit: Visit) -> Response:
        return _listed(visit)

    @pages.post("/m/decisions")
    @door.lets_in(Right.FOLLOW_TOWN)
    def take_decision(visit: Visit) -> ResponseReturnValue:
        kind, answer = request.form.get("kind", ""), request.form.get("answer", "")
        if answer not in ANSWERS.get(kind, {}):
            abort(400)
        try:
            return _decided(visit, kind, answer)
        except NoRight:
            raise
        except Refused as error:
            return _listed(visit, error)


def _listed(visit: Visit, refusal: Refused | None = None) -> Response:
    """Show what waits; with what was refused and what had been typed, when something was."""
    return show(
        "decisions",
        status_of(refusal) if refusal else 200,
        page=decisions_page(visit.session, visit.visitor.person, visit.now),
        refusal=refusal_text(refusal) if refusal else "",
        typed=escape(request.form.get("reason", "")) if refusal else "",
        refused_cases=request.form.getlist("case") if refusal else [],
        last=Quarter.of(visit.now.date()).previous,
    )


def _decided(visit: Visit, kind: str, answer: str) -> ResponseReturnValue:
    """Ask back what was pressed, or do it once that was answered."""
    numbers, reason = request.form.getlist("case"), request.form.get("reason", "").strip()
    if "sure" not in request.form:
        cases = meant(visit.session, kind, numbers, visit.visitor.person, visit.now)
        asked = word(WORDS, f"ask_{kind}_{answer}", cases=cases, reason=reason)
        facts = {"kind": kind, "answer": answer, "numbers": numbers, "reason": escape(reason)}
        return show("sure", asked=asked, to=request.path, back=request.path, hidden=facts)
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        cases = meant(session, kind, numbers, by, visit.now)
        decide(kind, answer, cases, Given(session, reason, by, visit.parts.calendar, visit.now))
        done = word(WORDS, f"done_{kind}_{answer}", cases=cases)
    flash(done)
    return redirect(url_for("pages.decisions"), 303)
