"""What a self-check answers: the slip's items and the branch's own findings, as they are numbered in the read-back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.forms import Draft, Question
from handlers.forms.promises import promises_asked
from handlers.forms.self_check_filing import own_findings
from handlers.forms.self_check_words import stays
from models.self_checks import ASKED, ASKED_OF_LATE
from rules.asides import is_aside
from rules.no_answer import NoAnswer, no_answer_in
from rules.persons import People


@dataclass(frozen=True)
class Problem:
    """What an answer is about: an item of the slip, or the branch's own finding; `prefix` begins its keys."""

    prefix: str
    number: int
    title: str
    late: bool

    @property
    def asked(self) -> tuple[str, ...]:
        """The parts somebody has to give."""
        return ASKED_OF_LATE if self.late else ASKED


def problems_of(draft: Draft) -> list[Problem]:
    """List what is answered, in the order of the read-back: the slip's items, then own findings."""
    items = draft.facts["items"]
    found = [Problem(str(one["number"]), one["number"], one["title"], one["state"] == "late") for one in items]
    own = enumerate(own_findings(draft), start=len(items) + len(promises_asked(draft)) + 1)
    return [*found, *(Problem(key, number, draft.answers[key], late=False) for number, key in own)]


def titles_open(draft: Draft, problems: Sequence[Problem]) -> dict[int, str]:
    """Name the problems of which nothing is known yet: what is said of all of them takes no other answer's place."""
    known = {key.partition(".")[0] for key in draft.answers}
    return {one.number: one.title for one in problems if one.prefix not in known}


def number_asked(asked: Question | None, problems: Sequence[Problem]) -> int | None:
    """Tell which problem is being asked about; None at the read-back."""
    prefix = asked.key.partition(".")[0] if asked else ""
    return next((one.number for one in problems if one.prefix == prefix), None)


def people_of(draft: Draft) -> People:
    """Tell who may be named in an answer: who writes, and the officers of the branch as the register has them."""
    return People(str(draft.facts["person"]), tuple(draft.facts.get("people", ())))


def tells_nothing(draft: Draft, problem: Problem, said: str) -> bool:
    """Tell whether words answer nothing of a problem; where its reason is known, a stock phrase is a measure."""
    why = no_answer_in(said)
    known = f"{problem.prefix}.reason" in draft.answers and why is NoAnswer.STOCK
    return is_aside(said) or (why is not None and not known) or stays(said)
