"""自查整改: the branch answers each open item of its slip, adds what it found itself, and confirms (R13)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.forms import Draft, Form, Question, Setting, Unclear, Understood, tidy
from bot.readers import Choice, Day, Text
from bot.router import Turn
from bot.wording import day_text, word
from handlers.forms.one_line import read_one_line
from models.people import Person
from models.self_checks import Answer, SelfCheck
from models.slips import Slip
from rules.day_phrases import find_day
from services.self_checks import GivenAnswer, submit

NAME: Final = "self_check"
WORDING: Final = "forms/self_check.txt"
NOTHING: Final = frozenset({"0", "没有", "没有了", "无", "没", "否", "不"})
ALREADY_DONE: Final = re.compile("已(整改|完成|补|落实|开|录|交)|整改完成|完成整改")
LONGEST_NAME: Final = 20
CHANGE: Final = re.compile(r"改?\s*第?\s*(\d{1,2})\s*项?")


@dataclass(frozen=True)
class Measure:
    """What is done about a problem; a day named in the sentence is taken as its time limit."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the measure and, when it says one, the day."""
        taken = Text().read(key, text, setting)
        if isinstance(taken, Unclear):
            return taken
        day = day_in(text, setting)
        if day is None:
            return taken
        done_by = key.removesuffix("measure") + "done_by"
        note = word("forms/shared.txt", "noted_day", day=day_text(day))
        return Understood({**taken.answers, done_by: day.isoformat()}, note)


@dataclass(frozen=True)
class Name:
    """Who is responsible; 1 takes the name that was offered."""

    offered: str

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the offered name or another one."""
        return Understood({key: self.offered}) if tidy(text) == "1" else Text(LONGEST_NAME).read(key, text, setting)


@dataclass(frozen=True)
class OwnFinding:
    """A problem the branch found itself; 0 says there is none."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the problem, or that there is no further one."""
        return Understood({key: ""}) if tidy(text) in NOTHING else Text().read(key, text, setting)


def day_in(text: str, setting: Setting) -> date | None:
    """Find the day a sentence names; a sentence that says it is done already means today."""
    if found := find_day(text, setting.today, setting.calendar):
        return found[0]
    return setting.today if ALREADY_DONE.search(text) else None


class SelfCheckForm(Form):
    """Reason, measure, responsible person and date for each open item, then own findings."""

    name = NAME
    wording = WORDING

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask four things per open item, then for own findings until there is no further one."""
        for item in draft.facts["items"]:
            yield from self._four(draft, f"{item['number']}.", item)
        number = 1
        while True:
            finding = f"own{number}"
            yield Question(finding, "ask_own_finding", OwnFinding(), {"number": number})
            if not draft.answers.get(finding):
                return
            yield from self._four(draft, f"{finding}.", {"number": "自查", "title": draft.answers[finding]})
            number += 1

    def _four(self, draft: Draft, prefix: str, item: Mapping[str, Any]) -> Iterator[Question]:
        reasons = tuple(word(WORDING, "reasons").splitlines())
        offered = _last_name(draft) or str(draft.facts["person"])
        facts = {"item": item, "reasons": reasons, "offered": offered}
        yield Question(f"{prefix}reason", "ask_reason", Choice(reasons), facts)
        yield Question(f"{prefix}measure", "ask_measure", Measure(), facts)
        yield Question(f"{prefix}responsible", "ask_responsible", Name(offered), facts)
        yield Question(f"{prefix}done_by", "ask_done_by", Day(), facts)

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand "1 已整改 人不齐，11月3日补开 2 11月10日前": several items in one message."""
        numbers = [item["number"] for item in draft.facts["items"]]
        lines = read_one_line(text, numbers, lambda sentence: day_in(sentence, setting))
        if lines is None:
            return None
        answers: dict[str, str] = {}
        for number, line in lines.items():
            given = {"reason": line.reason, "measure": line.measure, "done_by": line.day and line.day.isoformat()}
            given["responsible"] = draft.answers.get(f"{number}.responsible") or str(draft.facts["person"])
            answers |= {f"{number}.{part}": said for part, said in given.items() if said}
        return Understood(answers)

    def reopened(self, draft: Draft, text: str) -> Draft | None:
        """Take back one item after the read-back: "改 2"."""
        meant = CHANGE.fullmatch(tidy(text))
        if meant is None or int(meant[1]) not in [item["number"] for item in draft.facts["items"]]:
            return None
        return draft.without(*(f"{int(meant[1])}.{part}" for part in ("reason", "measure", "responsible", "done_by")))

    def read_back(self, draft: Draft) -> list[GivenAnswer]:
        """List the answers as they will be handed in."""
        return given_answers(draft)


def given_answers(draft: Draft) -> list[GivenAnswer]:
    """Turn a complete draft into answers: the slip's items first, then own findings."""
    answers = [_given(draft, f"{item['number']}.", item["title"], item["position"]) for item in draft.facts["items"]]
    own = [key for key in draft.answers if re.fullmatch(r"own\d+", key) and draft.answers[key]]
    return answers + [_given(draft, f"{key}.", draft.answers[key], None) for key in sorted(own)]


def _given(draft: Draft, prefix: str, problem: str, position: int | None) -> GivenAnswer:
    said = {part: draft.answers[prefix + part] for part in ("reason", "measure", "responsible", "done_by")}
    day = date.fromisoformat(said.pop("done_by"))
    return GivenAnswer(item=position, problem=problem, done_by=day, **said)


def _last_name(draft: Draft) -> str | None:
    names = [value for key, value in draft.answers.items() if key.endswith(".responsible")]
    return names[-1] if names else None


def self_check_draft(slip: Slip, person: Person, before: SelfCheck | None) -> Draft:
    """Begin the conversation about a slip; what was handed in before is there already, to be read back and changed.

    Everything in a draft is a plain value, so that it outlives a restart.
    """
    items = [
        {"number": number, "position": item.position, "title": item.title, "state": item.state}
        for number, item in enumerate(slip.open_items, start=1)
    ]
    facts = {
        "organization": slip.organization.short_name,
        "month": slip.month.month,
        "items": items,
        "person": person.name,
    }
    return Draft(facts, _answers_before(before.latest.answers) if before else {})


def _answers_before(answers: Sequence[Answer]) -> dict[str, str]:
    found: dict[str, str] = {}
    own = 0
    for number, answer in enumerate(answers, start=1):
        prefix = str(number)
        if answer.slip_item_id is None:
            own += 1
            prefix = f"own{own}"
            found[prefix] = answer.problem
        found |= {f"{prefix}.reason": answer.reason, f"{prefix}.measure": answer.measure}
        found |= {f"{prefix}.responsible": answer.responsible, f"{prefix}.done_by": answer.done_by.isoformat()}
    return found | {f"own{own + 1}": ""}


def finish_self_check(turn: Turn, subject: str | None, draft: Draft) -> None:
    """Hand the confirmed form in and say when and how it can still be changed."""
    slip = turn.session.get_one(Slip, int(subject or 0))
    self_check = submit(turn.session, slip, given_answers(draft), turn.person, turn.now)
    turn.say("notices/self_checks.txt", "submitted", self_check=self_check, slip=slip, now=turn.now)
