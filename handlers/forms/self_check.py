"""自查整改: the branch answers each open item of its slip, adds what it found itself, and confirms (R13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.forms import Draft, Form, Question, Reader, Setting, Understood
from bot.readers import Choice, PastDay, Text
from bot.router import Turn
from handlers.forms.item_answers import ItemDay, ItemReader
from handlers.forms.item_known import left_over, said_of_people
from handlers.forms.item_said import PARTS, is_too_long, line_said, parts_of
from handlers.forms.promises import (
    asks_promise,
    promises_asked,
    questions_about,
    told_by_number,
    told_of,
    told_unnumbered,
)
from handlers.forms.self_check_filing import Filed, filed, own_findings
from handlers.forms.self_check_noting import noted
from handlers.forms.self_check_parting import is_said_of_all, parted_by_item, speaks_of_another, strays, together
from handlers.forms.self_check_parts import measures_redated, parts_put_right
from handlers.forms.self_check_problems import (
    Problem,
    number_asked,
    people_of,
    problems_of,
    titles_open,
)
from handlers.forms.self_check_put_right import days_shifted, denied_in, one_put_right, reason_put_right
from handlers.forms.self_check_words import (
    NewWords,
    added,
    changes,
    is_of_a_day,
    names_writer,
    reopens,
    without_what_stays,
)
from handlers.waiting_slips import say_further_slip
from models.slips import Slip
from rules.asides import is_aside
from rules.certainty import names_another_month
from rules.day_phrases import days_in
from rules.item_marks import Marked, says_all
from rules.item_names import tells_more_of
from rules.promise_lines import means_all, promise_part
from rules.speech import says_none
from services.self_checks.self_checks import submit


class SelfCheckForm(Form):
    """One question for each open item; own findings are offered in the read-back and never asked."""

    name = "self_check"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask once for all of an item and once for what is missing.

        Whoever fills it in for a branch on paper is first asked on which day the paper came in.
        """
        if since := draft.facts["on_paper_since"]:
            yield Question("handed_in", "ask_handed_in", PastDay(date.fromisoformat(since)))
        for item in draft.facts["items"]:
            problem = Problem(str(item["number"]), item["number"], item["title"], item["state"] == "late")
            yield from self._parts(draft, problem, item)
        yield from questions_about(draft)
        number = 1
        while True:
            key = f"own{number}"
            yield Question(key, "ask_item", Text(), offered=True)
            if not draft.answers.get(key):
                return
            place = len(draft.facts["items"]) + len(promises_asked(draft)) + number
            yield from self._parts(draft, Problem(key, place, draft.answers[key], late=False), None)
            number += 1

    def _parts(self, draft: Draft, problem: Problem, item: Mapping[str, Any] | None) -> Iterator[Question]:
        noted = {part: draft.answers.get(f"{problem.prefix}.{part}") for part in PARTS}
        missing = tuple(part for part in problem.asked if noted[part] is None)
        reasons = tuple(self.word("reasons").splitlines())
        person = str(noted["responsible"] or draft.facts["person"])
        facts: dict[str, Any] = {"problem": problem, "item": item, "noted": noted, "missing": missing}
        facts |= {"reasons": reasons, "person": person, "total": len(draft.facts["items"]), "slip": draft.facts}
        given = (problem.title, missing, person, reasons, problem.late, people_of(draft))
        for part in problem.asked:
            reader: Reader = ItemDay(*given) if part == "done_by" else ItemReader(*given)
            yield Question(f"{problem.prefix}.{part}", "ask_item", reader, facts)
        yield Question(f"{problem.prefix}.responsible", "ask_item", Text(), facts, offered=True)

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand several items in one message, words that change one (改 1 11月13日补开), and own findings."""
        understood = self._understood(draft, text, setting)
        if understood is None:
            return None
        answers = {**measures_redated(draft, understood.answers, setting), **understood.answers}
        return Understood(answers, understood.note)

    def _understood(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        asked, text = self.pending(draft), without_what_stays(text)
        put_right = {} if asked else reason_put_right(draft, text)
        if put_right or is_aside(text):
            return Understood(put_right) if put_right else None
        if names_another_month(text, draft.facts["month"]):
            return Understood({}, self.word("which_item_meant"))
        if (finding := added(text)) is not None:
            return self._added(draft, finding, setting)
        denied, rest = denied_in(draft, text)
        if denied:
            return self._denied(draft, denied, rest, setting)
        return self._about_items(draft, text, asked, setting) if asked else self._at_read_back(draft, text, setting)

    def _denied(self, draft: Draft, denied: Mapping[str, Any], rest: str, setting: Setting) -> Understood:
        """Take what is said in the place of what is denied, and read the rest as if it stood alone."""
        more = self._read(draft.with_answers(denied), rest, setting) if rest else None
        return Understood({**denied, **(more.answers if more else {})}, more.note if more else "")

    def _read(self, draft: Draft, said: str, setting: Setting) -> Understood | None:
        """Read a part of a message as the whole would be: several items at once, or the question that is open."""
        if items := self.at_once(draft, said, setting):
            return items
        asked = self.pending(draft)
        read = asked.reader.read(asked.key, said, setting) if asked else None
        return read if isinstance(read, Understood) else None

    def _at_read_back(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand what is to be otherwise in a form that is complete; where that is not plain, ask."""
        if says_none(text):
            return Understood({}, self.word("only_confirm_counts"))
        answers = days_shifted(draft, text, setting)
        if answers is None:
            about_items = None if names_writer(text) else self._about_items(draft, text, None, setting)
            if about_items and about_items.answers:
                return about_items
            answers = one_put_right(draft, text, setting)
            if not answers:
                answers = parts_put_right(draft, text, setting) or answers
            if about_items and not answers:
                return about_items
        return None if answers is None else Understood(answers, "" if answers else self.word("what_to_change"))

    def _about_items(self, draft: Draft, text: str, asked: Question | None, setting: Setting) -> Understood | None:
        """Understand what changes or answers items and promises by their numbers, or promises by their name."""
        problems, promises = problems_of(draft), promises_asked(draft)
        if (found := changes(text, len(problems) + len(promises))) is not None:
            return self._put_right(draft, problems, found, setting)
        parted = promise_part(text, beside_items=bool(draft.facts["items"])) if promises else None
        if parted and (means_all(parted[1]) or not asks_promise(asked)):
            return self._parted(draft, *parted, setting)
        if asked and isinstance(asked.reader, ItemReader) and Choice(asked.reader.reasons).number_in(text) is not None:
            return None
        if asked is None and is_of_a_day(text, setting):
            return None
        return self._by_items(draft, text, asked, setting)

    def _by_items(self, draft: Draft, text: str, asked: Question | None, setting: Setting) -> Understood | None:
        """Take a message apart by the items it names; where it may be about another than the one asked, ask which."""
        problems, promises = problems_of(draft), promises_asked(draft)
        titles, numbers = {one.number: one.title for one in problems}, [one.number for one in promises]
        number = number_asked(asked, problems)
        spoken_of = titles_open(draft, problems) if asked and says_all(text) else titles
        marked = parted_by_item(text, spoken_of, numbers, number, people_of(draft), setting)
        may_pick = bool(asked and isinstance(asked.reader, ItemReader) and asked.reader.may_pick(text, setting))
        of_all = len(titles) > 1 and is_said_of_all(text, people_of(draft), setting)
        of_others = of_all and (marked is None or len(marked.said) < len(titles))
        if marked and not may_pick and not of_others and not strays(marked, titles, setting):
            noted = self._marked(draft, problems, marked, setting)
            # Taken apart by its days, and nothing of it certain: it is no answer to one item.
            if noted or len(set(days_in(text, setting.today, setting.calendar))) < len(marked.said):
                return noted
        is_of_another = marked or (
            number is not None and (of_others or speaks_of_another(text, number, titles, setting))
        )
        return Understood({}, self.word("which_item_meant")) if is_of_another else None

    def _put_right(
        self, draft: Draft, problems: Sequence[Problem], found: Sequence[NewWords], setting: Setting
    ) -> Understood | None:
        if not found:
            return Understood({}, self.word("which_item_meant"))
        told = told_by_number(draft, {one.number: one.said for one in found}, setting)
        each = (
            self._noted(draft, problems, {one.number: one.said}, setting, one.only, puts_right=True) for one in found
        )
        return together(*each, Understood(told) if told else None)

    def _parted(self, draft: Draft, before: str, after: str, setting: Setting) -> Understood | None:
        """Take what a message says of promises from where it speaks of them, and what stands before of the items."""
        told = told_unnumbered(draft, after, setting)
        note = "" if told else self.word("wrong_promise" if len(promises_asked(draft)) == 1 else "which_promise")
        items = self._read(draft, before, setting) if before.strip() else None
        return together(items, Understood(told, note))

    def _marked(self, draft: Draft, problems: Sequence[Problem], marked: Marked, setting: Setting) -> Understood | None:
        told = told_by_number(draft, marked.said, setting)
        found = together(self._noted(draft, problems, marked.said, setting), Understood(told) if told else None)
        if found is None or not marked.beyond:
            return found
        count = len(draft.facts["items"]) + len(promises_asked(draft))
        return together(found, Understood({}, self.word("beyond", beyond=marked.beyond, count=count)))

    def _noted(
        self,
        draft: Draft,
        problems: Sequence[Problem],
        said: Mapping[int, str],
        setting: Setting,
        only: Sequence[str] = PARTS,
        *,
        puts_right: bool = False,
    ) -> Understood | None:
        """Take what is said of each problem; what it leaves open stays as it was, and what is left over is said."""
        answers: dict[str, Any] = {}
        left: dict[str, str] = {}
        unsure: dict[str, str] = {}
        for problem in (one for one in problems if one.number in said):
            told = noted(draft, problem, said[problem.number], setting, only, puts_right=puts_right)
            if told is None:
                return None
            answers |= told.answers
            left |= {str(problem.number): told.left} if told.left else {}
            unsure |= {str(problem.number): told.unsure} if told.unsure else {}
        also = self._also_noted(draft, said) if answers else ""
        notes = [also, left_over(left), said_of_people(unsure, people_of(draft).writer)]
        return Understood(answers, "\n".join(filter(None, notes))) if answers or left else None

    def _also_noted(self, draft: Draft, said: Mapping[int, str]) -> str:
        """Say which items were noted when another one was asked: the same question comes again."""
        asked = self.pending(draft)
        if asked is None or asked.key.partition(".")[0] in map(str, said):
            return ""
        return self.word("noted_items", numbers=sorted(said))

    def _added(self, draft: Draft, finding: str, setting: Setting) -> Understood:
        """Take an own finding: the problem, and reason, measure and day as far as they stand behind it."""
        if not finding or says_none(finding):
            return Understood({}, self.word("how_to_add" if not finding else "only_confirm_counts"))
        if tells_more_of(finding, [one.title for one in problems_of(draft)]):
            return Understood({}, self.word("what_to_change"))
        line = line_said(finding, setting, people=people_of(draft))
        problem, _, reason = (line.reason or line.left or finding).partition("，")
        parts = parts_of(line, late=False) | {"reason": reason}
        if is_too_long({**parts, "problem": problem}):
            return Understood({}, self.word("wrong_too_long"))
        key = f"own{len(own_findings(draft)) + 1}"
        given = {
            f"{key}.{part}": what for part, what in {"responsible": draft.facts["person"], **parts}.items() if what
        }
        return Understood({key: problem, **given})

    def reopened(self, draft: Draft, text: str) -> Draft | None:
        """Take back the answers to one item as it is numbered in the read-back: "改 2"."""
        number = reopens(text)
        if promise := next((one for one in promises_asked(draft) if one.number == number), None):
            return draft.without(promise.key)
        problem = next((one for one in problems_of(draft) if one.number == number), None)
        return draft.without(*(f"{problem.prefix}.{part}" for part in PARTS)) if problem else None

    def read_back(self, draft: Draft) -> Filed:
        """Show the answers as they will be handed in."""
        return filed(draft)

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Hand the confirmed form in, say when and how it can still be changed, and what else waits."""
        slip = turn.session.get_one(Slip, int(subject or 0))
        form = filed(draft)
        self_check = submit(
            turn.session,
            slip,
            form.given,
            turn.person,
            turn.calendar,
            turn.now,
            handed_in=form.handed_in,
            told=told_of(draft),
        )
        turn.say("self_checks/notices.txt", "submitted", self_check=self_check, slip=slip, now=turn.now, told=[])
        say_further_slip(turn)
