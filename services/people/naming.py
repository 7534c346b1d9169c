"""Finding a person somebody names: by name alone where one has it, else with the branch or the telephone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotFound
from bot.wording import word
from models.appointments import Appointment, in_force
from models.people import Person
from rules.contacts import person_name, phone_number

WORDING: Final = "people/names.txt"
_IN_BRACKETS: Final = re.compile(r"(.+?)\((.*)\)")


def history_of(session: Session, person: Person) -> list[Appointment]:
    """List what a person held and holds, what began last first; what never began is not among it."""
    found = session.scalars(select(Appointment).where(Appointment.person_id == person.id))
    return sorted(
        (one for one in found if not one.is_void), key=lambda one: (one.since or date.min, one.id), reverse=True
    )


def post_named(appointment: Appointment) -> str:
    """Say what somebody holds, with its place: 柳浜二支部书记."""
    return word(WORDING, "post", appointment=appointment)


def posts_named(session: Session, people: Collection[Person], day: date) -> dict[int, list[str]]:
    """Say what people hold on a day; two of one name are told apart by it."""
    query = select(Appointment).where(Appointment.person_id.in_([one.id for one in people]), in_force(day))
    named: dict[int, list[str]] = {one.id: [] for one in people}
    for appointment in session.scalars(query.order_by(Appointment.id)):
        named[appointment.person_id].append(post_named(appointment))
    return named


def people_named(session: Session, name: str) -> list[Person]:
    """List everybody of a name, oldest entry first."""
    return list(session.scalars(select(Person).where(Person.name == person_name(name)).order_by(Person.id)))


def person_meant(session: Session, said: str, day: date) -> Person:
    """Find the one person that is meant: 钟鸣, 王建国（柳浜二支部书记）, or a telephone number.

    Raises NotFound for a name nobody has, BadInput for one of several, naming each with what the person holds.
    """
    text = person_name(said)
    number = phone_number(text)
    if number is not None:
        found = list(session.scalars(select(Person).where(Person.phone == number)))
        return _one_of(session, found, said, day)
    parts = _IN_BRACKETS.fullmatch(text)
    found = people_named(session, parts[1] if parts else text)
    if parts and len(found) > 1:
        posts = posts_named(session, found, day)
        found = [one for one in found if any(parts[2] in post for post in posts[one.id])] or found
    return _one_of(session, found, said, day)


def _one_of(session: Session, found: Sequence[Person], said: str, day: date) -> Person:
    if not found:
        raise NotFound("person_unknown", said=said)
    if len(found) > 1:
        posts = posts_named(session, found, day)
        raise BadInput("person_of_several", said=said, people=[(one.name, posts[one.id]) for one in found])
    return found[0]
