"""督办报告: for each problem of a rectification order, what was done about it; read back (R19)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.forms import Draft, Form, Question, Setting, Unclear, Understood
from bot.readers import LONGEST_TEXT, Text
from bot.router import Turn
from models.orders import REPORTED, RectificationOrder
from rules.asides import is_aside
from rules.completion import tells_something_done
from rules.day_grammar import number_written
from rules.day_phrases import days_in
from rules.item_marks import Marked, marked_items
from rules.item_mentions import names_another
from rules.speech import PAUSE, without_politeness
from services.orders.delivery import NOTICES
from services.orders.steps import report

# A day and month that has passed is next year's to the grammar of days; nobody reports on what is that far ahead.
AHEAD: Final = timedelta(days=180)
# 都换好了 may speak of the one problem that is asked; of all of them only what counts or names them speaks.
_BARELY_ALL: Final = re.compile("^(?:全部?)?都")
_NAMED: Final = re.compile(r"第\s*(\d{1,2}|[一二三四五六七八九十])\s*[个项条]")
# A problem is called by what it is about, never by a month in it.
_MONTHS: Final = re.compile(r"(?:[\d一二三四五六七八九十]+[、和]?)+(?:月份?|季度)")
# Said of whatever problem: these show of none that it is meant.
_USUAL: Final = frozenset(("没有", "开展", "记录", "录入", "补录", "完成", "召开", "整改"))


@dataclass(frozen=True, kw_only=True)
class Done(Text):
    """What was done about a problem. What tells of nothing done is asked back and never put down as done."""

    number: int
    names: Mapping[int, str]

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the words as they stand where they tell of something done."""
        if is_aside(without_politeness(text)):
            return Unclear("wrong_aside")
        if (named := _NAMED.match(text)) and number_written(named[1]) not in self.names:
            return Unclear("no_such_problem", {"numbers": [number_written(named[1])]})
        if names_another(text, self.number, self.names) or self._is_of_another(text):
            return Unclear("which_problem", {"asked": self.number})
        return super().read(key, text, setting) if _tells(text, setting) else Unclear("wrong_not_done")

    def _is_of_another(self, text: str) -> bool:
        """Tell whether words share something with another problem that their own does not have: 会计说台账已补."""
        of_others = {pair for one in self.names.values() for pair in _pairs(one)} - _pairs(self.names[self.number])
        return bool(_pairs(text) & (of_others - _USUAL))


class OrderReportForm(Form):
    """One question per problem; one message may answer several."""

    name = "order_report"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for each problem what was done."""
        names = _names(draft)
        for number, text in enumerate(draft.facts["problems"], start=1):
            yield Question(
                f"done{number}",
                "ask_done",
                Done(number=number, names=names),
                {"number": number, "text": text},
            )

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Understand "1 已换 2 已补齐" and "两个问题都已整改"; problems of which nothing done is told stay open."""
        marked = self._marked(draft, without_politeness(text))
        if marked is None:
            return None
        said = {number: one for number, one in marked.said.items() if _tells(one, setting)}
        open_ones = [number for number in marked.said if number not in said]
        notes = [self.word("still_open", numbers=open_ones)] if open_ones else []
        notes += [self.word("no_such_problem", numbers=list(marked.beyond))] if marked.beyond else []
        return Understood({f"done{number}": one for number, one in said.items()}, "\n".join(notes))

    def _marked(self, draft: Draft, said: str) -> Marked | None:
        """Take a message apart by its marks, or where problems are called by what they are about."""
        if _BARELY_ALL.match(said) or len(said) > LONGEST_TEXT:
            return None
        names = _names(draft)
        called, marked = marked_items(said, names), marked_items(said, dict.fromkeys(names, ""))
        if called and len(called.said) > 1:
            return called if marked else _with_names(called, said)
        if marked:
            return marked
        # One problem alone that is called by its name is answered by the whole message.
        return Marked(dict.fromkeys(called.said, said), {}) if called else None

    def read_back(self, draft: Draft) -> list[Mapping[str, str]]:
        """Show each problem beside what was done about it."""
        return [
            {"text": text, "done": done} for text, done in zip(draft.facts["problems"], done_in(draft), strict=True)
        ]

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Hand the confirmed report to the group."""
        order = turn.session.get_one(RectificationOrder, int(subject or 0))
        report(turn.session, order, done_in(draft), turn.person, turn.now)
        turn.say(NOTICES, "report_filed", order=order)


def _names(draft: Draft) -> dict[int, str]:
    """Give each problem's number what it is about, by which it is called."""
    about = (one.partition(" ")[2] for one in draft.facts["problems"])
    return {number: _MONTHS.sub("", one) for number, one in enumerate(about, start=1)}


def _with_names(called: Marked, said: str) -> Marked:
    """Give what is said of each problem with the name it is called by: 公开栏换好了, and not 换好了."""
    names = {number: PAUSE.split(said.partition(one)[0])[-1] for number, one in called.said.items()}
    return replace(called, said={number: f"{names[number]}{one}" for number, one in called.said.items()})


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _tells(text: str, setting: Setting) -> bool:
    """Tell whether something done is told; a day that is still ahead is a promise."""

    def lies_ahead(clause: str) -> bool:
        days = days_in(clause, setting.today, setting.calendar)
        return bool(days) and all(setting.today < day <= setting.today + AHEAD for day in days)

    return tells_something_done(without_politeness(text), lies_ahead)


def done_in(draft: Draft) -> list[str]:
    """List what was done, problem by problem."""
    return [draft.answers[f"done{number}"] for number, _ in enumerate(draft.facts["problems"], start=1)]


def order_report_draft(order: RectificationOrder) -> Draft:
    """Begin a report on an order."""
    problems = [f"{one.indicator} {one.text}" for one in order.problems]
    return Draft({"order": order.number, "problems": problems, "again": order.state == REPORTED})
