"""Loading the people of a township file and the offices they hold."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import Appointment
from models.organizations import organizations_ended
from models.people import Person
from services.township.file import POWERS, TownshipFile
from services.township.posts import Place, Post, posts
from services.township.rows import change_over

# A person is known by userid, or without one by name and the place where the office is held.
Key = str | tuple[str, Place]
People = dict[Key, Person]


def load_people(session: Session, file: TownshipFile) -> tuple[People, int]:
    """Add who is new and correct who is not; returns everybody by key, and how many rows that wrote."""
    people = _known_people(session)
    written = set[Person]()
    for post in posts(file):
        person = _person_for(session, people, post)
        wanted = (post.person.name, post.person.userid, _sees_cards(file, person, post.person.userid))
        if (person.name, person.userid, person.sees_cards) != wanted:
            person.name, person.userid, person.sees_cards = wanted
            written.add(person)
    session.flush()
    return people, len(written)


def in_effect(row: Appointment) -> list[str]:
    """List the powers of an appointment; what older files granted besides never did anything, and no file says it."""
    return [one for one in row.powers if one in POWERS]


def load_appointments(session: Session, file: TownshipFile, people: People, since: date | None, today: date) -> int:
    """End the appointments that the file no longer names and begin the new ones; count both."""
    holding = {
        (row.person_id, row.role, row.title, row.organization_id, row.group_id, row.department_id, *in_effect(row)): row
        for row in session.scalars(select(Appointment).where(Appointment.until.is_(None)))
    }
    wanted = {}
    ended = organizations_ended(session)
    for post in (one for one in posts(file) if one.organization_id not in ended):
        person = people[_key(post)]
        key = (person.id, post.role, post.title, *post.place, *post.powers)
        wanted[key] = _appointment(post, person, since)
    return change_over(session, holding, wanted, today)


def _known_people(session: Session) -> People:
    known: People = {person.userid: person for person in session.scalars(select(Person)) if person.userid is not None}
    for row in session.scalars(select(Appointment)):
        if row.person.userid is None:
            known[row.person.name, (row.organization_id, row.group_id, row.department_id)] = row.person
    return known


def _key(post: Post) -> Key:
    return post.person.userid or (post.person.name, post.place)


def _person_for(session: Session, people: People, post: Post) -> Person:
    """Find the holder of a post. Somebody who was on paper there and now has a userid stays the same person."""
    key = _key(post)
    if key not in people:
        person = people.pop((post.person.name, post.place), None)
        if person is None:
            person = Person(sees_cards=False)
            session.add(person)
        people[key] = person
    return people[key]


def _sees_cards(file: TownshipFile, person: Person, userid: str | None) -> bool:
    if file.text_only is None:
        return person.sees_cards
    return userid is not None and userid not in file.text_only


def _appointment(post: Post, person: Person, since: date | None) -> Appointment:
    return Appointment(
        person_id=person.id,
        role=post.role,
        title=post.title,
        organization_id=post.organization_id,
        group_id=post.group_id,
        department_id=post.department_id,
        powers=list(post.powers),
        since=since,
    )
