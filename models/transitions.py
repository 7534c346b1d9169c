"""What happened to a case (a bonus claim, an objection), step by step: who, when, why; nothing is ever changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person


class Transition(Base):
    """One step of one case: `event` brought it into `state`. `by_id` is None for what the system did by the clock.

    `case_kind` is the noun of the case's table ("bonus_claim", "objection", "board"), `case_id` its id there. `facts`
    are what the step decided: points, a quarter, entries struck out.
    """

    __tablename__ = "transitions"
    __table_args__ = (Index("ix_transitions_case", "case_kind", "case_id"),)

    id: Mapped[BigKey]
    case_kind: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[int] = mapped_column(BigRef)
    event: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(32))
    by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[Person | None] = relationship(lazy="joined")


def transitions_of(session: Session, case_kind: str, case_id: int) -> list[Transition]:
    """List what happened to a case, oldest first."""
    query = select(Transition).where(Transition.case_kind == case_kind, Transition.case_id == case_id)
    return list(session.scalars(query.order_by(Transition.id)))
