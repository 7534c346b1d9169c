"""An act that cannot be taken back, read back before it is done: nothing is asked, only 确认 does it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.forms import Draft, Form, Question
from bot.router import Turn


class ActForm(Form):
    """No question. `facts` hold the command's word, what stood behind it, and what would happen."""

    name = "act"

    def questions(self, _draft: Draft) -> Iterator[Question]:
        """Ask nothing: everything was said."""
        yield from ()

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        """Do what was said, as if it were said now: rights and the state of things are asked again. Raises Refused."""
        # The commands open forms, and this form ends in a command.
        from handlers.commands import command_of

        command_of(draft.facts["word"]).act(turn, draft.facts["more"])
