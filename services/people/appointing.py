"""任命、免去: an appointment begins on a day and ends on one; whoever held the office before ends with it (R11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from models.appointments import (
    BRANCH_ORG_COMMISSIONER,
    DEPARTMENT_HEAD,
    DEPUTY,
    GROUP_LEADER,
    SECRETARY,
    Appointment,
)
from models.organizations import Department, Organization, SupervisionGroup
from models.people import Person
from models.register_entries import APPOINTED, LEFT, STAYS, RegisterEntry
from services.people.rights import check_not_oneself, check_office, is_last_of_office
from services.register.changes import Said, reason_given

# Offices that one person holds at a time.
SINGLE: Final = (SECRETARY, DEPUTY, BRANCH_ORG_COMMISSIONER, GROUP_LEADER, DEPARTMENT_HEAD)
# So far back and ahead an appointment may be entered.
REACH: Final = timedelta(days=366)


@dataclass(frozen=True)
class Office:
    """An office: its role, what it is called, and where it is; without a place it is one of the town's."""

    role: str
    title: str
    organization: Organization | None = None
    group: SupervisionGroup | None = None
    department: Department | None = None
    powers: Sequence[str] = field(default=())

    @property
    def place(self) -> dict[str, str | None]:
        """Where it is, by column."""
        places = {"organization_id": self.organization, "group_id": self.group, "department_id": self.department}
        return {column: one.id if one else None for column, one in places.items()}


def office_of(appointment: Appointment) -> Office:
    """Find the office that an appointment fills."""
    one = appointment
    return Office(one.role, one.title, one.organization, one.group, one.department, one.powers)


def holding_from(session: Session, office: Office, day: date) -> list[Appointment]:
    """List the appointments to an office that hold on a day or begin later, oldest first."""
    here = (getattr(Appointment, column) == value for column, value in office.place.items())
    open_then = or_(Appointment.until.is_(None), Appointment.until > day)
    not_empty = or_(Appointment.until.is_(None), Appointment.since.is_(None), Appointment.until > Appointment.since)
    query = select(Appointment).where(Appointment.role == office.role, *here, open_then, not_empty)
    return list(session.scalars(query.order_by(Appointment.id)))


def check_day(day: date, now: datetime) -> None:
    """Raise BadInput for a day more than a year away, which is a slip of the pen."""
    if abs(day - now.date()) > REACH:
        raise BadInput("register_day_wrong", day=day)


def appoint(session: Session, office: Office, person: Person, said: Said, now: datetime) -> Appointment:
    """Appoint somebody from a day on; whoever held an office that one person holds ends the day before.

    What is open goes on to who holds the office then: rights and messages come from the appointments of the day.
    Raises Refused as `check_office` does, for oneself, without a reason, and for who holds it already.
    """
    check_office(session, said.by, office.role, office.organization, now)
    return appoint_checked(session, office, person, said, now)


def appoint_checked(session: Session, office: Office, person: Person, said: Said, now: datetime) -> Appointment:
    """Appoint somebody to an office that was found to be whoever appoints's to fill; else as `appoint`."""
    check_not_oneself(session, said.by, person, now)
    check_day(said.day, now)
    if office.organization is not None and office.organization.ended is not None:
        raise NotNow("organization_ended", organization=office.organization)
    held = holding_from(session, office, said.day)
    if any(one.person_id == person.id for one in held):
        raise NotNow("appointed_already", person=person, title=office.title)
    before = [one for one in held if office.role in SINGLE]
    for one in before:
        _end_on(one, said.day)
    appointment = Appointment(
        person=person, role=office.role, title=office.title, powers=list(office.powers), since=said.day, **office.place
    )
    session.add(appointment)
    session.flush()
    note_appointment(session, APPOINTED, appointment, said, now, before=before)
    return appointment


def end_appointment(session: Session, appointment: Appointment, said: Said, now: datetime) -> None:
    """End an appointment: from the day on the office is not held by this person any more; one to come never begins.

    Raises Refused as `appoint` does, where it has ended already, and where nobody of the office would be left.
    """
    office = office_of(appointment)
    check_office(session, said.by, office.role, office.organization, now)
    check_day(said.day, now)
    if appointment.until is not None and appointment.until <= said.day:
        raise NotNow("appointment_ended", person=appointment.person, title=appointment.title, day=appointment.until)
    if is_last_of_office(session, appointment, now):
        raise NotNow("office_would_be_empty", person=appointment.person)
    _end_on(appointment, said.day)
    session.flush()
    note_appointment(session, LEFT, appointment, said, now)


def keep_appointment(session: Session, appointment: Appointment, said: Said, now: datetime) -> None:
    """Take back that an appointment ends on a day to come: it goes on. Raises Refused as `end_appointment` does.

    Where somebody else is appointed from that day on to an office that one person holds, that goes first.
    """
    office, today = office_of(appointment), now.date()
    check_office(session, said.by, office.role, office.organization, now)
    if appointment.until is None or appointment.until <= today or appointment.is_void:
        raise NotNow("appointment_goes_on", person=appointment.person, title=appointment.title)
    others = [one for one in holding_from(session, office, appointment.until) if one.id != appointment.id]
    if others and office.role in SINGLE:
        raise NotNow("appointment_followed", person=appointment.person, after=others[0])
    appointment.until = None
    session.flush()
    note_appointment(session, STAYS, appointment, said, now)


def _end_on(appointment: Appointment, day: date) -> None:
    appointment.until = max(day, appointment.since or day)


def note_appointment(
    session: Session,
    kind: str,
    appointment: Appointment,
    said: Said,
    now: datetime,
    before: Sequence[Appointment] = (),
) -> RegisterEntry:
    """Note that an appointment begins or ends, and who held the office before."""
    entry = RegisterEntry(
        kind=kind,
        day=said.day,
        reason=reason_given(said.reason),
        person=appointment.person,
        organization_id=appointment.organization_id,
        group_id=appointment.group_id,
        department_id=appointment.department_id,
        appointment_id=appointment.id,
        before={"people": [one.person_id for one in before]},
        after={"title": appointment.title},
        by_id=said.by.id,
        at=now,
    )
    session.add(entry)
    session.flush()
    return entry
