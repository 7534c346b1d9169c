"""Leaves (请假、代办): until when somebody else of the branch takes over what is sent to one of its officers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.organizations import Organization
from models.people import Person


class Leave(Base):
    """One officer away from one organisation. `since` and `until` are the first and the last day.

    `ended_at` is set when the person is back earlier, or has said it anew; by itself a leave ends with its last day.
    """

    __tablename__ = "leaves"

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    stand_in_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    since: Mapped[date]
    until: Mapped[date]
    noted_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=person_id, lazy="joined")
    stand_in: Mapped[Person] = relationship(foreign_keys=stand_in_id, lazy="joined")


def leaves_from(session: Session, day: date) -> list[Leave]:
    """List the leaves that hold on a day or begin later, by organisation in the order of the register."""
    query = select(Leave).join(Organization).where(Leave.until >= day, Leave.ended_at.is_(None))
    return list(session.scalars(query.order_by(Organization.position, Leave.since, Leave.id)))


_LEAVES: Final = (
    select(Leave)
    .where(Leave.organization_id.in_(bindparam("organization_ids")), Leave.ended_at.is_(None))
    .where(Leave.since <= bindparam("day"), Leave.until >= bindparam("day"))
    .order_by(Leave.id.desc())
)


def leaves_of(session: Session, organization_id: str, day: date) -> list[Leave]:
    """List an organisation's leaves that hold on a day, the newest first."""
    return leaves_on(session, [organization_id], day)[organization_id]


def leaves_on(session: Session, organization_ids: Collection[str], day: date) -> dict[str, list[Leave]]:
    """List the leaves of some organisations, each as `leaves_of` does; there is an entry for every one asked for."""
    leaves: dict[str, list[Leave]] = {one: [] for one in organization_ids}
    for one in session.scalars(_LEAVES, {"organization_ids": list(organization_ids), "day": day}):
        leaves[one.organization_id].append(one)
    return leaves


def away_on(session: Session, organization_id: str, day: date, person: Person) -> bool:
    """Tell whether a person is away from an organisation on a day."""
    return any(one.person_id == person.id for one in leaves_of(session, organization_id, day))
