"""Opening, continuing and closing conversations: the thin layer between the pure engine and the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import NotNow, Refused
from bot.forms import Ask, Draft, Form, Setting, advance
from bot.router import Turn
from bot.wording import refusal_text
from models.conversations import Conversation

Finish = Callable[[Turn, str | None, Draft], None]


@dataclass(frozen=True)
class Declared:
    """A form and what happens when it is confirmed: `finish(turn, subject, draft)` calls one service and says so."""

    form: Form
    finish: Finish


class Conversations:
    """Keeps one half-finished conversation per person."""

    def __init__(self, declared: Mapping[str, Declared]) -> None:
        self.declared = declared

    def route(self, turn: Turn) -> bool:
        """Take a message as the next one of the open conversation."""
        open_one = turn.session.get(Conversation, turn.person.id)
        if open_one is None or turn.incoming.kind != "text":
            return False
        self._take(turn, open_one)
        return True

    def begin(self, turn: Turn, form: str, subject: str | None, draft: Draft, *, first: str = "") -> None:
        """Open a conversation, or go on with the open one about the same thing: nothing entered is lost.

        `first` is a message that may already answer some questions. Raises Refused while another one is open.
        """
        open_one = turn.session.get(Conversation, turn.person.id)
        if open_one is None:
            open_one = Conversation(person_id=turn.person.id, form=form, subject=subject, updated_at=turn.now)
            _keep(open_one, draft)
            turn.session.add(open_one)
        elif (open_one.form, open_one.subject) != (form, subject):
            raise NotNow("another_form_open", asked=self._asked(open_one))
        if first:
            self._take(turn, open_one, first)
        else:
            self.ask_again(turn)

    def ask_again(self, turn: Turn) -> bool:
        """Say the open question once more, after something else was answered in between; False when none is open."""
        open_one = turn.session.get(Conversation, turn.person.id)
        if open_one is not None:
            turn.say_text(self._asked(open_one))
        return open_one is not None

    def is_busy_with_other(self, turn: Turn, form: str) -> bool:
        """Tell whether another form than this one is open."""
        open_one = turn.session.get(Conversation, turn.person.id)
        return open_one is not None and open_one.form != form

    def cancel(self, turn: Turn) -> bool:
        """Forget the open conversation and say what that means for its form; False when none is open."""
        open_one = turn.session.get(Conversation, turn.person.id)
        if open_one is not None:
            turn.say(self.declared[open_one.form].form.wording, "cancelled", **_draft(open_one).facts)
            turn.session.delete(open_one)
        return open_one is not None

    def _take(self, turn: Turn, open_one: Conversation, text: str | None = None) -> None:
        declared = self.declared[open_one.form]
        setting = Setting(turn.now.date(), turn.calendar)
        outcome = advance(declared.form, _draft(open_one), text or turn.incoming.text, setting)
        if isinstance(outcome, Ask):
            _keep(open_one, outcome.draft)
            open_one.updated_at = turn.now
            turn.say_text(outcome.say)
            return
        turn.session.delete(open_one)
        try:
            with turn.session.begin_nested():
                declared.finish(turn, open_one.subject, outcome.draft)
        except Refused as refused:
            # A form refused at its end will never be taken; kept open, it would stand in the way of the next one.
            turn.say_text(refusal_text(refused))

    def _asked(self, open_one: Conversation) -> str:
        return self.declared[open_one.form].form.ask(_draft(open_one))


def _keep(open_one: Conversation, draft: Draft) -> None:
    open_one.draft = {"facts": dict(draft.facts), "answers": dict(draft.answers), "steps": [*map(list, draft.steps)]}


def _draft(open_one: Conversation) -> Draft:
    stored: Any = open_one.draft
    return Draft(stored["facts"], stored["answers"], stored["steps"])
