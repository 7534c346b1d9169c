"""Opening, continuing and closing conversations: the thin layer between the pure engine and the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.drafts import LostDraft, kept, restored
from bot.errors import NotNow, Refused
from bot.forms import Ask, Draft, Form, Setting, advance
from bot.router import CHAT, Turn
from bot.said_before import is_last_answer_lost
from bot.wording import refusal_text
from handlers.offices import once
from handlers.page_drafts import take_up
from models.conversations import Conversation, open_conversations


@dataclass(frozen=True)
class _Open:
    """A conversation as it is kept, its form, and what is known so far."""

    row: Conversation
    form: Form
    draft: Draft

    def asked(self) -> str:
        return self.form.ask(self.draft)


class Conversations:
    """Keeps one half-finished conversation per person."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.forms = {form.name: form for form in forms}

    def route(self, turn: Turn) -> bool:
        """Take a message as the next one of the open conversation."""
        if turn.incoming.kind != "text" or self._row(turn) is None:
            return False
        if open_one := self._open(turn):
            self._take(turn, open_one)
        return True

    def open(self, turn: Turn, form: type[Form], said: str) -> None:
        """Open the conversation of a form one of whose words was said. Raises Refused."""
        opening = self.forms[form.name].opening(turn, said)
        self.begin(turn, form, opening.subject, opening.draft, first=opening.first)

    def begin(self, turn: Turn, form: type[Form], subject: str | None, draft: Draft, *, first: str = "") -> None:
        """Open a conversation, or go on with the open one about the same thing, or with what a page keeps of it.

        `first` is a message that may already answer some questions. Raises Refused while another one is open.
        """
        open_one = self._open(turn)
        if open_one is None:
            row = Conversation(person_id=turn.person.id, form=form.name, subject=subject)
            begun = take_up(turn, self.forms[form.name], subject) or draft
            open_one = _Open(row, self.forms[form.name], begun)
            _keep(turn, open_one, begun)
            turn.session.add(row)
            turn.remembered[Conversation] = row
        elif (open_one.row.form, open_one.row.subject) != (form.name, subject):
            raise NotNow("another_form_open", asked=open_one.asked())
        if first:
            self._take(turn, open_one, first)
        else:
            turn.say_text(open_one.asked())

    def ask_again(self, turn: Turn) -> bool:
        """Say the open question once more, after something else was answered in between; False when none is open."""
        open_one = self._open(turn)
        if open_one is not None:
            turn.say_text(open_one.asked())
        return open_one is not None

    def ask_what_was_lost(self, turn: Turn) -> bool:
        """Ask the open question again where nobody knows whether it was heard, and take no word for an answer."""
        if self._row(turn) is None or not is_last_answer_lost(turn.session, turn.incoming.who):
            return False
        turn.say(CHAT, "question_lost")
        return self.ask_again(turn)

    def open_form(self, turn: Turn) -> Form | None:
        """Find the form somebody is in the middle of."""
        row = self._row(turn)
        return self.forms.get(row.form) if row else None

    def is_busy_with_other(self, turn: Turn, form: str) -> bool:
        """Tell whether another form than this one is open."""
        row = self._row(turn)
        return row is not None and row.form != form

    def cancel(self, turn: Turn) -> bool:
        """Forget the open conversation and say what that means for its form; False when none is open."""
        if self._row(turn) is None:
            return False
        if open_one := self._open(turn):
            turn.say_text(open_one.form.word("cancelled", **open_one.draft.facts))
            turn.session.delete(open_one.row)
        return True

    def _row(self, turn: Turn) -> Conversation | None:
        """Find the open conversation as it is kept. The turn remembers it, or that there is none: it is read once."""
        row = once(turn, Conversation, lambda: open_conversations(turn.session, [turn.person.id]).get(turn.person.id))
        # Whatever closes a form, be it a service, does so through the session.
        return row if row is not None and row in turn.session else None

    def _open(self, turn: Turn) -> _Open | None:
        """Find the open conversation. One that an older program kept and this one cannot read is let go, and said."""
        row = self._row(turn)
        if row is None:
            return None
        try:
            form = self.forms[row.form]
            return _Open(row, form, restored(form, row.draft))
        except (KeyError, LostDraft):
            turn.session.delete(row)
            turn.session.flush()
            turn.say(CHAT, "draft_lost")
            return None

    def _take(self, turn: Turn, open_one: _Open, text: str | None = None) -> None:
        setting = Setting(turn.now.date(), turn.calendar)
        outcome = advance(open_one.form, open_one.draft, text or turn.incoming.text, setting)
        if isinstance(outcome, Ask):
            _keep(turn, open_one, outcome.draft)
            turn.say_text(outcome.say)
            return
        turn.session.delete(open_one.row)
        try:
            with turn.session.begin_nested():
                open_one.form.finish(turn, open_one.row.subject, outcome.draft)
        except Refused as refused:
            # A form refused at its end will never be taken; kept open, it would stand in the way of the next one.
            turn.say_text(refusal_text(refused))


def _keep(turn: Turn, open_one: _Open, draft: Draft) -> None:
    open_one.row.draft = kept(open_one.form, draft)
    open_one.row.updated_at = turn.now
