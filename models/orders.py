"""Rectification orders (整改督办单): concrete problems, each tied to an indicator, and a due day (R19, R20)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, false, func, or_, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey, BigRef, Moment, QuarterColumn
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from rules.cases import ORDER
from rules.deadlines import Deadline
from rules.periods import Quarter

ISSUED: Final = "issued"
REPORTED: Final = "reported"
ASKED: Final = "extension_requested"
# Given, and the branch has neither signed for it nor said anything of it.
UNSIGNED: Final = (ISSUED, "delivered")
# The branch has still to report; whether it is overdue is a question asked of `due` and the moment.
WITH_BRANCH: Final = ORDER.open_states - {REPORTED}


class RectificationOrder(Base):
    """One order; its states and who brought it there are transitions (`rules/cases.py`, ORDER).

    `quarter` is that of the day of issue: it counts the numbers. `ground_ref` names what the ground rests on
    ("slip:5", "inspection:3"), "" for what was reported otherwise. `deadline` keeps how the due day was counted;
    `asked_day` is the day an extension was asked for. Without a `recipient` it goes out on paper.
    """

    __tablename__ = "rectification_orders"
    __table_args__ = (UniqueConstraint("quarter", "serial"),)

    id: Mapped[BigKey]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    serial: Mapped[int]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("supervision_groups.id"))
    ground: Mapped[str] = mapped_column(Text)
    ground_ref: Mapped[str] = mapped_column(String(64), default="")
    demand: Mapped[str] = mapped_column(Text)
    signer_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(32), index=True)
    recipient_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    due: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_day: Mapped[date | None]

    organization: Mapped[Organization] = relationship(lazy="joined")
    group: Mapped[SupervisionGroup] = relationship(lazy="joined")
    signer: Mapped[Person] = relationship(foreign_keys=[signer_id], lazy="joined")
    recipient: Mapped[Person | None] = relationship(foreign_keys=[recipient_id], lazy="joined")
    problems: Mapped[list[OrderProblem]] = relationship(order_by="OrderProblem.position", lazy="selectin")

    @property
    def counted(self) -> Deadline:
        """The deadline with how it was counted."""
        return Deadline.from_dict(self.deadline)

    @property
    def short_number(self) -> str:
        """What people type: 4-001, the quarter and the serial."""
        return f"{self.quarter.number}-{self.serial:03d}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed out nor withdrawn."""
        return self.state in ORDER.open_states

    def is_overdue_at(self, now: datetime) -> bool:
        """Whether the branch should have reported by a moment and has not."""
        return self.state in WITH_BRANCH and self.due <= now


class OrderProblem(Base):
    """One concrete problem of an order and the indicator it is tied to, with its title as it stood at issue (R19)."""

    __tablename__ = "order_problems"

    id: Mapped[BigKey]
    order_id: Mapped[int] = mapped_column(BigRef, ForeignKey("rectification_orders.id"), index=True)
    position: Mapped[int]
    indicator: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


def next_serial(session: Session, quarter: Quarter) -> int:
    """Tell the next free number of a quarter; numbers are given once and never reused."""
    query = select(func.max(RectificationOrder.serial)).where(RectificationOrder.quarter == quarter)
    return (session.scalar(query) or 0) + 1


def order_numbered(session: Session, number: str) -> RectificationOrder | None:
    """Find an order by its full number."""
    return session.scalar(select(RectificationOrder).where(RectificationOrder.number == number))


def orders(
    session: Session,
    seen: ColumnElement[bool] | None = None,
    *,
    states: Collection[str] | None = None,
    serial: int | None = None,
) -> list[RectificationOrder]:
    """List orders in the order of their numbers: those one may see, in some states, with a serial; all by default."""
    query = select(RectificationOrder).where(true() if seen is None else seen)
    if states is not None:
        query = query.where(RectificationOrder.state.in_(states) if states else false())
    if serial is not None:
        query = query.where(RectificationOrder.serial == serial)
    return list(session.scalars(query.order_by(RectificationOrder.quarter, RectificationOrder.serial)))


def count_orders_to_look_at(session: Session, now: datetime) -> int:
    """Count the orders with which something is to be done: overdue, asked for or reported, or to be handed over."""
    late = RectificationOrder.state.in_(WITH_BRANCH) & (RectificationOrder.due <= now)
    on_paper = (RectificationOrder.state == ISSUED) & RectificationOrder.recipient_id.is_(None)
    which = or_(late, on_paper, RectificationOrder.state.in_((ASKED, REPORTED)))
    return session.scalar(select(func.count()).select_from(RectificationOrder).where(which)) or 0
