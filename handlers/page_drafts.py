"""Forms that are filled in on pages and in the chat: one draft, whichever of the two goes on with it (R13).

What a page keeps, the chat asks nothing about: a word said there means what it would mean without it. Only when the
form is opened in the chat does the draft become the conversation, and a page that keeps something of it takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.drafts import LostDraft, kept, restored
from bot.forms import Draft, Form
from bot.router import Turn
from models.conversations import Begun, Conversation, PageDraft
from models.people import Person


@dataclass(frozen=True)
class KeptDraft:
    """A draft as somebody left it at a moment; `in_chat` tells where."""

    draft: Draft
    at: datetime
    in_chat: bool


def kept_draft(session: Session, person: Person, form: Form, subject: str) -> KeptDraft | None:
    """Find what a person has begun of a form about something; None for nothing, and for what cannot be read any more.

    Both can be there where the chat began anew beside the page; what was written last counts.
    """
    rows = _rows(session, person, form, subject)
    for row in sorted(rows, key=lambda one: one.updated_at, reverse=True):
        try:
            return KeptDraft(restored(form, row.draft), row.updated_at, isinstance(row, Conversation))
        except LostDraft:
            continue
    return None


def keep_on_page(turn: Turn, form: Form, subject: str, draft: Draft) -> None:
    """Keep what a page says of a form; where the chat was about to ask for it, it does so no more."""
    drop(turn.session, turn.person, form, subject)
    row = PageDraft(person_id=turn.person.id, form=form.name, subject=subject, updated_at=turn.now)
    row.draft = kept(form, draft)
    turn.session.add(row)
    turn.session.flush()


def take_up(turn: Turn, form: Form, subject: str | None) -> Draft | None:
    """Give what a page keeps of a form to the chat, which goes on with it; None where nothing is kept."""
    row = turn.session.get(PageDraft, (turn.person.id, form.name, subject)) if subject else None
    if row is None:
        return None
    turn.session.delete(row)
    try:
        return restored(form, row.draft)
    except LostDraft:
        return None


def drop(session: Session, person: Person, form: Form, subject: str) -> None:
    """Let go of what a person has begun of a form about something, here and in the chat."""
    for row in _rows(session, person, form, subject):
        session.delete(row)
    session.flush()


def _rows(session: Session, person: Person, form: Form, subject: str) -> list[Begun]:
    said = session.get(Conversation, person.id)
    in_chat = [said] if said and (said.form, said.subject) == (form.name, subject) else []
    on_page = session.get(PageDraft, (person.id, form.name, subject))
    return [*in_chat, *([on_page] if on_page else [])]
