"""意见建议: what people have written, answered in the office's name; 已办到 is a state of its own."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy import select

from bot.bounds import numbered
from handlers.console.acts import Act, ActForm, Deed, Facts, ReasonForm, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip, say, shortly
from handlers.console.stories import story_of, told
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.people import Person
from models.suggestions import Suggestion
from rules.cases import SUGGESTION
from services.rights.asking import check_may
from services.rights.table import Right
from services.suggestions import answer, carry_out, check_may_answer, reopen, waits_since

NAME: Final = "suggestions"
KINDS: Final = {SUGGESTION.first: "wait", "answered": "done", "done": "done"}


class AnswerForm(ActForm):
    """What is answered, in the words the person will read."""

    said = words()


def _state(visit: Visit, one: Suggestion) -> Chip:
    if one.state == SUGGESTION.first and one.made_at < waits_since(visit.parts.calendar, visit.now):
        days = len(visit.parts.calendar.working_days(one.made_at.date(), visit.now.date()))
        return Chip(say(NAME, "state_late", days=days), "bad")
    return chip(NAME, one.state, KINDS[one.state])


def _listing(visit: Visit) -> Stored[Suggestion]:
    waiting = Suggestion.state == SUGGESTION.first
    return Stored(
        select(Suggestion).join(Suggestion.person),
        (
            Column[Suggestion]("made", lambda one: one.made_at, Suggestion.made_at),
            Column[Suggestion]("person", lambda one: one.person.name, Person.name),
            Column[Suggestion]("text", lambda one: shortly(one.text), long=True),
            Column[Suggestion]("state", partial(_state, visit), Suggestion.state),
        ),
        (Suggestion.state != SUGGESTION.first, Suggestion.made_at.desc(), Suggestion.id.desc()),
        {
            "waiting": waiting,
            "late": waiting & (Suggestion.made_at < waits_since(visit.parts.calendar, visit.now)),
            "answered": Suggestion.state == "answered",
            "done": Suggestion.state == "done",
        },
        (Person.name, Suggestion.text),
    )


def _panel(visit: Visit, one: Suggestion) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_SUGGESTIONS, visit.now)
    made = told(one.made_at, one.person, say(NAME, "story_made"))
    return {"story": story_of(visit.session, SUGGESTION.name, one.id, made)}


def _answers(visit: Visit, one: Suggestion) -> None:
    check_may_answer(visit.session, one, visit.visitor.person, visit.now)


def _signed(visit: Visit, _one: Suggestion) -> Facts:
    return {"by": visit.visitor.person}


def _answer(deed: Deed, one: Suggestion) -> None:
    answer(deed.session, one, deed.form.said.data, deed.by, deed.now)


def _carry_out(deed: Deed, one: Suggestion) -> None:
    carry_out(deed.session, one, deed.form.said.data, deed.by, deed.now)


def _reopen(deed: Deed, one: Suggestion) -> None:
    reopen(deed.session, one, deed.form.reason.data, deed.by, deed.now)


SUBJECT: Final = Subject[Suggestion](
    name=NAME,
    right=Right.SEE_SUGGESTIONS,
    listing=_listing,
    find=lambda session, case_id: numbered(session, Suggestion, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act("answer", Right.ANSWER_SUGGESTION, _answer, AnswerForm, check=_answers, facts=_signed, is_main=True),
        Act(
            "carry_out",
            Right.ANSWER_SUGGESTION,
            _carry_out,
            AnswerForm,
            offered=lambda _visit, one: one.state != "done",
            check=_answers,
            facts=_signed,
        ),
        Act("reopen", Right.ANSWER_SUGGESTION, _reopen, ReasonForm, offered=lambda _visit, one: one.state == "done"),
    ),
)
