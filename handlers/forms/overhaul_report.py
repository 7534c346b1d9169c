"""整顿报告: the four sections of a branch's report on its overhaul, read back (R39)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.forms import Draft, Form, Question, tidy
from bot.readers import Text
from bot.router import Turn
from bot.wording import limit_text
from models.overhauls import Overhaul
from services.overhauls.notices import NOTICES
from services.overhauls.overhauls import LONGEST_SECTION, Report, hand_in

CHANGES: Final = {"改问题": "problems", "改原因": "causes", "改措施": "measures", "改时限": "schedule"}


class OverhaulReportForm(Form):
    """One question per section."""

    name = "overhaul_report"

    def questions(self, _draft: Draft) -> Iterator[Question]:
        """Ask for each section."""
        yield Question("problems", "ask_problems", Text(LONGEST_SECTION))
        yield Question("causes", "ask_causes", Text(LONGEST_SECTION))
        yield Question("measures", "ask_measures", Text(LONGEST_SECTION))
        yield Question("schedule", "ask_schedule", Text(LONGEST_SECTION))

    def reopened(self, draft: Draft, text: str) -> Draft | None:
        """Ask again for one section: 改措施."""
        key = CHANGES.get(tidy(text), "")
        return draft.without(key) if key in draft.answers else None

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Hand the confirmed report to the group."""
        overhaul = turn.session.get_one(Overhaul, int(subject or 0))
        hand_in(turn.session, overhaul, Report(**draft.answers), turn.person, turn.now)
        turn.say(NOTICES, "report_filed", overhaul=overhaul)


def overhaul_report_draft(overhaul: Overhaul) -> Draft:
    """Begin a report."""
    due = limit_text(overhaul.counted)
    again = overhaul.state == "reported"
    return Draft({"organization": overhaul.organization.short_name, "due": due, "again": again})
