"""What the office hands over itself: messages to a branch in which nobody gets any (D6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.organizations import Organization
from models.people import Person


class Handover(Base):
    """One message that the office gives a branch on paper or by word; people call it by its `id`.

    `key` is the one the message would have had in the outbox, so that nothing is said in both ways. `text` is for the
    branch, `note` says what the office can do for it afterwards. `about` names the matter ("slip:17"): once the branch
    has answered it, there is nothing left to hand over. `done_by` is None where that happened by itself; otherwise
    `handed_on` is the day it was handed over, and `remark` says how.
    """

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_about", "about"),)

    id: Mapped[BigKey]
    key: Mapped[str] = mapped_column(String(255), unique=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    about: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    announced_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))

    handed_on: Mapped[date | None] = mapped_column(Date)
    remark: Mapped[str] = mapped_column(String(200), default="", server_default="")

    organization: Mapped[Organization] = relationship(lazy="joined")
    done_by: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def first_line(self) -> str:
        """How a list names it."""
        return self.text.partition("\n")[0]


def open_handovers(session: Session) -> list[Handover]:
    """List what is still to be handed over, oldest first."""
    return list(session.scalars(select(Handover).where(Handover.done_at.is_(None)).order_by(Handover.id)))


def unannounced_handovers(session: Session) -> list[Handover]:
    """List what is still to be handed over and the office has not heard of, oldest first."""
    fresh = Handover.done_at.is_(None), Handover.announced_at.is_(None)
    return list(session.scalars(select(Handover).where(*fresh).order_by(Handover.id)))


def count_handovers(session: Session) -> int:
    """Count what is still to be handed over."""
    return session.scalar(select(func.count()).where(Handover.done_at.is_(None))) or 0
