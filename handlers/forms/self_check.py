"""自查整改: the branch answers each open item of its slip, adds what it found itself, and confirms (R13)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood, tidy
from bot.readers import LONGEST_TEXT, PICKED, Choice, Day, PastDay, Text, noted_day
from bot.router import Turn
from handlers.forms.one_line import Line, read_one_line
from handlers.forms.self_check_filing import PARTS, Filed, filed, own_findings
from handlers.waiting_slips import say_further_slip
from models.slips import Slip
from rules.day_phrases import find_day, parse_day
from services.self_checks.self_checks import submit

NOTHING: Final = frozenset({"0", "零", "没有", "没有了", "无", "没", "没了", "否", "不"})
ALREADY_DONE: Final = re.compile(
    "已经?(整改|完成|补|落实|开|录|交|改|处理)|(整改|完成|补|改|处理)(完成|完毕|到位|好了|上了)"
)
LONGEST_NAME: Final = 20
CHANGE: Final = re.compile(r"(?:改|修改)\s*第?\s*(\d{1,2})\s*项?")


@dataclass(frozen=True)
class Measure(Reader):
    """What is done about a problem; a day named in the sentence is taken as its time limit."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the measure and, when it says one, the day. A bare number, meant for a list, is asked again."""
        if PICKED.fullmatch(tidy(text)):
            return Unclear("wrong_empty")
        taken = Text().read(key, text, setting)
        day = day_in(text, setting)
        if isinstance(taken, Unclear) or day is None:
            return taken
        noted = noted_day(key.removesuffix("measure") + "done_by", day)
        return Understood({**taken.answers, **noted.answers}, noted.note)


class Responsible(Choice):
    """Who sees to it: the person offered, by number, or a name."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the person; a day, which somebody was quick to write, is nobody's name."""
        if parse_day(text, setting.today, setting.calendar) is not None:
            return Unclear("wrong_name")
        return super().read(key, text, setting)


@dataclass(frozen=True)
class DoneBy(Reader):
    """The time limit; "已经补好了" means today."""

    gives: ClassVar = date

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the day, or today for what is done already."""
        read = Day().read(key, text, setting)
        done = isinstance(read, Unclear) and ALREADY_DONE.search(text)
        return noted_day(key, setting.today) if done else read


@dataclass(frozen=True)
class OwnFinding(Reader):
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

    name = "self_check"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask four things per open item, then for own findings until there is no further one.

        Whoever fills it in for a branch on paper is first asked on which day the paper came in.
        """
        if since := draft.facts["on_paper_since"]:
            yield Question("handed_in", "ask_handed_in", PastDay(date.fromisoformat(since)))
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
        reasons = tuple(self.word("reasons").splitlines())
        offered = _last_name(draft) or str(draft.facts["person"])
        facts = {
            "item": item,
            "which": self.word("which", item=item),
            "total": len(draft.facts["items"]),
            "reasons": reasons,
            "offered": offered,
        }
        yield Question(f"{prefix}reason", "ask_reason", Choice(reasons), facts)
        yield Question(f"{prefix}measure", "ask_measure", Measure(), facts)
        yield Question(f"{prefix}responsible", "ask_responsible", Responsible((offered,), LONGEST_NAME), facts)
        yield Question(f"{prefix}done_by", "ask_done_by", DoneBy(), facts)

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand "1 已整改 人不齐，11月3日补开 2 11月10日前": several items in one message."""
        asked = self.pending(draft)
        if asked and isinstance(asked.reader, Choice) and asked.reader.number_in(text) is not None:
            return None
        numbers = [item["number"] for item in draft.facts["items"]]
        lines = read_one_line(text, numbers, lambda sentence: day_in(sentence, setting))
        if lines is None or any(_is_too_long(line) for line in lines.values()):
            return None
        answers: dict[str, Any] = {}
        for number, line in lines.items():
            given = {"reason": line.reason, "measure": line.measure, "done_by": line.day}
            given["responsible"] = draft.answers.get(f"{number}.responsible") or str(draft.facts["person"])
            answers |= {f"{number}.{part}": said for part, said in given.items() if said}
        return Understood(answers, self._note(asked, lines))

    def reopened(self, draft: Draft, text: str) -> Draft | None:
        """Take back the answers to one item as it is numbered in the read-back: "改 2"."""
        meant = CHANGE.fullmatch(tidy(text))
        prefixes = [*(str(item["number"]) for item in draft.facts["items"]), *own_findings(draft)]
        if meant is None or not 1 <= int(meant[1]) <= len(prefixes):
            return None
        return draft.without(*(f"{prefixes[int(meant[1]) - 1]}.{part}" for part in PARTS))

    def read_back(self, draft: Draft) -> Filed:
        """Show the answers as they will be handed in."""
        return filed(draft)

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Hand the confirmed form in, say when and how it can still be changed, and what else waits."""
        slip = turn.session.get_one(Slip, int(subject or 0))
        form = filed(draft)
        self_check = submit(
            turn.session, slip, form.given, turn.person, turn.calendar, turn.now, handed_in=form.handed_in
        )
        turn.say("self_checks/notices.txt", "submitted", self_check=self_check, slip=slip, now=turn.now)
        say_further_slip(turn)

    def _note(self, asked: Question | None, lines: Collection[int]) -> str:
        """Say which items were noted when another one was asked: the same question comes again."""
        if asked is None or asked.key.partition(".")[0] in map(str, lines):
            return ""
        return self.word("noted_items", numbers=sorted(lines))


def _is_too_long(line: Line) -> bool:
    return any(len(said or "") > LONGEST_TEXT for said in (line.reason, line.measure))


def _last_name(draft: Draft) -> str | None:
    names = [value for key, value in draft.answers.items() if key.endswith(".responsible")]
    return names[-1] if names else None
