"""Who may enter what into the register: the office for branches; for the town's own offices its head or the leaders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NoRight
from models.appointments import (
    LEADING_GROUP,
    OFFICE,
    OFFICE_CLERK,
    OFFICE_HEAD,
    SECRECY_REVIEWER,
    TOWN_LEADER,
    Appointment,
    offices_of,
)
from models.organizations import Organization
from models.people import Person
from services.rights.asking import check_may, entitled
from services.rights.conflicts import check
from services.rights.table import Right

WORDS: Final = "people/names.txt"
# The offices of the whole town: who holds one approves, reviews, or enters what others rest on.
TOWN_OFFICES: Final = (OFFICE_HEAD, OFFICE_CLERK, LEADING_GROUP, SECRECY_REVIEWER, TOWN_LEADER)


def check_office(session: Session, by: Person, role: str, organization: Organization | None, now: datetime) -> None:
    """Raise NoRight unless somebody may enter who holds an office: of the town, of a branch, a group, a department.

    While nobody who can sign in may fill the town's offices, the office itself does: an empty register has to begin.
    """
    if organization is not None:
        check(session, by, Right.CHANGE_REGISTER, now, organization)
    elif role in TOWN_OFFICES and not _is_left_to_office(session, now):
        check_may(session, by, Right.FILL_TOWN_OFFICE, now)
    else:
        check_may(session, by, Right.CHANGE_REGISTER, now)


def closes_town_offices(session: Session, roles: Collection[str], now: datetime) -> bool:
    """Tell whether whoever fills offices of these roles may not enter any of the town's from then on: the first who may
    by the table takes them out of the office's hands.
    """
    return _is_left_to_office(session, now) and not set(Right.FILL_TOWN_OFFICE.value.who).isdisjoint(roles)


def _is_left_to_office(session: Session, now: datetime) -> bool:
    return not any(one.userid for one in entitled(session, Right.FILL_TOWN_OFFICE, now))


def check_not_oneself(session: Session, by: Person, person: Person, now: datetime) -> None:
    """Raise NoRight for who enters an office of one's own, unless nobody else of the office is there (D10)."""
    others = [one for one in entitled(session, Right.CHANGE_REGISTER, now) if one.id != by.id and one.userid]
    if by.id == person.id and others:
        raise NoRight("register_oneself", free=others)


def check_person(session: Session, by: Person, person: Person, now: datetime) -> None:
    """Raise NoRight unless somebody may change how a person is named and reached: as for each office held."""
    check_may(session, by, Right.CHANGE_REGISTER, now)
    for one in offices_of(session, person, now.date()):
        if one.organization_id is None:
            check_office(session, by, one.role, None, now)


def is_last_of_office(session: Session, appointment: Appointment, now: datetime) -> bool:
    """Tell whether without this appointment nobody of the office were left who can sign in."""
    if appointment.role not in OFFICE:
        return False
    left = [one for one in entitled(session, Right.CHANGE_REGISTER, now) if one.userid]
    return not [one for one in left if one.id != appointment.person_id]
