"""Pseudonyms (去标识): who is called by a number since, who decided so, when and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person


class Pseudonym(Base):
    """One person whose name, account and telephone nobody can read here any more; what the person did stays."""

    __tablename__ = "pseudonyms"

    id: Mapped[BigKey]
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(256))
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


def is_pseudonymous(session: Session, person: Person) -> bool:
    """Tell whether somebody is called by a number already."""
    return session.scalar(select(Pseudonym.id).where(Pseudonym.person_id == person.id)) is not None
