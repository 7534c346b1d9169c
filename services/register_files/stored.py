"""What the register says now, read once for a whole file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import Appointment, in_force
from models.organizations import Department, GroupAssignment, Organization, SupervisionGroup, assigned_on
from models.people import Person
from services.office_files.names import NameBook
from services.office_files.spelling import plain
from services.people.naming import post_named

# The organisation above all others, which is there from the first day on.
ROOT: Final = "town_committee"


class Stored:
    """The register of a day: organisations by name, who holds which office, people by name, number and account."""

    def __init__(self, session: Session, day: date) -> None:
        found = session.scalars(select(Organization).order_by(Organization.position)).all()
        self.organizations = {one.id: one for one in found}
        self.living = NameBook(_names(list(found)), lambda one: self.organizations[one].short_name)
        self.groups = {plain(one.name): one for one in session.scalars(select(SupervisionGroup))}
        self.departments = {plain(one.name): one for one in session.scalars(select(Department))}
        self.posts: dict[tuple[str, str], list[Appointment]] = defaultdict(list)
        self.held: dict[int, list[str]] = defaultdict(list)
        # What relationships lead to is at hand from here on.
        for one in session.scalars(select(Appointment).where(in_force(day)).order_by(Appointment.id)):
            self.posts[one.role, one.organization_id or one.group_id or one.department_id or ""].append(one)
            self.held[one.person_id].append(post_named(one))
        assigned = session.scalars(select(GroupAssignment).where(assigned_on(day)))
        self.group_of = {one.organization_id: one.group_id for one in assigned}
        self.people: dict[str, list[Person]] = defaultdict(list)
        for person in session.scalars(select(Person).order_by(Person.id)):
            self.people[plain(person.name)].append(person)
        everybody = [one for people in self.people.values() for one in people]
        self.by_phone = {one.phone: one for one in everybody if one.phone}
        self.by_userid = {one.userid: one for one in everybody if one.userid}

    @property
    def is_empty(self) -> bool:
        """Whether there is no organisation yet but the town's own."""
        return all(one.type == ROOT for one in self.organizations.values())

    def holder(self, role: str, place: str) -> Person | None:
        """Find who holds an office that one person holds."""
        found = self.posts.get((role, place))
        return found[-1].person if found else None


def _names(organizations: list[Organization]) -> Iterator[tuple[str, str]]:
    for one in organizations:
        if one.ended is None:
            yield from ((name, one.id) for name in dict.fromkeys((one.name, one.short_name, one.id)))
