"""/m/objections: an objection that quotes its entry; when the time is over the words go another way (A19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import NotNow, Refused
from bot.forms import Draft
from bot.router import Turn
from bot.wording import quarter_text, refusal_text, word
from handlers.forms.objection import ObjectionForm, objection_draft
from handlers.pages.boards import quarter_of
from handlers.pages.branch.acting import acts, looks
from handlers.pages.branch.named import organization_at
from handlers.pages.branch.open_forms import OpenForm, finish, open_form
from handlers.pages.branch.typed import WORDS, Fields, fields
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show, status_of
from models.appointments import organizations_led_by
from models.organizations import Organization
from rules.periods import Quarter
from services.objections.filing import LONGEST, board_to_object_to
from services.rights.asking import check_may
from services.rights.table import Right
from services.scores.own_score import last_day, objections_end, own_score
from services.scores.scores import Line

FORM = ObjectionForm()
MEANINGS: Final = ("did", "not_ours", "too_much", "other")
# What a sentence in front of the words takes of the room.
_ROOM: Final = 20


@dataclass(frozen=True)
class _About:
    """Whose objection to which board."""

    organization: Organization
    quarter: Quarter


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of an objection."""

    @pages.get("/m/objections/<organization_id>/<quarter>")
    @door.lets_in(Right.OBJECT)
    def objection(visit: Visit, organization_id: str, quarter: str) -> ResponseReturnValue:
        about = _about(visit, organization_id, quarter)
        try:
            return _shown(visit, about, _sheet(looks(visit), about))
        except NotNow as refused:
            return _closed(about, refused)

    @pages.post("/m/objections/<organization_id>/<quarter>")
    @door.lets_in(Right.OBJECT)
    def object_to(visit: Visit, organization_id: str, quarter: str) -> ResponseReturnValue:
        about = _about(visit, organization_id, quarter)
        try:
            sheet, read = _take(visit, about)
        except NotNow as refused:
            return _closed(about, refused)
        except Refused as refused:
            return _shown(visit, about, _sheet(looks(visit), about), refused=refused)
        if read.wrong:
            return _shown(visit, about, sheet, read)
        flash(word(WORDS, "done_objection"))
        return redirect(url_for(_onward(visit, about.organization)), 303)


def _onward(visit: Visit, organization: Organization) -> str:
    """Lead the branch back to its page, and the office, which files for a branch, to the list it works on."""
    is_own = organization.id in organizations_led_by(visit.session, visit.visitor.person, visit.now.date())
    return "pages.first" if is_own else "console.objections"


def _about(visit: Visit, organization_id: str, quarter: str) -> _About:
    organization = organization_at(visit, organization_id)
    check_may(visit.session, visit.visitor.person, Right.OBJECT, visit.now, organization)
    return _About(organization, quarter_of(quarter))


def _sheet(turn: Turn, about: _About) -> OpenForm:
    board = board_to_object_to(turn.session, about.quarter, turn.now)
    subject = f"{about.organization.id}:{about.quarter}"
    return open_form(turn, FORM, subject, lambda: objection_draft(turn, about.organization, board))


def _take(visit: Visit, about: _About) -> tuple[OpenForm, Fields]:
    """File an objection to the entry that was quoted, in the writer's own words. Raises Refused."""
    with acts(visit) as turn:
        sheet, read = _sheet(turn, about), fields(turn, request.form)
        meaning = read.given("meaning")
        if meaning not in MEANINGS:
            read.lacks("meaning", "ask_rule")
        read.text_as_written("text", "ask_words", LONGEST - _ROOM)
        target = _quoted(sheet.draft, request.form.get("to", ""))
        if not read.wrong and target is not None:
            said = word(WORDS, "meant", meaning=meaning, said=read.answers["text"])
            draft = sheet.draft.without(*sheet.draft.answers)
            finish(turn, sheet, draft.with_answers({"target": target["number"], "text": said}))
        elif target is None:
            read.lacks("to", "ask_rule")
        return sheet, read


def _choices(draft: Draft) -> list[dict[str, Any]]:
    return [*draft.facts["entries"], draft.facts["board"]]


def _quoted(draft: Draft, key: str) -> dict[str, Any] | None:
    return next((one for one in _choices(draft) if one["key"] == key), None)


def _line(visit: Visit, about: _About, key: str) -> Line | None:
    """Find the entry of the score that is quoted, with what it cost and where it comes from."""
    score = own_score(visit.session, about.organization, about.quarter, visit.visitor.person, visit.now)
    return next((one for one in score.explained.lines if one.entry.key == key), None)


def _closed(about: _About, refused: NotNow) -> Response:
    """Say that the time is over, and what can be done with the words all the same."""
    return show(
        "branch/objection_closed",
        status_of(refused),
        about=about,
        quarter=quarter_text(about.quarter),
        refusal=refusal_text(refused),
        said=request.form.get("text", ""),
    )


def _shown(
    visit: Visit, about: _About, sheet: OpenForm, read: Fields | None = None, refused: Refused | None = None
) -> Response:
    """Show the entry that is quoted and the form; without one, what can be chosen."""
    wrong = read.wrong if read else {}
    limit = objections_end(board_to_object_to(visit.session, about.quarter, visit.now))
    return show(
        "branch/objection",
        status_of(refused) if refused else 422 if wrong else 200,
        about=about,
        quarter=quarter_text(about.quarter),
        until=last_day(limit) if limit else None,
        choices=_choices(sheet.draft),
        quoted=_quoted(sheet.draft, request.values.get("to", "")),
        line=_line(visit, about, request.values.get("to", "")),
        typed=request.form or {"text": sheet.draft.answers.get("text", "")},
        wrong=wrong,
        longest=LONGEST - _ROOM,
        refusal=refusal_text(refused) if refused else "",
    )
