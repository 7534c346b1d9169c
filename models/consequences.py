"""Consequences of grey boards (R37-R41) and the overhaul of a branch (R39): what was proposed, decided and done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, false, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey, BigRef, Moment, QuarterColumn
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.transitions import Transition
from rules.cases import CONSEQUENCE, MEASURE, OVERHAUL, Machine
from rules.deadlines import Deadline
from rules.periods import Quarter

OVERHAUL_REPORT: Final = "overhaul_report"
INTERVIEW: Final = "interview"
ORGANIZATIONAL_MEASURE: Final = "organizational_measure"
# The branch has still to hand its report in; whether it is overdue is a question asked of `due` and the moment.
WITH_BRANCH: Final = OVERHAUL.open_states - {"reported"}


class Consequence(Base):
    """One consequence for one organisation; its states are those of CONSEQUENCE or, for 组织处置, of MEASURE.

    `quarter` completed the streak (None for 组织处置), `year` is the one affected (A11). What a proposal rests on is
    kept with the step that made it (`evidence_of`). `decision` is what the Party committee decided (组织处置 only).
    `ground_fell_at`: when an amended board took the ground away from what people had decided already (A12).
    """

    __tablename__ = "consequences"
    __table_args__ = (UniqueConstraint("organization_id", "quarter", "kind"),)

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[str] = mapped_column(String(32))
    quarter: Mapped[Quarter | None] = mapped_column(QuarterColumn)
    year: Mapped[int] = mapped_column(index=True)
    decision: Mapped[str] = mapped_column(Text, default="")
    begun_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)
    done_on: Mapped[date | None]
    record_no: Mapped[str] = mapped_column(String(64), default="")
    ground_fell_at: Mapped[datetime | None] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship(lazy="joined")

    @property
    def machine(self) -> Machine:
        """The life it leads."""
        return MEASURE if self.kind == ORGANIZATIONAL_MEASURE else CONSEQUENCE

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in self.machine.open_states


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


def consequences_of_year(session: Session, year: int) -> list[Consequence]:
    """List the consequences that affect a year, in all states, in the order of their numbers (A20)."""
    return list(session.scalars(select(Consequence).where(Consequence.year == year).order_by(Consequence.id)))


def open_consequences(session: Session) -> list[Consequence]:
    """List what somebody still has to decide, carry out or close, in the order of the numbers."""
    states = CONSEQUENCE.open_states | MEASURE.open_states
    return list(session.scalars(select(Consequence).where(Consequence.state.in_(states)).order_by(Consequence.id)))


def proposed_ones(session: Session) -> list[Consequence]:
    """List everything that was ever proposed because of grey boards."""
    query = select(Consequence).where(Consequence.quarter.is_not(None))
    return list(session.scalars(query.order_by(Consequence.id)))


def evidence_of(session: Session, consequence_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read what each proposal rests on, by number: its streak, the boards, the cases still open at that moment."""
    query = select(Transition.case_id, Transition.facts).where(
        Transition.case_kind == CONSEQUENCE.name,
        Transition.event.in_((CONSEQUENCE.first, "propose")),
        Transition.case_id.in_(consequence_ids),
    )
    return {row.case_id: row.facts for row in session.execute(query.order_by(Transition.id))}


def overhauls(
    session: Session, seen: ColumnElement[bool] | None = None, *, states: Collection[str] | None = None
) -> list[Overhaul]:
    """List overhauls in the order of their numbers: those one may see, in some states; all by default."""
    query = select(Overhaul).where(true() if seen is None else seen)
    if states is not None:
        query = query.where(Overhaul.state.in_(states) if states else false())
    return list(session.scalars(query.order_by(Overhaul.id)))


def follow_ups_due(session: Session, today: date) -> list[FollowUp]:
    """List the follow-ups of a day or before that nobody has noted as done."""
    open_ones = (FollowUp.day <= today, FollowUp.done_at.is_(None))
    return list(session.scalars(select(FollowUp).where(*open_ones).order_by(FollowUp.day, FollowUp.id)))
