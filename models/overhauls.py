"""The overhaul of a branch (R39): its report, the help it gets, and who looks again when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, Text, and_, false, func, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey, BigRef, Moment
from models.consequences import Consequence
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from rules.cases import OVERHAUL
from rules.deadlines import Deadline

# The branch has still to hand its report in; whether it is overdue is a question asked of `due` and the moment.
WITH_BRANCH: Final = OVERHAUL.open_states - {"reported"}


class Overhaul(Base):
    """The overhaul of a branch; it carries the number of the consequence that began it.

    States are those of OVERHAUL. Without a `recipient` the branch is reached on paper only; without a `group` the
    office checks the report. `deadline` keeps how the due day was counted.
    """

    __tablename__ = "overhauls"

    id: Mapped[int] = mapped_column(BigRef, ForeignKey("consequences.id"), primary_key=True, autoincrement=False)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("supervision_groups.id"))
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)
    recipient_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    due: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[dict[str, Any]] = mapped_column(JSON)

    consequence: Mapped[Consequence] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")
    group: Mapped[SupervisionGroup | None] = relationship(lazy="joined")
    recipient: Mapped[Person | None] = relationship(lazy="joined")
    plans: Mapped[list[HelpPlan]] = relationship(order_by="HelpPlan.id", lazy="selectin", back_populates="overhaul")

    @property
    def counted(self) -> Deadline:
        """The deadline with how it was counted."""
        return Deadline.from_dict(self.deadline)

    def is_overdue_at(self, now: datetime) -> bool:
        """Whether the branch should have reported by a moment and has not."""
        return self.state in WITH_BRANCH and self.due <= now


class HelpPlan(Base):
    """帮扶计划: who helps the branch and how. `helper_id` when the register knows exactly one person of that name."""

    __tablename__ = "help_plans"

    id: Mapped[BigKey]
    overhaul_id: Mapped[int] = mapped_column(BigRef, ForeignKey("overhauls.id"), index=True)
    helper: Mapped[str] = mapped_column(String(64))
    helper_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    measure: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    overhaul: Mapped[Overhaul] = relationship(lazy="joined", back_populates="plans")
    helping: Mapped[Person | None] = relationship(foreign_keys=[helper_id], lazy="joined")
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined")
    follow_ups: Mapped[list[FollowUp]] = relationship(
        order_by="FollowUp.day, FollowUp.id", lazy="selectin", back_populates="plan"
    )


class FollowUp(Base):
    """A day on which somebody looks after a branch again; once done it says by whom, when, and what was seen."""

    __tablename__ = "help_follow_ups"

    id: Mapped[BigKey]
    plan_id: Mapped[int] = mapped_column(BigRef, ForeignKey("help_plans.id"), index=True)
    day: Mapped[date]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    remark: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[HelpPlan] = relationship(lazy="joined", back_populates="follow_ups")
    done_by: Mapped[Person | None] = relationship(lazy="joined")


def overhauls(
    session: Session, seen: ColumnElement[bool] | None = None, *, states: Collection[str] | None = None
) -> list[Overhaul]:
    """List overhauls in the order of their numbers: those one may see, in some states; all by default."""
    query = select(Overhaul).where(true() if seen is None else seen)
    if states is not None:
        query = query.where(Overhaul.state.in_(states) if states else false())
    return list(session.scalars(query.order_by(Overhaul.id)))


def provisional_overhauls(session: Session) -> list[Overhaul]:
    """List the overhauls with their branches whose due day was counted over days that no schedule ruled yet."""
    query = select(Overhaul).where(Overhaul.deadline["provisional"].as_boolean(), Overhaul.state.in_(WITH_BRANCH))
    return list(session.scalars(query.order_by(Overhaul.id)))


def follow_ups_due(session: Session, today: date) -> list[FollowUp]:
    """List the follow-ups of a day or before that nobody has noted as done."""
    open_ones = (FollowUp.day <= today, FollowUp.done_at.is_(None))
    return list(session.scalars(select(FollowUp).where(*open_ones).order_by(FollowUp.day, FollowUp.id)))


def count_open_overhauls(session: Session) -> int:
    """Count the overhauls that are not accepted yet, or of which a follow-up is still to come."""
    visits = select(HelpPlan.overhaul_id).join(FollowUp).where(FollowUp.done_at.is_(None))
    is_open = Overhaul.state.in_(OVERHAUL.open_states) | and_(Overhaul.state != "withdrawn", Overhaul.id.in_(visits))
    return session.scalar(select(func.count(Overhaul.id)).where(is_open)) or 0
