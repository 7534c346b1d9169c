"""The register of grass-roots organisations, their departments and supervision groups."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey
from rules.periods import Month

if TYPE_CHECKING:
    from models.appointments import Appointment

ON_PAPER: Final = "paper"


class Department(Base):
    """A department of the township; its head takes part in an interview (R40)."""

    __tablename__ = "departments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))


class SupervisionGroup(Base):
    """A 督导组: inspects a set of organisations each quarter (R3)."""

    __tablename__ = "supervision_groups"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(128))
    phone: Mapped[str | None] = mapped_column(String(20))


class Organization(Base):
    """One organisation of the register (R1). `position` is its place in the register, from 0.

    `ended` is the day since which it exists no more: dissolved, merged into another, or split. It is set once that day
    has come and everything of it is settled (services/organizations), never ahead.
    """

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    short_name: Mapped[str] = mapped_column(String(32), index=True)
    type: Mapped[str] = mapped_column(String(32))
    sector: Mapped[str | None] = mapped_column(String(32))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("departments.id"))
    assessed: Mapped[bool]
    founded: Mapped[date | None]
    ended: Mapped[date | None]
    delivery: Mapped[str] = mapped_column(String(8))  # wecom | paper
    full_members: Mapped[int | None]
    probationary_members: Mapped[int | None]
    has_committee: Mapped[bool]
    party_groups: Mapped[int | None]
    term: Mapped[dict[str, object] | None] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(String(256))

    parent: Mapped[Organization | None] = relationship(remote_side=[id])
    department: Mapped[Department | None] = relationship()
    # Of all days; for lists that show many organisations at once.
    appointments: Mapped[list[Appointment]] = relationship(viewonly=True, order_by="Appointment.id")
    assignments: Mapped[list[GroupAssignment]] = relationship(viewonly=True, order_by="GroupAssignment.id")

    @property
    def is_on_paper(self) -> bool:
        """Whether the register says that everything goes to it on paper (D6)."""
        return self.delivery == ON_PAPER

    def existed_in(self, month: Month) -> bool:
        """Tell whether the organisation existed at any time of the month."""
        begun = self.founded is None or self.founded <= month.last_day
        return begun and (self.ended is None or self.ended > month.first_day)


class GroupAssignment(Base):
    """Which supervision group an organisation belongs to, from one day until another (R3: changes are dated)."""

    __tablename__ = "group_assignments"

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("supervision_groups.id"))
    since: Mapped[date | None]
    until: Mapped[date | None]

    group: Mapped[SupervisionGroup] = relationship(viewonly=True)


def assigned_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Select the assignments that hold on a day: from `since` on, before `until`."""
    begun = GroupAssignment.since.is_(None) | (GroupAssignment.since <= day)
    return begun & (GroupAssignment.until.is_(None) | (GroupAssignment.until > day))


def assessed_organizations(session: Session) -> list[Organization]:
    """List the organisations that are assessed, in the order of the register."""
    query = select(Organization).where(Organization.assessed).order_by(Organization.position)
    return list(session.scalars(query))


def assessed_in(month: Month) -> Select[Organization]:
    """Select those that are assessed and existed at any time of a month, as `existed_in` says."""
    begun = Organization.founded.is_(None) | (Organization.founded <= month.last_day)
    lasted = Organization.ended.is_(None) | (Organization.ended > month.first_day)
    return select(Organization).where(Organization.assessed, begun, lasted).order_by(Organization.position)


def living_organizations(session: Session) -> list[Organization]:
    """List those that are assessed and have not ended, in the order of the register."""
    return [one for one in assessed_organizations(session) if one.ended is None]


def organizations_ended(session: Session) -> set[str]:
    """Name the organisations that exist no more."""
    return set(session.scalars(select(Organization.id).where(Organization.ended.is_not(None))))


def organization_named(session: Session, text: str) -> Organization | None:
    """Find an organisation by id, name or short name, with or without a full stop behind it.

    One that has ended gives way to another of its name. None when nothing or more than one thing fits exactly.
    """
    name = text.rstrip("。")
    fits = (Organization.id == name) | (Organization.name == name) | (Organization.short_name == name)
    found = session.scalars(select(Organization).where(fits)).all()
    living = [one for one in found if one.ended is None] or found
    return living[0] if len(living) == 1 else None


def groups_with_phone(session: Session) -> list[SupervisionGroup]:
    """List the supervision groups that have a telephone."""
    query = select(SupervisionGroup).where(SupervisionGroup.phone.is_not(None)).order_by(SupervisionGroup.id)
    return list(session.scalars(query))
