"""Who looks at a page and what they may see: looked up from the appointments on every request, never remembered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import LEADERS, OFFICE, SLIP_RECIPIENTS, Appointment, in_force
from models.organizations import GroupAssignment, assigned_on
from models.people import Person, person_by_userid


@dataclass(frozen=True)
class Visitor:
    """A person with the appointments that hold today."""

    person: Person
    today: date
    appointments: tuple[Appointment, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """The ids of the organisations for which the person may answer."""
        ids = [one.organization_id for one in self.appointments if one.role in SLIP_RECIPIENTS]
        return tuple(dict.fromkeys(one for one in ids if one))

    @property
    def groups(self) -> frozenset[str]:
        """The ids of the supervision groups the person belongs to."""
        return frozenset(one.group_id for one in self.appointments if one.group_id)

    @property
    def inside(self) -> bool:
        """Whether the person is of the office or one of the leaders, who see the internal edition (A19)."""
        return self.holds((*OFFICE, *LEADERS))

    def holds(self, roles: Collection[str]) -> bool:
        """Tell whether the person holds one of the roles."""
        return any(one.role in roles for one in self.appointments)


def visitor(session: Session, userid: str, today: date) -> Visitor | None:
    """Find who has signed in; None for somebody who holds no office in the register today."""
    person = person_by_userid(session, userid)
    if person is None:
        return None
    query = select(Appointment).where(Appointment.person_id == person.id, in_force(today)).order_by(Appointment.id)
    appointments = tuple(session.scalars(query))
    return Visitor(person, today, appointments) if appointments else None


def supervises(session: Session, visitor: Visitor, organization_id: str) -> bool:
    """Tell whether an organisation belongs today to a supervision group of the visitor's (R3)."""
    query = select(GroupAssignment.id).where(
        GroupAssignment.organization_id == organization_id,
        GroupAssignment.group_id.in_(visitor.groups),
        assigned_on(visitor.today),
    )
    return session.scalar(query.limit(1)) is not None
