"""检查: a supervision group's sheet for one organisation, in the chat (R17, R18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Final

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood, tidy
from bot.router import Turn
from bot.wording import quarter_text, word
from handlers.forms.inspection_lines import WORDING, Scope, read_lines, scope_of, speaks_of_lines
from models.inspections import inspection_of
from models.organizations import Organization
from rules.day_grammar import number_written
from rules.periods import Quarter
from rules.speech import says_none
from services.inspections.checking import GivenFinding, GivenInspection, inspected_indicators, inspected_months
from services.inspections.inspections import held_against, known_already, progress, record_inspection
from services.orders.issuing import open_orders
from services.register.groups import conflicts
from services.schemes.versions import scheme_for

LIST: Final = "编号"
DROP: Final = re.compile(
    r"(?:删除?|去|划|勾|拿)(?:掉|去)?\s*第?\s*(\d{1,2}|[一二三四五六七八九十])\s*[条项个]?(?:吧|了)?"
)


@dataclass(frozen=True)
class Findings(Reader):
    """What was not in order, a line each; 0 says that all was, and 编号 shows the indicators again.

    `noted` is what a page knows already of a sheet that is not finished: it stays.
    """

    gives: ClassVar = tuple[GivenFinding, ...]

    scope: Scope
    indicators: str
    noted: tuple[GivenFinding, ...] = ()

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        """Take the lines that can be taken, and say of the others why not."""
        if says_none(text):
            return Understood({key: self.noted})
        if tidy(text) == LIST:
            return Understood({}, self.indicators)
        lines = read_lines(text, self.scope)
        if lines is None:
            return Unclear("wrong_line")
        taken = {key: tuple(dict.fromkeys([*self.noted, *lines.findings]))} if lines.findings else {}
        return Understood(taken, "\n".join(lines.notes))


@dataclass(frozen=True)
class Looked(Reader):
    """The codes of the indicators a page has been told of; nobody says them in the chat."""

    gives: ClassVar = tuple[str, ...]

    def read(self, _key: str, _text: str, _setting: Setting) -> Understood | Unclear:
        return Unclear("wrong_line")


class InspectionForm(Form):
    """One question: what was not in order. Until 确认 lines are added by writing them, and dropped by number.

    A page goes through the sheet category by category: it keeps what it has `noted` so far, and what was `looked` at.
    """

    name = "inspection"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for findings; the indicators that fit are listed before, and again where somebody asks for them."""
        scope, noted = scope_of(draft), draft.answers.get("noted", ())
        reader = Findings(scope, indicators_text(draft), noted)
        yield Question("noted", "ask_findings", reader, offered=True)
        yield Question("looked", "ask_findings", Looked(), offered=True)
        titles = {one["code"]: one["title"] for one in draft.facts["indicators"]}
        shown = [(one, titles[one.indicator]) for one in noted]
        yield Question("findings", "ask_findings", reader, {"noted": shown})

    def at_once(self, draft: Draft, text: str, _setting: Setting) -> Understood | None:
        """Add lines to those that are being read back, or list the indicators again."""
        if self.pending(draft):
            return None
        if tidy(text) == LIST:
            return Understood({}, indicators_text(draft))
        lines = read_lines(text, scope_of(draft))
        if lines is None:
            return Understood({}, self.word("what_to_change")) if speaks_of_lines(text) else None
        # A finding said twice stands once.
        together = tuple(dict.fromkeys([*draft.answers["findings"], *lines.findings]))
        return Understood({"findings": together}, "\n".join(lines.notes))

    def reopened(self, draft: Draft, text: str) -> Draft | None:
        """Drop one line of those that are being read back: 删 2; without any line left it is asked again."""
        meant = DROP.fullmatch(tidy(text))
        findings = draft.answers.get("findings", ())
        number = number_written(meant[1]) if meant else 0
        if not 1 <= number <= len(findings):
            return None
        dropped = number - 1
        left = (*findings[:dropped], *findings[dropped + 1 :])
        return draft.with_answers({"findings": left}) if left else draft.without("findings")

    def read_back(self, draft: Draft) -> list[dict[str, Any]]:
        """Show the findings as they will be recorded; what daily records hold word for word is marked (A5)."""
        titles = {one["code"]: one["title"] for one in draft.facts["indicators"]}
        return [
            {
                "finding": one,
                "title": titles[one.indicator],
                "is_known": [one.indicator, str(one.month), one.fact] in draft.facts["held"],
            }
            for one in draft.answers["findings"]
        ]

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Record the confirmed sheet; say who signs, what conflict of interest there is, and who is still missing."""
        quarter_name, organization_id = str(subject).split(":")
        quarter = Quarter.parse(quarter_name)
        organization = turn.session.get_one(Organization, organization_id)
        given = GivenInspection(turn.now.date(), draft.answers["findings"])
        sheet = record_inspection(turn.session, quarter, organization, given, turn.person, turn.now)
        held = held_against(turn.session, quarter, [organization.id], turn.now)[organization.id]
        turn.say(
            self.wording,
            "done",
            sheet=sheet,
            quarter=quarter_text(quarter),
            known=known_already(given.findings, held),
            conflicts=[
                one
                for one in conflicts(turn.session, organization, sheet.group_id, turn.now.date())
                if one.person == turn.person
            ],
            missing=[
                one
                for group in progress(turn.session, quarter, turn.now)
                if group.group is sheet.group
                for one in group.missing
            ],
        )


def indicators_text(draft: Draft) -> str:
    """List the indicators that fit, by category, and which months of them cost points already (A5)."""
    by_category = groupby(draft.facts["indicators"], key=lambda one: one["category"])
    categories = [(category, list(indicators)) for category, indicators in by_category]
    return word(WORDING, "indicators", **{**draft.facts, "categories": categories})


def inspection_draft(turn: Turn, quarter: Quarter, organization: Organization) -> Draft:
    """Begin a sheet: what fits the organisation, what costs it points already, and whether there is a sheet before."""
    scheme = scheme_for(turn.session, quarter)
    titles = {one.code: one.title for one in scheme.categories}
    held = held_against(turn.session, quarter, [organization.id], turn.now)[organization.id]
    months = {
        code: sorted({one.month.month for one in held if one.code == code and one.month}) for code in scheme.indicators
    }
    before = inspection_of(turn.session, quarter, organization.id)
    return Draft(
        {
            "organization": organization.short_name,
            "quarter": quarter_text(quarter),
            "months": [str(one) for one in inspected_months(quarter, organization, turn.now.date())],
            "indicators": [
                {"code": one.code, "title": one.title, "category": titles[one.category], "held": months[one.code]}
                for one in inspected_indicators(scheme, organization, quarter)
            ],
            "held": [[one.code, str(one.month), one.fact] for one in held],
            "before": len(before.findings) if before else None,
            "orders": [
                {"number": one.number, "problems": [problem.text for problem in one.problems]}
                for one in open_orders(turn.session, organization.id)
            ],
        }
    )
