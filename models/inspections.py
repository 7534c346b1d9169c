"""Quarter inspections (季度督查): each supervision group's sheet for each of its organisations (R17, R18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, MonthColumn, QuarterColumn
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from rules.periods import Month, Quarter


class Inspection(Base):
    """One sheet: every indicator that fits was looked at, and what was not in order is among the `findings`.

    Sheets are never changed: a correction is a new sheet that `replaces` the one before it. `recorded_by` filled it
    in and signed it (`signed_by`; of sheets of older programs the group's leader): never an officer of the
    organisation that was inspected (D10).
    """

    __tablename__ = "inspections"
    __table_args__ = (Index("ix_inspections_quarter_organization", "quarter", "organization_id"),)

    id: Mapped[BigKey]
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    group_id: Mapped[str] = mapped_column(ForeignKey("supervision_groups.id"))
    inspected_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    signed_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    replaces_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("inspections.id"), unique=True)

    organization: Mapped[Organization] = relationship(lazy="joined")
    group: Mapped[SupervisionGroup] = relationship(lazy="joined")
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id], lazy="joined")
    signed_by: Mapped[Person] = relationship(foreign_keys=[signed_by_id], lazy="joined")
    findings: Mapped[list[Finding]] = relationship(order_by="Finding.id", lazy="selectin", back_populates="inspection")


class Finding(Base):
    """One thing that was not in order: on which indicator, in which month, what exactly; evidence is optional (D3)."""

    __tablename__ = "findings"

    id: Mapped[BigKey]
    inspection_id: Mapped[int] = mapped_column(BigRef, ForeignKey("inspections.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(16))
    month: Mapped[Month] = mapped_column(MonthColumn)
    fact: Mapped[str] = mapped_column(String(256))
    evidence: Mapped[str] = mapped_column(Text, default="")

    inspection: Mapped[Inspection] = relationship(back_populates="findings", lazy="joined")


class InspectionExemption(Base):
    """Why an organisation was not inspected in a quarter, in writing (R17)."""

    __tablename__ = "inspection_exemptions"
    __table_args__ = (UniqueConstraint("quarter", "organization_id"),)

    id: Mapped[BigKey]
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    reason: Mapped[str] = mapped_column(String(256))
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Person] = relationship(lazy="joined")


def inspections_in(session: Session, quarter: Quarter, as_of: datetime | None = None) -> list[Inspection]:
    """List the sheets that hold for a quarter: now, or as they held at a moment."""
    made = [Inspection.quarter == quarter]
    if as_of is not None:
        made.append(Inspection.recorded_at <= as_of)
    replaced = select(Inspection.replaces_id).where(Inspection.replaces_id.is_not(None), *made)
    query = select(Inspection).where(*made, Inspection.id.not_in(replaced))
    return list(session.scalars(query.order_by(Inspection.id)))


def sheets_that_hold() -> ColumnElement[bool]:
    """Select the sheets that hold now: those that no other has replaced."""
    return Inspection.id.not_in(select(Inspection.replaces_id).where(Inspection.replaces_id.is_not(None)))


class FoundFact(NamedTuple):
    """The columns of a finding and its sheet: a whole town of them is read at once."""

    id: int
    organization_id: str
    indicator: str
    month: Month
    fact: str
    group: str
    inspected_on: date
    signed_by_id: int
    recorded_at: datetime


def findings_as_of(
    session: Session, quarter: Quarter, as_of: datetime, only: Collection[str] | None = None
) -> list[FoundFact]:
    """List what the sheets of a quarter found, as they held at a moment; `only` names the organisations wanted."""
    query, wanted = (_FOUND, {}) if only is None else (_FOUND_AT_SOME, {"only": list(only)})
    return [FoundFact(*row) for row in session.execute(query, {"quarter": quarter, "as_of": as_of} | wanted)]


def _found(*wanted: ColumnElement[bool]) -> Select[Any]:
    made = Inspection.quarter == bindparam("quarter"), Inspection.recorded_at <= bindparam("as_of"), *wanted
    replaced = select(Inspection.replaces_id).where(Inspection.replaces_id.is_not(None), *made)
    return (
        select(Finding.id, Inspection.organization_id, Finding.indicator, Finding.month, Finding.fact)
        .add_columns(SupervisionGroup.name, Inspection.inspected_on, Inspection.signed_by_id, Inspection.recorded_at)
        .select_from(Finding)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .join(SupervisionGroup, SupervisionGroup.id == Inspection.group_id)
        .where(*made, Inspection.id.not_in(replaced))
        .order_by(Finding.id)
    )


# Asked for every branch whose score is shown.
_FOUND: Final = _found()
_FOUND_AT_SOME: Final = _found(Inspection.organization_id.in_(bindparam("only")))


def inspection_of(session: Session, quarter: Quarter, organization_id: str) -> Inspection | None:
    """Find the sheet that holds now for an organisation; None when it was not inspected."""
    of_it = (Inspection.quarter == quarter, Inspection.organization_id == organization_id)
    return session.scalar(select(Inspection).where(*of_it).order_by(Inspection.id.desc()).limit(1))


def organizations_inspected(session: Session, quarter: Quarter, as_of: datetime | None = None) -> set[str]:
    """List the ids of those that have a sheet for a quarter: now, or as of a moment (R17)."""
    query = select(Inspection.organization_id).where(Inspection.quarter == quarter)
    if as_of is not None:
        query = query.where(Inspection.recorded_at <= as_of)
    return set(session.scalars(query.distinct()))


def organizations_exempted(session: Session, quarter: Quarter, as_of: datetime | None = None) -> set[str]:
    """List the ids of those that are exempted from a quarter's inspection: now, or as of a moment (R17)."""
    query = select(InspectionExemption.organization_id).where(InspectionExemption.quarter == quarter)
    if as_of is not None:
        query = query.where(InspectionExemption.at <= as_of)
    return set(session.scalars(query))
