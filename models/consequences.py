"""Consequences of grey boards (R37-R41) and the overhaul of a branch (R39): what was proposed, decided and done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, Session, foreign, mapped_column, relationship

from models.base import Base, BigKey, Moment, QuarterColumn
from models.organizations import Organization
from models.transitions import Transition
from rules.cases import CONSEQUENCE, MEASURE, Machine
from rules.periods import Quarter

OVERHAUL_REPORT: Final = "overhaul_report"
ORGANIZATIONAL_MEASURE: Final = "organizational_measure"
PROPOSED: Final = "proposed"
# The steps that keep what a proposal rests on.
PROPOSING: Final = (CONSEQUENCE.first, "propose")


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
    # What happened to it, oldest first; lists read it for all their rows at once.
    steps: Mapped[list[Transition]] = relationship(
        primaryjoin=lambda: and_(
            foreign(Transition.case_id) == Consequence.id,
            Transition.case_kind.in_((CONSEQUENCE.name, MEASURE.name)),
        ),
        order_by=Transition.id,
        viewonly=True,
    )

    @property
    def evidence(self) -> dict[str, Any]:
        """What the newest proposal rests on; nothing for 组织处置."""
        proposed = (one.facts for one in reversed(self.steps) if one.event in PROPOSING)
        return next(proposed, {})

    @property
    def machine(self) -> Machine:
        """The life it leads."""
        return MEASURE if self.kind == ORGANIZATIONAL_MEASURE else CONSEQUENCE

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in self.machine.open_states


_IS_OPEN: Final = Consequence.state.in_(CONSEQUENCE.open_states | MEASURE.open_states)


def consequences_of_year(session: Session, year: int) -> list[Consequence]:
    """List the consequences that affect a year, in all states, in the order of their numbers (A20)."""
    return list(session.scalars(select(Consequence).where(Consequence.year == year).order_by(Consequence.id)))


def open_consequences(session: Session) -> list[Consequence]:
    """List what somebody still has to decide, carry out or close, in the order of the numbers."""
    return list(session.scalars(select(Consequence).where(_IS_OPEN).order_by(Consequence.id)))


def count_open_consequences(session: Session) -> int:
    """Count what somebody still has to decide, carry out or close."""
    return session.scalar(select(func.count()).select_from(Consequence).where(_IS_OPEN)) or 0


def proposed_ones(session: Session) -> list[Consequence]:
    """List everything that was ever proposed because of grey boards."""
    query = select(Consequence).where(Consequence.quarter.is_not(None))
    return list(session.scalars(query.order_by(Consequence.id)))


def evidence_of(session: Session, consequence_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read what each proposal rests on, by number: its streak, the boards, the cases still open at that moment."""
    query = select(Transition.case_id, Transition.facts).where(
        Transition.case_kind == CONSEQUENCE.name,
        Transition.event.in_(PROPOSING),
        Transition.case_id.in_(consequence_ids),
    )
    return {row.case_id: row.facts for row in session.execute(query.order_by(Transition.id))}


def consequences_naming(session: Session, organization_id: str, kind: str, name: str) -> list[Consequence]:
    """List an organisation's open consequences in whose evidence an open case stood, such as an order by its number."""
    found = [one for one in open_consequences(session) if one.organization_id == organization_id]
    rests_on = evidence_of(session, [one.id for one in found])
    named = {"kind": kind, "name": name}
    return [one for one in found if named in rests_on.get(one.id, {}).get("open_cases", ())]


def consequences_in(session: Session, state: str) -> list[Consequence]:
    """List the consequences in one state, in the order of the numbers."""
    return list(session.scalars(select(Consequence).where(Consequence.state == state).order_by(Consequence.id)))
