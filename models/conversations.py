"""Half-finished forms: the one a person is asked for in the chat, and those that are filled in on pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from operator import attrgetter
from typing import Final

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, bindparam, cast, delete, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigRef, Moment


class Conversation(Base):
    """The form a person is filling in, what it is about, and what was answered so far."""

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str | None] = mapped_column(String(64))
    draft: Mapped[dict[str, object]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class PageDraft(Base):
    """A form a person is filling in on a page: any number of them, each about something else.

    The chat asks for none of it until the form is opened there, which makes it the conversation.
    """

    __tablename__ = "page_drafts"

    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft: Mapped[dict[str, object]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Moment)


_OPEN: Final = select(Conversation).where(Conversation.person_id.in_(bindparam("person_ids", expanding=True)))


def open_conversations(session: Session, person_ids: Collection[int]) -> dict[int, Conversation]:
    """Find the forms people are filling in, by the person's number."""
    return {one.person_id: one for one in session.scalars(_OPEN, {"person_ids": person_ids})}


Begun = Conversation | PageDraft
_KEPT_IN: tuple[type[Conversation], type[PageDraft]] = (Conversation, PageDraft)


def begun_about(session: Session, form: str, subjects: Collection[str]) -> list[Begun]:
    """List what anybody has begun of a form about some subjects, in the chat and on pages, the newest last."""
    found: list[Begun] = []
    for table in _KEPT_IN:
        found += session.scalars(select(table).where(table.form == form, table.subject.in_(subjects)))
    return sorted(found, key=attrgetter("updated_at"))


def is_begun_about(form: str, subject: ColumnElement[str]) -> ColumnElement[bool]:
    """Select the subjects of which anybody has begun a form and answered at least one thing."""
    nothing = '"answers": {}'
    return or_(
        *(
            exists().where(table.form == form, table.subject == subject, ~cast(table.draft, String).contains(nothing))
            for table in _KEPT_IN
        )
    )


def close_begun_about(session: Session, form: str, subjects: Collection[str]) -> None:
    """Let go of what anybody has begun of a form about some subjects."""
    for table in _KEPT_IN:
        session.execute(delete(table).where(table.form == form, table.subject.in_(subjects)))
