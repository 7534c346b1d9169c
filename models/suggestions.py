"""意见建议: what anybody wants to tell the office (D7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigKey, BigRef, Moment


class Suggestion(Base):
    """One complaint or suggestion, word for word."""

    __tablename__ = "suggestions"

    id: Mapped[BigKey]
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
