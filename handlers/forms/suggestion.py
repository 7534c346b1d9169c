"""意见建议: a complaint or suggestion to the office, from anywhere (D7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.forms import Draft, Form, Question
from bot.readers import WordForWord
from bot.router import Turn
from rules.sensitive import signs_in
from services.suggestions import LONGEST, suggest


class SuggestionForm(Form):
    """One question: what should the office know."""

    name = "suggestion"
    verbatim = True

    def questions(self, _draft: Draft) -> Iterator[Question]:
        yield Question("text", "ask_text", WordForWord(LONGEST))

    def read_back(self, draft: Draft) -> Mapping[str, Any]:
        """Show the words, and what they seem to hold."""
        return {**draft.answers, "signs": signs_in(draft.answers["text"])}

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        suggest(turn.session, turn.person, draft.answers["text"], turn.now)
        turn.say(self.wording, "done")
