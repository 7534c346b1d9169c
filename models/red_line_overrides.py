"""Red lines that somebody answers for: which, at which value, who decided so and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person


class RedLineOverride(Base):
    """One red line let through (放行) at one value; another value of the same setting has to be answered for anew."""

    __tablename__ = "red_line_overrides"

    id: Mapped[BigKey]
    line: Mapped[str] = mapped_column(String(32), index=True)
    value: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Person] = relationship(lazy="joined")


def overrides_of(session: Session) -> dict[tuple[str, str], RedLineOverride]:
    """Find the newest override of each red line and value."""
    query = select(RedLineOverride).order_by(RedLineOverride.id)
    return {(one.line, one.value): one for one in session.scalars(query)}
