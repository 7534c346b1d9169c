"""What a page does with a posted self-check: kept as a draft, handed in, or written by two at once (R13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from bot.router import Turn
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.self_check_filing import self_check_draft
from handlers.page_drafts import keep_on_page
from handlers.pages.branch.acting import acts
from handlers.pages.branch.open_forms import Difference, OpenForm, Written, finish, open_form
from handlers.pages.branch.self_check_fields import differences, read_self_check, rewritten
from handlers.pages.branch.typed import Fields, fields
from handlers.pages.door import Visit
from models.slips import Slip
from services.self_checks.self_checks import check_may_answer

FORM = SelfCheckForm()


@dataclass(frozen=True)
class Twice:
    """What two hands wrote at once: where they differ, and who wrote what is there."""

    different: Sequence[Difference]
    first: Written | None


@dataclass(frozen=True)
class Taken:
    """What became of a form that was posted: taken, taken but for what is `wrong`, or written by two at once."""

    sheet: OpenForm
    wrong: Mapping[str, str]
    twice: Twice | None = None


def self_check_sheet(turn: Turn, slip: Slip) -> OpenForm:
    """Find what somebody has begun of a slip's form, or begin it."""
    found = slip.self_check
    stand = f"{slip.version}:{len(found.submissions) if found else 0}:{found.state if found else ''}"
    return open_form(turn, FORM, str(slip.id), lambda: self_check_draft(turn, slip), stand)


def take_self_check(visit: Visit, slip_id: int, step: str, typed: Mapping[str, str]) -> Taken:
    """Keep what was typed, and hand it in where that was asked for and nothing lacks. Raises Refused."""
    with acts(visit) as turn:
        slip = turn.session.get_one(Slip, slip_id)
        check_may_answer(turn.session, slip, turn.person, turn.now)
        sheet = self_check_sheet(turn, slip)
        if request.form.get("seen") != sheet.seen:
            return Taken(sheet, {}, Twice(differences(sheet.draft, typed), _first(turn, slip, sheet)))
        read = fields(turn, typed)
        read_self_check(sheet.draft, read)
        draft = rewritten(sheet.draft, read)
        if step == "submit" and not read.wrong:
            finish(turn, sheet, draft)
            return Taken(sheet, {})
        keep_on_page(turn, FORM, sheet.subject, draft)
        return Taken(self_check_sheet(turn, slip), _to_say(step, read))


def _to_say(step: str, read: Fields) -> dict[str, str]:
    """A draft may lack anything; only what cannot be read is said while it is kept."""
    if step == "submit":
        return read.wrong
    return {key: said for key, said in read.wrong.items() if read.given(key)}


def _first(turn: Turn, slip: Slip, sheet: OpenForm) -> Written | None:
    """Tell who wrote what is there: a draft of the writer's own, or a form that was handed in."""
    if sheet.kept:
        return Written(turn.person.name, sheet.kept.at, handed_in=False)
    found = slip.self_check
    return Written(found.latest.submitted_by.name, found.latest.submitted_at, handed_in=True) if found else None
