"""Pseudonyms (去标识): whose name the register and the log do not say any more, who decided so, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person


class Pseudonym(Base):
    """One person who is called by a number since.

    `replaced` names each entry of the log in which the name stood: its number, the digest of the entry before it, and
    SHA-256 of what it says now. The log holds this row like any other, so that nothing else can be replaced unseen.
    """

    __tablename__ = "pseudonyms"

    id: Mapped[BigKey]
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(256))
    replaced: Mapped[list[Any]] = mapped_column(JSON, default=list)
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


def is_pseudonymous(session: Session, person: Person) -> bool:
    """Tell whether somebody is called by a number already."""
    return session.scalar(select(Pseudonym.id).where(Pseudonym.person_id == person.id).limit(1)) is not None
