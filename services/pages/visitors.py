"""Who looks at a page: looked up in the register on every request, never remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import Appointment, in_force, organizations_led_by
from models.people import Person, person_by_userid
from services.rights.asking import may
from services.rights.table import Right


@dataclass(frozen=True)
class Visitor:
    """A person of the register. `own` are the ids of the organisations for which the person may answer today.

    `inside` tells whether the person sees the internal edition of a board (A19).
    """

    person: Person
    today: date
    own: tuple[str, ...]
    inside: bool


def visitor(session: Session, userid: str, now: datetime) -> Visitor | None:
    """Find who has signed in; None for somebody who holds no office in the register today."""
    person, today = person_by_userid(session, userid), now.date()
    if person is None or not _holds_any_office(session, person, today):
        return None
    inside = may(session, person, Right.SEE_INTERNAL_EDITION, now)
    return Visitor(person, today, tuple(organizations_led_by(session, person, today)), inside)


def _holds_any_office(session: Session, person: Person, today: date) -> bool:
    query = select(Appointment.id).where(Appointment.person_id == person.id, in_force(today))
    return session.scalar(query.limit(1)) is not None
