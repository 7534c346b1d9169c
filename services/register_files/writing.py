"""Letting the register say what a file says: the first file fills an empty one, a later one enters what has changed.

What an empty register is filled with has held always, as with the township file, and nobody is told; later, who is
named anew is appointed on the day of the file, and hears of it like everybody who is appointed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, OFFICE_HEAD, Appointment
from models.organizations import Department, SupervisionGroup
from models.people import Person
from services.office_files.spelling import plain
from services.organizations.groups import change_unit, enter_unit
from services.people.appointing import SINGLE, Office, appoint, appoint_checked, end_appointment
from services.people.entering import Contact, change_people, enter_person
from services.people.rights import TOWN_OFFICES, check_office
from services.register_files.rows import Contacts, OrganizationRow, PostsRow, Wanted
from services.register_files.values import LABELS
from services.register_files.whom import Newcomer, Who
from services.register_files.writing_organizations import OrganizationsWriter


class _Writer(OrganizationsWriter):
    """One file being written by somebody of the office."""

    def __init__(self, session: Session, wanted: Wanted) -> None:
        super().__init__(session, wanted)
        self.fills_town_offices = False
        self.entered: dict[Newcomer, int] = {}

    def units(self, posts: Mapping[str, Sequence[PostsRow]]) -> None:
        """Write groups and departments."""
        for one in posts["groups"]:
            self.groups[plain(one.name)] = self._unit(SupervisionGroup, one, self.groups.get(plain(one.name)))
        for one in posts["departments"]:
            self.departments[plain(one.name)] = self._unit(Department, one, self.departments.get(plain(one.name)))

    def _unit(self, table: type[Any], one: PostsRow, known: Any) -> Any:
        values = {key: said for key, said in one.values.items() if said}
        if known is None:
            values = {"scope": "", **values} if table is SupervisionGroup else values
            unit = enter_unit(self.session, table, {"name": one.name, **values}, self.reason, self.by, self.now)
            self.written.append(unit)
            return unit
        if change_unit(self.session, known, {"name": known.name, **values}, self.reason, self.by, self.now):
            self.written.append(known)
        return known

    def person(self, who: Who) -> int:
        """Give the number of somebody, entering a newcomer."""
        if isinstance(who, Person):
            return who.id
        if who not in self.entered:
            person = self._enter(who)
            self.entered[who] = person.id
            self.written.append(person)
        return self.entered[who]

    def _enter(self, who: Newcomer) -> Person:
        if not self.stored.is_empty:
            return enter_person(self.session, Contact(who.name, who.userid, who.phone), self.reason, self.by, self.now)
        person = Person(name=who.name, userid=who.userid or None, phone=who.phone or None, sees_cards=False)
        self.session.add(person)
        self.session.flush()
        return person

    def officers(self, rows: Sequence[OrganizationRow]) -> None:
        """Let the offices of branches be held by whom the rows name."""
        for one in rows:
            number = self.numbers[id(one)]
            for role, who in one.who.items():
                people = [self.person(who)] if who is not None else []
                held = self.stored.posts.get((role, number), [])
                if people != [each.person_id for each in held]:
                    self._fill(Office(role, word(LABELS, f"title_{role}"), self._here(number)), held, people)

    def posts(self, posts: Mapping[str, Sequence[PostsRow]]) -> None:
        """Let the offices of groups, departments and the town be held by whom the rows name."""
        for one in posts["groups"]:
            group = self.groups[plain(one.name)]
            for role, people in one.who.items():
                office = Office(role, word(LABELS, f"title_{role}"), group=group)
                self._fill(office, self.stored.posts.get((role, group.id), []), list(map(self.person, people)))
        for one in posts["departments"]:
            department = self.departments[plain(one.name)]
            for people in one.who.values():
                office = Office(DEPARTMENT_HEAD, word(LABELS, f"title_{DEPARTMENT_HEAD}"), department=department)
                held = self.stored.posts.get((DEPARTMENT_HEAD, department.id), [])
                self._fill(office, held, list(map(self.person, people)))
        for one in posts["offices"]:
            for role, people in one.who.items():
                held = self.stored.posts.get((role, ""), [])
                kept = [each.person_id for each in held]
                self._fill(Office(role, one.values["title"]), held, [*kept, *map(self.person, people)])

    def _fill(self, office: Office, held: Sequence[Appointment], people: Sequence[int]) -> None:
        """Let an office be held by these people: who is new begins, who is not named any more ends."""
        holding = {one.person_id for one in held}
        for number in people:
            if number not in holding:
                self.written.append(self._appointed(office, self.session.get_one(Person, number)))
        succeeded = office.role in SINGLE and bool(people)
        for one in held:
            if one.person_id not in people and not succeeded:
                ended = self.session.get_one(Appointment, one.id)
                end_appointment(self.session, ended, self.said, self.now)
                self.written.append(ended)

    def _appointed(self, office: Office, person: Person) -> Appointment:
        if office.role in TOWN_OFFICES:
            self._check_town_offices()
        if not self.stored.is_empty:
            given = appoint_checked if office.role in TOWN_OFFICES else appoint
            return given(self.session, office, person, self.said, self.now)
        made = Appointment(person=person, role=office.role, title=office.title, powers=[], since=None, **office.place)
        self.session.add(made)
        self.session.flush()
        return made

    def _check_town_offices(self) -> None:
        """Check once for the whole file: the first row may give them to somebody else to fill from then on."""
        if not self.fills_town_offices:
            check_office(self.session, self.by, OFFICE_HEAD, None, self.now)
            self.fills_town_offices = True

    def reached(self, contacts: Contacts) -> None:
        """Write numbers and accounts of people the register knew already."""
        given = [(one, _contact(one, said)) for one, said in contacts.people.values() if isinstance(one, Person)]
        new = [(one.id, said) for one, said in given if said != _contact(one, {})]
        wanted = [(self.session.get_one(Person, number), said, self.reason) for number, said in new]
        changed = change_people(self.session, wanted, self.by, self.now)
        self.written += [one[0] for one, is_changed in zip(wanted, changed, strict=True) if is_changed]


def _contact(one: Person, said: Mapping[str, str]) -> Contact:
    return Contact(one.name, said.get("userid", one.userid or ""), said.get("phone", one.phone or ""))


def write_register(session: Session, wanted: Wanted) -> list[str]:
    """Write what a file says; gives the rows that were written as "table/id"."""
    writer = _Writer(session, wanted)
    writer.units(wanted.posts)
    writer.organizations(wanted.organizations)
    writer.officers(wanted.organizations)
    # Before the town's offices: whose account this person may enter hangs on who fills them.
    writer.reached(wanted.contacts)
    writer.posts(wanted.posts)
    session.flush()
    return list(dict.fromkeys(f"{one.__tablename__}/{one.id}" for one in writer.written))  # type: ignore[attr-defined]
