"""意见建议: a complaint or suggestion to the office, from anywhere (D7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.forms import Draft, Form, Question
from bot.readers import Text
from bot.router import Turn
from services.suggestions import suggest

LONGEST: Final = 500


class SuggestionForm(Form):
    """One question: what should the office know."""

    name = "suggestion"
    verbatim = True

    def questions(self, _draft: Draft) -> Iterator[Question]:
        yield Question("text", "ask_text", Text(LONGEST))

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        suggest(turn.session, turn.person, draft.answers["text"], turn.now)
        turn.say(self.wording, "done")
