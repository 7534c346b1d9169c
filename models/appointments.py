"""Who holds which office, from one day until another: every right in the product comes from here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from sqlalchemy import JSON, BindParameter, ForeignKey, String, bindparam, case, select
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey, BigRef
from models.looks import once
from models.organizations import Department, Organization, SupervisionGroup
from models.people import Person

SECRETARY: Final = "secretary"
DEPUTY: Final = "deputy"
BRANCH_ORG_COMMISSIONER: Final = "branch_org_commissioner"
GROUP_LEADER: Final = "supervision_group_leader"
GROUP_MEMBER: Final = "supervision_group_member"
OFFICE_HEAD: Final = "organization_office_head"
OFFICE_CLERK: Final = "organization_office_clerk"
LEADING_GROUP: Final = "performance_leading_group"
SECRECY_REVIEWER: Final = "secrecy_reviewer"
DEPARTMENT_HEAD: Final = "department_head"
TOWN_LEADER: Final = "town_leader"

OFFICE: Final = (OFFICE_CLERK, OFFICE_HEAD)
LEADERS: Final = (TOWN_LEADER, LEADING_GROUP)
# Who receives a slip: the first of these who can be reached (R11, A2).
SLIP_RECIPIENTS: Final = (SECRETARY, DEPUTY, BRANCH_ORG_COMMISSIONER)


class Appointment(Base):
    """One person in one office. `powers` are the extra rights the register grants (draft_board, approve_board …)."""

    __tablename__ = "appointments"

    id: Mapped[BigKey]
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(32), index=True)
    title: Mapped[str] = mapped_column(String(64))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("supervision_groups.id"))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("departments.id"))
    powers: Mapped[list[str]] = mapped_column(JSON, default=list)
    since: Mapped[date | None]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="joined")
    organization: Mapped[Organization | None] = relationship(viewonly=True)
    group: Mapped[SupervisionGroup | None] = relationship(viewonly=True)
    department: Mapped[Department | None] = relationship(viewonly=True)

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day, as `in_force` says."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until > day)

    @property
    def is_void(self) -> bool:
        """Whether it was taken back before it began."""
        return self.since is not None and self.until is not None and self.until <= self.since


@lru_cache(maxsize=64)
def in_force(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Select the appointments that hold on a day: `since` is the first day, `until` the first day after the last.

    Kept for a day: almost every question about a right asks it, and to build it took longer than to answer it.
    """
    return (Appointment.since.is_(None) | (Appointment.since <= today)) & (
        Appointment.until.is_(None) | (Appointment.until > today)
    )


_OFFICES_OF: Final = (
    select(Appointment)
    # The person is at hand already.
    .options(lazyload(Appointment.person))
    .where(Appointment.person_id.in_(bindparam("person_ids", expanding=True)), in_force(bindparam("day")))
    .order_by(Appointment.id)
)


def offices_of(session: Session, person: Person, day: date) -> list[Appointment]:
    """List what a person holds on a day, as `in_force` says."""
    return [*once(session, _offices_of, person.id, day)]


def offices_of_each(session: Session, people: Sequence[Person], day: date) -> dict[int, list[Appointment]]:
    """List what each of some people holds on a day, as `in_force` says, by the person's number."""
    held: dict[int, list[Appointment]] = {person.id: [] for person in people}
    for one in session.scalars(_OFFICES_OF, {"person_ids": [*held], "day": day}):
        held[one.person_id].append(one)
    return held


def _offices_of(session: Session, person_id: int, day: date) -> Sequence[Appointment]:
    return session.scalars(_OFFICES_OF, {"person_ids": [person_id], "day": day}).all()


_HOLDERS: Final = (
    select(Person)
    .join(Appointment, Appointment.person_id == Person.id)
    .where(Appointment.role.in_(bindparam("roles", expanding=True)), in_force(bindparam("day")))
    .order_by(Appointment.id)
)


def holders(session: Session, roles: tuple[str, ...], today: date) -> list[Person]:
    """List the people who hold one of the roles on a day, each once, in the order they were entered."""
    return list(dict.fromkeys(session.scalars(_HOLDERS, {"roles": roles, "day": today})))


# Asked with nearly every message; in the order in which they are tried (R11, A2).
_SLIPS_GO_TO: Final = (
    Appointment.organization_id.in_(bindparam("organization_ids", expanding=True)),
    # No bare column: by its index SQLite read all secretaries of the town, for every hundred organisations anew.
    Appointment.role.concat("").in_(SLIP_RECIPIENTS),
    in_force(bindparam("today")),
)
_AS_TRIED: Final = (
    case({role: place for place, role in enumerate(SLIP_RECIPIENTS)}, value=Appointment.role),
    Appointment.id,
)
_OFFICERS: Final = select(Appointment).where(*_SLIPS_GO_TO).order_by(*_AS_TRIED)
# Of a whole town the posts themselves are read for nothing.
_HOLDING_OFFICE: Final = (
    select(Appointment.organization_id, Person)
    .join(Person, Person.id == Appointment.person_id)
    .where(*_SLIPS_GO_TO)
    .order_by(*_AS_TRIED)
)


def officers(session: Session, organization_id: str, today: date) -> list[Appointment]:
    """List who may receive an organisation's slip on a day, in the order they are tried (R11, A2)."""
    return list(session.scalars(_OFFICERS, {"organization_ids": [organization_id], "today": today}))


def officers_of(session: Session, organization_ids: Collection[str], today: date) -> dict[str, list[Person]]:
    """List the people of some organisations whom `officers` lists; there is an entry for every one asked for."""
    found = session.execute(_HOLDING_OFFICE, {"organization_ids": list(organization_ids), "today": today})
    people: dict[str, list[Person]] = {one: [] for one in organization_ids}
    for organization_id, person in found:
        people[str(organization_id)].append(person)
    return people


def officers_called(session: Session, names: Collection[str], today: date) -> list[Appointment]:
    """List what officers of organisations hold on a day who have one of some names."""
    holds = (Appointment.role.in_(SLIP_RECIPIENTS), in_force(today), Person.name.in_(names))
    return list(session.scalars(select(Appointment).join(Person).where(*holds).order_by(*_AS_TRIED)))


def organizations_led_by(session: Session, person: Person, today: date) -> list[str]:
    """List the ids of organisations for which a person may answer on a day."""
    return led(offices_of(session, person, today))


def led(offices: Iterable[Appointment]) -> list[str]:
    """List the ids of organisations for which whoever holds these offices may answer."""
    found = (one.organization_id for one in offices if one.role in SLIP_RECIPIENTS)
    return [one for one in dict.fromkeys(found) if one is not None]
