"""Half-finished conversations, one per person: they outlive a restart of the server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigRef, Moment


class Conversation(Base):
    """The form a person is filling in, what it is about, and what was answered so far."""

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str | None] = mapped_column(String(64))
    draft: Mapped[dict[str, object]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Moment)
