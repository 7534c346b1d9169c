"""转告: to which branches, and what; read back with who hears it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.forms import Draft, Form, Question
from bot.readers import WordForWord
from bot.router import Turn
from handlers.forms.branch_named import BranchNamed
from models.organizations import Organization
from rules.sensitive import signs_in
from services.notices.passing_on import LONGEST, pass_on


class PassOnForm(Form):
    """`facts` hold the branches that were named, or, where none was, all there are."""

    name = "pass_on"
    verbatim = True

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for the branch where none was named, and for the words."""
        if not draft.facts["are_named"]:
            names = {one["id"]: one["name"] for one in draft.facts["branches"]}
            yield Question("branch", "ask_branch", BranchNamed(names))
        yield Question("words", "ask_words", WordForWord(LONGEST))

    def read_back(self, draft: Draft) -> Mapping[str, Any]:
        """Name the branches with who hears it, and what the words seem to hold."""
        return {**draft.answers, "branches": _meant(draft), "signs": signs_in(draft.answers["words"])}

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        """Tell each of them."""
        meant = _meant(draft)
        for one in meant:
            organization = turn.session.get_one(Organization, one["id"])
            pass_on(turn.session, organization, draft.answers["words"], turn.person, turn.now)
        turn.say(self.wording, "done", branches=meant)


def _meant(draft: Draft) -> list[Mapping[str, Any]]:
    branches, named = draft.facts["branches"], draft.answers.get("branch")
    return [one for one in branches if draft.facts["are_named"] or one["id"] == named]
