"""/m/inspections: a sheet category by category, and what it comes to before it is handed in (R17, R18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.router import Turn
from bot.wording import moment_text, quarter_text, word
from handlers.forms.inspection import InspectionForm, inspection_draft
from handlers.page_drafts import keep_on_page
from handlers.pages.boards import quarter_of
from handlers.pages.branch.acting import acts, looks
from handlers.pages.branch.categories import Place, onward, place_at
from handlers.pages.branch.inspection_fields import (
    Asked,
    differences,
    looked,
    noted,
    places_for,
    read_category,
    typed_of,
)
from handlers.pages.branch.named import organization_at, step_in
from handlers.pages.branch.open_forms import OpenForm, Written, answers_posted, finish, open_form, show_twice
from handlers.pages.branch.typed import WORDS, fields
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.inspections import inspection_of
from models.organizations import Organization
from rules.catalogue import Indicator
from services.inspections.promised import note_look, promises_to_see
from services.pages.inspections import InspectionFrame, sheet_frame
from services.pages.my_branches import my_branches
from services.rights.table import Right

FORM = InspectionForm()
# What is said of a step that was taken.
DONE: Final = {"save": "done_save", "next": "done_next", "rest": "done_rest"}


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the group's branches and the pages of a sheet."""

    @pages.get("/m/branches")
    @door.lets_in(Right.INSPECT)
    def my_branches_page(visit: Visit) -> ResponseReturnValue:
        groups = my_branches(visit.session, visit.visitor.person, visit.now)
        return show("branch/my_branches", groups=groups, visitor=visit.visitor, now=visit.now)

    @pages.get("/m/inspections/<quarter>/<organization_id>")
    @door.lets_in(Right.INSPECT)
    def inspection(visit: Visit, quarter: str, organization_id: str) -> ResponseReturnValue:
        frame = _frame(visit, quarter, organization_id)
        return _summary(visit, frame, _sheet(looks(visit), frame))

    @pages.post("/m/inspections/<quarter>/<organization_id>")
    @door.lets_in(Right.INSPECT)
    def hand_in_inspection(visit: Visit, quarter: str, organization_id: str) -> ResponseReturnValue:
        frame = _frame(visit, quarter, organization_id)
        with acts(visit) as turn:
            sheet = _sheet(turn, frame)
            if request.form.get("seen") != sheet.seen or _open(frame, sheet):
                return _summary(visit, frame, sheet, 409)
            finish(turn, sheet, sheet.draft.with_answers({"findings": noted(sheet.draft)}))
        flash(word(WORDS, "done_inspection"))
        return redirect(url_for("pages.my_branches_page"), 303)

    @pages.post("/m/inspections/<quarter>/<organization_id>/promises/<int:promise_id>")
    @door.lets_in(Right.INSPECT)
    def see_promise(visit: Visit, quarter: str, organization_id: str, promise_id: int) -> ResponseReturnValue:
        step, words = step_in("seen", "not_seen"), request.form.get("words", "")
        with acts(visit) as turn:
            note_look(turn.session, promise_id, seen=step == "seen", words=words, by=turn.person, now=turn.now)
        flash(word(WORDS, f"done_{step}"))
        return redirect(url_for("pages.inspection", quarter=quarter, organization_id=organization_id), 303)

    _add_categories(pages, door)


def _add_categories(pages: Blueprint, door: Door) -> None:
    """Add the page of each category of a sheet."""

    @pages.get("/m/inspections/<quarter>/<organization_id>/<category>")
    @door.lets_in(Right.INSPECT)
    def inspection_category(visit: Visit, quarter: str, organization_id: str, category: str) -> ResponseReturnValue:
        frame = _frame(visit, quarter, organization_id)
        return _category(frame, place_at(frame, category), _sheet(looks(visit), frame))

    @pages.post("/m/inspections/<quarter>/<organization_id>/<category>")
    @door.lets_in(Right.INSPECT)
    def fill_category(visit: Visit, quarter: str, organization_id: str, category: str) -> ResponseReturnValue:
        step, frame = step_in(*DONE), _frame(visit, quarter, organization_id)
        place = place_at(frame, category)
        typed = answers_posted(request.form)
        if step == "rest":
            typed |= {one.code: "0" for one in place.indicators if not typed.get(one.code)}
        done = _keep(visit, frame, place, typed)
        if done is not None:
            return done
        flash(word(WORDS, DONE[step], at=visit.now))
        return redirect(onward(frame, place, step), 303)


def _frame(visit: Visit, quarter: str, organization_id: str) -> InspectionFrame:
    organization = organization_at(visit, organization_id)
    return sheet_frame(visit.session, quarter_of(quarter), organization, visit.visitor.person, visit.now)


def _sheet(turn: Turn, frame: InspectionFrame) -> OpenForm:
    organization = turn.session.get_one(Organization, frame.organization.id)
    before = inspection_of(turn.session, frame.quarter, organization.id)
    subject = f"{frame.quarter}:{organization.id}"
    stand = str(before.id if before else "")
    return open_form(turn, FORM, subject, lambda: inspection_draft(turn, frame.quarter, organization), stand)


def _keep(visit: Visit, frame: InspectionFrame, place: Place, typed: Mapping[str, str]) -> Response | None:
    """Keep a category; give the page that says what does not fit or what another hand wrote, None for neither."""
    with acts(visit) as turn:
        sheet = _sheet(turn, frame)
        if request.form.get("seen") != sheet.seen:
            return _twice(turn, frame, place, sheet, typed)
        read = fields(turn, typed)
        draft = read_category(sheet.draft, place.indicators, frame.months, read)
        keep_on_page(turn, FORM, sheet.subject, draft)
        return _category(frame, place, _sheet(turn, frame), typed, read.wrong) if read.wrong else None


def _twice(turn: Turn, frame: InspectionFrame, place: Place, sheet: OpenForm, typed: Mapping[str, str]) -> Response:
    before = inspection_of(turn.session, frame.quarter, frame.organization.id)
    first: Written | None = None
    if sheet.kept:
        first = Written(turn.person.name, sheet.kept.at, handed_in=False)
    elif before:
        first = Written(before.recorded_by.name, before.recorded_at, handed_in=True)
    facts = {
        "heading": word(WORDS, "inspection_heading", organization=frame.organization),
        "number": quarter_text(frame.quarter),
        "again": "save",
    }
    return show_twice(sheet, typed, differences(sheet.draft, typed, place.indicators), first, **facts)


def _open(frame: InspectionFrame, sheet: OpenForm) -> list[Indicator]:
    """List what was not looked at yet."""
    return [one for one in frame.indicators if one.code not in looked(sheet.draft)]


def _category(
    frame: InspectionFrame,
    place: Place,
    sheet: OpenForm,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    held = {one.code: tuple(each.source for each in frame.held if each.code == one.code) for one in place.indicators}
    return show(
        "branch/inspection",
        422 if wrong else 200,
        frame=frame,
        place=place,
        category=frame.categories[place.number][0],
        asked=[Asked(one, places_for(one, sheet.draft), held[one.code]) for one in place.indicators],
        typed=typed_of(sheet.draft, place.indicators) if typed is None else typed,
        wrong=wrong or {},
        **_common(frame, sheet),
    )


def _summary(visit: Visit, frame: InspectionFrame, sheet: OpenForm, status: int = 200) -> Response:
    promised = promises_to_see(visit.session, frame.organization, frame.quarter, visit.now.date())
    facts = {"frame": frame, "missing": _open(frame, sheet), "promised": promised}
    return show("branch/inspection_summary", status, **facts, **_common(frame, sheet))


def _common(frame: InspectionFrame, sheet: OpenForm) -> dict[str, Any]:
    """What every page of a sheet says: how far it is, by category, and what it takes together."""
    seen, found = looked(sheet.draft), noted(sheet.draft)
    tabs = [
        (one, all(each.code in seen for each in indicators), frame.cost(indicators, found), len(indicators))
        for one, indicators in frame.categories
    ]
    return {
        "tabs": tabs,
        "closed": sum(done for _, done, _, _ in tabs),
        "total": frame.cost(frame.indicators, found),
        "found": found,
        "titles": {one.code: one.title for one in frame.indicators},
        "sheet": sheet,
        "quarter_text": quarter_text,
        "kept_at": moment_text(sheet.kept.at) if sheet.kept else "",
    }
