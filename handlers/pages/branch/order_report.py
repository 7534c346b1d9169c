"""The fields of a report on an order: of each problem whether it is put right, and one sentence.

Only what is put right can be reported; while something is still being put right the words are noted as progress, and
those of the problems that are done stay in the draft of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.forms import Draft
from bot.router import Turn
from bot.wording import word
from handlers.page_drafts import keep_on_page
from handlers.pages.branch.open_forms import Difference, OpenForm, finish
from handlers.pages.branch.typed import WORDS, Fields, fields
from models.orders import REPORTED, RectificationOrder
from models.transitions import Transition
from services.orders.delivery import NOTICES
from services.orders.steps import note_progress

REPORT: Final = "report"
PROGRESS: Final = "progress"
DONE: Final = "done"
DOING: Final = "doing"


@dataclass(frozen=True)
class Handed:
    """What became of a report: the event that was taken, or what is wrong in its fields."""

    event: str
    wrong: Mapping[str, str]


def begun_with(order: RectificationOrder, draft: Draft, report: Transition | None) -> dict[str, str]:
    """Say what the fields hold when the page is opened: the draft, else what was reported last, to be changed.

    Of a report that was sent back only the words: whether it is put right now, the branch says anew.
    """
    typed = typed_of(order, draft)
    for number, words in enumerate(report.facts["done"] if report and not typed else [], start=1):
        typed[f"done{number}"] = words
        if order.state == REPORTED:
            typed[f"state{number}"] = DONE
    return typed


def typed_of(order: RectificationOrder, draft: Draft) -> dict[str, str]:
    """Say what the fields of a draft hold."""
    typed: dict[str, str] = {}
    for number, _ in enumerate(order.problems, start=1):
        if said := draft.answers.get(f"done{number}"):
            typed |= {f"state{number}": DONE, f"done{number}": said}
    return typed


def hand_in(turn: Turn, order: RectificationOrder, sheet: OpenForm, typed: Mapping[str, str]) -> Handed:
    """Report where everything is put right, else note how far it is. Raises Refused."""
    read = fields(turn, typed)
    doing = _read(order, read)
    draft = sheet.draft.without(*sheet.draft.answers).with_answers(read.answers)
    if read.wrong:
        keep_on_page(turn, sheet.form, sheet.subject, draft)
        return Handed(REPORT, read.wrong)
    if not doing:
        finish(turn, sheet, draft)
        return Handed(REPORT, {})
    note_progress(turn.session, order, word(WORDS, "progress", doing=doing), turn.person, turn.now)
    keep_on_page(turn, sheet.form, sheet.subject, draft)
    turn.say(NOTICES, "progress_noted", order=order)
    return Handed(PROGRESS, {})


def _read(order: RectificationOrder, read: Fields) -> dict[int, str]:
    """Read each problem; what is still being put right is given by number."""
    doing: dict[int, str] = {}
    for number, _ in enumerate(order.problems, start=1):
        state = read.given(f"state{number}")
        if state not in (DONE, DOING):
            read.lacks(f"state{number}", "ask_put_right")
        read.text(f"done{number}", "ask_doing" if state == DOING else "ask_done")
        if state == DOING and order.state == REPORTED:
            read.lacks(f"state{number}", "reported_before")
        elif state == DOING and f"done{number}" in read.answers:
            doing[number] = read.answers.pop(f"done{number}")
    return doing


def differences(order: RectificationOrder, draft: Draft, typed: Mapping[str, str]) -> list[Difference]:
    """List where what is there and what was typed say something else."""
    there = typed_of(order, draft)
    return [
        Difference(one.title, there.get(key, ""), typed.get(key, ""))
        for key, one in ((f"done{number}", one) for number, one in enumerate(order.problems, start=1))
        if there.get(key, "") != typed.get(key, "")
    ]
