"""What the office hands over itself: messages to a branch in which nobody gets any (D6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.organizations import Organization
from models.people import Person


class Handover(Base):
    """One message that the office gives a branch on paper or by word; people call it by its `id`.

    `key` is the one the message would have had in the outbox, so that nothing is said in both ways. `text` is for the
    branch, `note` says what the office can do for it afterwards. `about` names the matter ("slip:17"): once the branch
    has answered it, there is nothing left to hand over. `done_by` is None where that happened by itself; otherwise
    `handed_on` is the day it was handed over, and `remark` says how. From `lapses_at` on there is no point in handing
    it over: it leaves the list by itself, noted as not delivered, unless somebody enters after all that it was.
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
    lapses_at: Mapped[datetime | None] = mapped_column(Moment)
    announced_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))

    handed_on: Mapped[date | None] = mapped_column(Date)
    remark: Mapped[str] = mapped_column(String(200), default="", server_default="")

    organization: Mapped[Organization] = relationship(lazy="joined")
    done_by: Mapped[Person | None] = relationship(lazy="joined")

    def has_lapsed(self, now: datetime) -> bool:
        """Tell whether its day has passed and nobody handed it over."""
        return self.done_at is None and self.lapses_at is not None and self.lapses_at <= now

    @property
    def first_line(self) -> str:
        """How a list names it."""
        return self.text.partition("\n")[0]


def waits(now: datetime) -> ColumnElement[bool]:
    """Select what is still to be handed over."""
    return Handover.done_at.is_(None) & or_(Handover.lapses_at.is_(None), Handover.lapses_at > now)


def has_lapsed(now: datetime) -> ColumnElement[bool]:
    """Select what nobody handed over before its day had passed."""
    return Handover.done_at.is_(None) & (Handover.lapses_at <= now)


def open_handovers(session: Session, now: datetime) -> list[Handover]:
    """List what is still to be handed over, oldest first."""
    return list(session.scalars(select(Handover).where(waits(now)).order_by(Handover.id)))


def unannounced_handovers(session: Session, now: datetime) -> list[Handover]:
    """List what is still to be handed over and the office has not heard of, oldest first."""
    fresh = waits(now), Handover.announced_at.is_(None)
    return list(session.scalars(select(Handover).where(*fresh).order_by(Handover.id)))


def count_handovers(session: Session, now: datetime) -> int:
    """Count what is still to be handed over."""
    return session.scalar(select(func.count()).where(waits(now))) or 0
