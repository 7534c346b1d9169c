"""/m/claims: a bonus claimed on a page that says what it would add before it is handed in (R30–R33)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import NoRight, Refused
from bot.forms import Draft
from bot.router import Turn
from bot.wording import refusal_text, word
from handlers.forms.bonus_claim import BonusClaimForm
from handlers.pages.branch.acting import acts, looks
from handlers.pages.branch.named import organization_at, step_in
from handlers.pages.branch.open_forms import OpenForm, answers_posted, finish, open_form
from handlers.pages.branch.typed import WORDS, Fields, fields
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show, status_of
from models.organizations import Organization
from services.bonus_claims.claims import claims_of
from services.bonus_claims.notices import claim_line
from services.bonus_claims.offer import bonus_offer
from services.bonus_claims.rights import LONGEST_MATTER, LONGEST_PROOF
from services.rights.table import Right

FORM = BonusClaimForm()


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of a claim."""

    @pages.get("/m/claims/<organization_id>")
    @door.lets_in(Right.FILE_CLAIM)
    def claim(visit: Visit, organization_id: str) -> ResponseReturnValue:
        organization = organization_at(visit, organization_id)
        return _shown(visit, organization, _sheet(looks(visit), organization))

    @pages.post("/m/claims/<organization_id>")
    @door.lets_in(Right.FILE_CLAIM)
    def file_claim(visit: Visit, organization_id: str) -> ResponseReturnValue:
        step, organization = step_in("look", "submit"), organization_at(visit, organization_id)
        typed = answers_posted(request.form)
        try:
            sheet, read = _take(visit, organization, step, typed)
        except NoRight:
            raise
        except Refused as refused:
            return _shown(visit, organization, _sheet(looks(visit), organization), typed, refused=refused)
        if read.wrong or step == "look":
            return _shown(visit, organization, sheet, typed, read)
        flash(word(WORDS, "done_claim"))
        return redirect(url_for("pages.claim", organization_id=organization.id), 303)


def _sheet(turn: Turn, organization: Organization) -> OpenForm:
    offer = bonus_offer(turn.session, organization, turn.person, turn.now)
    return open_form(turn, FORM, organization.id, lambda: Draft(offer))


def _take(visit: Visit, organization: Organization, step: str, typed: Mapping[str, str]) -> tuple[OpenForm, Fields]:
    """Read a claim and file it where that was asked for and nothing lacks. Raises Refused."""
    with acts(visit) as turn:
        sheet, read = _sheet(turn, organization), fields(turn, typed)
        _read(sheet.draft.facts, read)
        if step == "submit" and not read.wrong:
            finish(turn, sheet, sheet.draft.without(*sheet.draft.answers).with_answers(read.answers))
        return sheet, read


def _read(facts: Mapping[str, Any], read: Fields) -> None:
    rule = next((one for one in facts["rules"] if one["code"] == read.given("rule")), None)
    level = next((one for one in rule["levels"] if one["code"] == read.given("level")), None) if rule else None
    if rule is None:
        read.lacks("rule", "ask_rule")
    elif level is None:
        read.lacks("level", "ask_level", levels=[one["label"] for one in rule["levels"]], rule=rule["title"])
    else:
        read.answers |= {"rule": rule["code"], "level": level["code"]}
    read.text("matter", "ask_matter", LONGEST_MATTER)
    read.day("awarded_on", "ask_awarded_on", until=read.setting.today)
    read.answers["proof"] = read.given("proof")
    if len(read.given("proof")) > LONGEST_PROOF:
        read.lacks("proof", "too_long", longest=LONGEST_PROOF)


def _typed(draft: Draft) -> dict[str, str]:
    return {key: value.isoformat() if isinstance(value, date) else str(value) for key, value in draft.answers.items()}


def _shown(
    visit: Visit,
    organization: Organization,
    sheet: OpenForm,
    typed: Mapping[str, str] | None = None,
    read: Fields | None = None,
    refused: Refused | None = None,
) -> Response:
    """Show the form, with what is claimed read back where it is complete."""
    wrong = read.wrong if read else {}
    levels: dict[str, tuple[str, list[str]]] = {}
    for rule in sheet.draft.facts["rules"]:
        for one in rule["levels"]:
            levels.setdefault(one["code"], (one["label"], []))[1].append(one["points"])
    complete = Draft(sheet.draft.facts, read.answers) if read and not wrong else None
    return show(
        "branch/claim",
        status_of(refused) if refused else 422 if wrong else 200,
        organization=organization,
        facts=sheet.draft.facts,
        levels=levels,
        typed=_typed(sheet.draft) if typed is None else typed,
        wrong=wrong,
        result=FORM.read_back(complete) if complete else None,
        refusal=refusal_text(refused) if refused else "",
        filed=[claim_line(visit.session, one) for one in reversed(claims_of(visit.session, [organization.id]))],
    )
