"""督办报告: for each problem of a rectification order, what was done about it; read back (R19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.forms import Draft, Form, Question
from bot.readers import Text
from bot.router import Turn
from models.orders import REPORTED, RectificationOrder
from services.orders.delivery import NOTICES
from services.orders.steps import report


class OrderReportForm(Form):
    """One question per problem."""

    name = "order_report"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for each problem what was done."""
        for number, text in enumerate(draft.facts["problems"], start=1):
            yield Question(f"done{number}", "ask_done", Text(), {"number": number, "text": text})

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


def done_in(draft: Draft) -> list[str]:
    """List what was done, problem by problem."""
    return [draft.answers[f"done{number}"] for number, _ in enumerate(draft.facts["problems"], start=1)]


def order_report_draft(order: RectificationOrder) -> Draft:
    """Begin a report on an order."""
    problems = [f"{one.indicator} {one.text}" for one in order.problems]
    return Draft({"order": order.number, "problems": problems, "again": order.state == REPORTED})
