"""暂缓: slips the office keeps from going out by themselves; 看过了: that it looked a month's slips over before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey, BigRef, Moment, MonthColumn
from models.organizations import Organization
from models.people import Person
from rules.periods import Month

HELD: Final = "held"


class SlipHold(Base):
    """A month's slip of an organisation that is kept back; its states are those of `rules/cases.py`, SLIP_HOLD.

    On the day `until` it goes out by itself, so that nothing that was held is forgotten; released, before.
    """

    __tablename__ = "slip_holds"
    __table_args__ = (UniqueConstraint("organization_id", "month"),)

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    state: Mapped[str] = mapped_column(String(16))
    until: Mapped[date]

    organization: Mapped[Organization] = relationship(lazy="joined")


class SlipLook(Base):
    """Somebody of the office looked a month's slips over before they went out; it sends nothing and stops nothing."""

    __tablename__ = "slip_looks"

    id: Mapped[BigKey]
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    slips: Mapped[int]

    by: Mapped[Person] = relationship(lazy="joined")


def keeps_back(today: date) -> ColumnElement[bool]:
    """Select the holds that keep a slip back on a day."""
    return (SlipHold.state == HELD) & (SlipHold.until > today)


def holds_of(session: Session, month: Month, today: date, only: Collection[str] | None = None) -> dict[str, SlipHold]:
    """Find by organisation what keeps a month's slips back on a day; `only` names the organisations wanted."""
    query = select(SlipHold).where(SlipHold.month == month, keeps_back(today))
    if only is not None:
        query = query.where(SlipHold.organization_id.in_(only))
    return {one.organization_id: one for one in session.scalars(query)}


def hold_of(session: Session, organization_id: str, month: Month) -> SlipHold | None:
    """Find the hold of an organisation's slip of a month, one that is released too."""
    query = select(SlipHold).where(SlipHold.organization_id == organization_id, SlipHold.month == month)
    return session.scalar(query)


def last_look(session: Session, month: Month) -> SlipLook | None:
    """Find who looked a month's slips over last."""
    return session.scalar(select(SlipLook).where(SlipLook.month == month).order_by(SlipLook.id.desc()).limit(1))
