"""意见建议: what anybody wants to tell the office (D7)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String, Text, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person
from rules.cases import SUGGESTION


class Suggestion(Base):
    """One complaint or suggestion, word for word; its states and what was answered are transitions (SUGGESTION)."""

    __tablename__ = "suggestions"

    id: Mapped[BigKey]
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)

    person: Mapped[Person] = relationship(lazy="joined")


def count_unanswered(session: Session) -> int:
    """Count what nobody has answered yet."""
    waiting = Suggestion.state == SUGGESTION.first
    return session.scalar(select(func.count()).select_from(Suggestion).where(waiting)) or 0


_MADE_SINCE: Final = (
    select(func.count())
    .select_from(Suggestion)
    .where(Suggestion.person_id == bindparam("person_id"), Suggestion.made_at >= bindparam("moment"))
)


def made_since(session: Session, person: Person, moment: datetime) -> int:
    """Count what one person has suggested since a moment."""
    return session.scalar(_MADE_SINCE, {"person_id": person.id, "moment": moment}) or 0
