"""发督办: a group's rectification order: ground, problems by indicator, demand and due day, read back (R19, R20)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood, tidy
from bot.readers import LONGEST_TEXT, Choice, Text, day_of, noted_day, readable
from bot.router import Turn
from bot.wording import day_text, word
from handlers.forms.inspection_lines import BREAKS, CODE
from models.appointments import DEPARTMENT_HEAD
from models.inspections import inspection_of
from models.organizations import Organization, SupervisionGroup
from models.slips import slips_led
from rules.periods import Quarter
from services.orders.deadlines import default_deadline, is_due_day
from services.orders.delivery import NOTICES
from services.orders.issuing import GivenOrder, GivenProblem, fitting_indicators, issue_order
from services.register.groups import conflicts

LIST: Final = "编号"
CHANGES: Final = {"改依据": "ground", "改问题": "problems", "改要求": "demand", "改时限": "due"}


@dataclass(frozen=True)
class Problems(Reader):
    """Concrete problems, each begun by its indicator; all of a message is taken or, with a word on why, nothing."""

    gives: ClassVar = tuple[GivenProblem, ...]

    codes: Collection[str]
    indicators: str

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        """Take the lines; 编号 shows the indicators that fit."""
        if tidy(text) == LIST:
            return Understood({}, self.indicators)
        given = problems_in(text)
        if not given:
            return Unclear("wrong_line")
        return next((wrong for one in given if (wrong := self._wrong(one))), Understood({key: given}))

    def _wrong(self, given: GivenProblem) -> Unclear | None:
        if given.indicator not in self.codes:
            return Unclear("wrong_code", {"code": given.indicator})
        if not given.text or len(given.text) > LONGEST_TEXT:
            return Unclear("wrong_problem", {"code": given.indicator, "longest": LONGEST_TEXT})
        return None


def problems_in(text: str) -> tuple[GivenProblem, ...]:
    """Part a message into problems, several lines or several in one line; none when it does not begin with a code."""
    plain = "".join(unicodedata.normalize("NFKC", one) if one.isalnum() else one for one in text).strip()
    starts = list(CODE.finditer(plain))
    if not starts or starts[0].start() != 0:
        return ()
    ends = [one.start() for one in starts[1:]] + [len(plain)]
    parts = [(one, readable(plain[one.end() : end]).strip(BREAKS)) for one, end in zip(starts, ends, strict=True)]
    return tuple(GivenProblem(f"{one[1].upper()}-{one[2]}", said) for one, said in parts)


@dataclass(frozen=True)
class DueDay(Reader):
    """A working day after today; 1 takes the default, counted from the day on which it is said."""

    gives: ClassVar = date

    working_days: int

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand a due day and say it back."""
        today, calendar = setting.today, setting.calendar
        default = calendar.working_day_after(today, self.working_days)
        day = default if tidy(text) == "1" else day_of(text, setting)
        if day is None:
            return Unclear("wrong_day")
        return noted_day(key, day) if is_due_day(day, today, today, calendar) else Unclear("wrong_due")


class OrderForm(Form):
    """Four questions; `facts` hold the grounds on record and the indicators that fit the organisation."""

    name = "order"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for ground, problems, demand and due day."""
        facts = draft.facts
        indicators = self.word("indicators", indicators=facts["indicators"])
        yield Question("ground", "ask_ground", Choice(tuple(one["text"] for one in facts["grounds"])))
        yield Question("problems", "ask_problems", Problems([one["code"] for one in facts["indicators"]], indicators))
        yield Question("demand", "ask_demand", Text())
        yield Question("due", "ask_due", DueDay(facts["default_days"]))

    def reopened(self, draft: Draft, text: str) -> Draft | None:
        """Ask again for one part: 改问题."""
        key = CHANGES.get(tidy(text), "")
        return draft.without(key) if key in draft.answers else None

    def read_back(self, draft: Draft) -> Mapping[str, Any]:
        """Show the problems with the titles of their indicators."""
        titles = {one["code"]: one["title"] for one in draft.facts["indicators"]}
        shown = [
            {"indicator": one.indicator, "title": titles[one.indicator], "text": one.text}
            for one in draft.answers["problems"]
        ]
        return {**draft.answers, "problems": shown}

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Issue the confirmed order; say its number and how it goes out."""
        organization, answers = turn.session.get_one(Organization, subject), draft.answers
        references = {one["text"]: one["ref"] for one in draft.facts["grounds"]}
        given = GivenOrder(**answers, ground_ref=references.get(answers["ground"], ""))
        order = issue_order(turn.session, organization, given, turn.person, turn.calendar, turn.now)
        turn.say(NOTICES, "issued", order=order)


def order_draft(turn: Turn, organization: Organization, group: SupervisionGroup) -> Draft:
    """Begin an order: what it may rest on, which indicators fit, and the suggested due day."""
    today = turn.now.date()
    deadline = default_deadline(turn.session, turn.calendar, turn.now)
    found = conflicts(turn.session, organization, group.id, today)
    return Draft(
        {
            "organization": organization.short_name,
            "group": group.name,
            "signer": turn.person.name,
            "conflict": any(one.person is turn.person and one.kind == DEPARTMENT_HEAD for one in found),
            "grounds": _grounds(turn, organization),
            "indicators": [
                {"code": one.code, "title": one.title}
                for one in fitting_indicators(turn.session, organization, Quarter.of(today))
            ],
            "default_days": len(deadline.counted),
            "default_day": day_text(deadline.day),
        }
    )


def _grounds(turn: Turn, organization: Organization) -> Sequence[Mapping[str, str]]:
    """Offer the latest slip and the latest inspection of the running or the last quarter."""
    running = Quarter.of(turn.now.date())
    slips = slips_led(turn.session, [organization.id])[:1]
    sheets = [inspection_of(turn.session, one, organization.id) for one in (running, running.previous)]
    offered = [{"text": word(NOTICES, "ground_slip", slip=one), "ref": f"slip:{one.id}"} for one in slips]
    offered += [
        {"text": word(NOTICES, "ground_inspection", sheet=one), "ref": f"inspection:{one.id}"}
        for one in [sheet for sheet in sheets if sheet][:1]
    ]
    return offered
