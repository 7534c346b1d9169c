"""A half-finished form is kept as plain values and comes back as what it was: a date as a date."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from bot.drafts import LostDraft, kept, restored
from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood
from bot.readers import Day, Text
from bot.router import Turn


@dataclass(frozen=True)
class Problem:
    """What a form of a layer above gathers."""

    indicator: str
    text: str


class Problems(Reader):
    gives: ClassVar[Any] = tuple[Problem, ...]

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        return Unclear("wrong_empty")


class Points(Problems):
    gives: ClassVar[Any] = Decimal


class TypedForm(Form):
    """Asks for a day only where there are problems."""

    name = "order"

    def questions(self, draft: Draft) -> Iterator[Question]:
        yield Question("problems", "ask_problems", Problems())
        if draft.answers.get("problems") and draft.answers["problems"][0].indicator == "ZD-02":
            yield Question("due", "ask_due", Day())
        yield Question("points", "ask_points", Points())
        yield Question("demand", "ask_demand", Text())

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        raise AssertionError("nothing is finished here")


ANSWERS = {
    "problems": (Problem("ZD-02", "8月没有会议记录"),),
    "due": date(2026, 11, 20),
    "points": Decimal("0.50"),
    "demand": "补开",
}
DRAFT = Draft({"organization": "石湾村支部"}, ANSWERS, (("problems", "due"), ("points",), ("demand",)))


def test_what_was_answered_comes_back_as_what_it_was() -> None:
    again = restored(TypedForm(), json.loads(json.dumps(kept(TypedForm(), DRAFT))))
    assert again.answers == ANSWERS
    assert isinstance(again.answers["problems"][0], Problem)
    assert again.one_step_back().one_step_back().answers == {key: ANSWERS[key] for key in ("problems", "due")}


def test_a_day_that_was_kept_as_text_before_days_were_days_is_still_read() -> None:
    stored = {"facts": {}, "answers": {"problems": [{"indicator": "ZD-02", "text": "无"}], "due": "2026-11-20"}}
    assert restored(TypedForm(), {**stored, "steps": []}).answers["due"] == date(2026, 11, 20)


def test_an_answer_that_no_question_asks_for_any_more_is_dropped() -> None:
    stored = kept(TypedForm(), Draft({}, {"problems": (), "due": date(2026, 11, 20), "demand": "补开"}))
    assert stored["answers"] == {"problems": [], "demand": "补开"}


@pytest.mark.parametrize("answers", [{"problems": "ZD-02 8月没有会议记录"}, {"points": "half"}, {"demand": 3}])
def test_what_cannot_be_read_any_more_is_said_to_be_lost(answers: object) -> None:
    with pytest.raises(LostDraft):
        restored(TypedForm(), {"facts": {}, "answers": answers, "steps": []})
