"""Letting the register say what a file says: the first file fills an empty one, a later one enters what has changed.

What an empty register is filled with has held always, as with the township file, and nobody is told; later, who is
named anew is appointed on the day of the file, and hears of it like everybody who is appointed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, OFFICE_HEAD, Appointment
from models.organizations import Department, SupervisionGroup
from models.people import Person
from services.office_files.proposals import Handed
from services.office_files.spelling import plain
from services.organizations.groups import change_unit, enter_unit
from services.people.appointing import SINGLE, Office, appoint, appoint_checked, end_appointment
from services.people.entering import Contact, change_people, enter_person
from services.people.rights import TOWN_OFFICES, check_office
from services.register_files.rows import Contacts, OrganizationRow, PostsRow
from services.register_files.stored import Stored
from services.register_files.values import LABELS
from services.register_files.whom import Newcomer, Who
from services.register_files.writing_organizations import OrganizationsWriter


class _Writer(OrganizationsWriter):
    """One file being written by somebody of the office."""

    fills_town_offices = False

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

    def person(self, who: Who) -> Person:
        """Give the row of somebody, entering a newcomer."""
        if isinstance(who, Person):
            return who
        if who.person is None:
            if self.stored.is_empty:
                who.person = Person(name=who.name, userid=who.userid or None, phone=who.phone or None, sees_cards=False)
                self.session.add(who.person)
                self.session.flush()
            else:
                contact = Contact(who.name, who.userid, who.phone)
                who.person = enter_person(self.session, contact, self.reason, self.by, self.now)
            self.written.append(who.person)
        return who.person

    def officers(self, rows: Sequence[OrganizationRow]) -> None:
        """Let the offices of branches be held by whom the rows name."""
        for one in rows:
            for role, who in one.who.items():
                place = one.written.id if one.written else ""
                held = self.stored.posts.get((role, place), [])
                office = Office(role, word(LABELS, f"title_{role}"), one.written)
                self._fill(office, held, [who] if who is not None else [])

    def posts(self, posts: Mapping[str, Sequence[PostsRow]]) -> None:
        """Let the offices of groups, departments and the town be held by whom the rows name."""
        for one in posts["groups"]:
            group = self.groups[plain(one.name)]
            for role, people in one.who.items():
                office = Office(role, word(LABELS, f"title_{role}"), group=group)
                self._fill(office, self.stored.posts.get((role, group.id), []), people)
        for one in posts["departments"]:
            department = self.departments[plain(one.name)]
            for people in one.who.values():
                office = Office(DEPARTMENT_HEAD, word(LABELS, f"title_{DEPARTMENT_HEAD}"), department=department)
                self._fill(office, self.stored.posts.get((DEPARTMENT_HEAD, department.id), []), people)
        for one in posts["offices"]:
            for role, people in one.who.items():
                held = self.stored.posts.get((role, ""), [])
                kept = [each.person for each in held if each.person not in people]
                self._fill(Office(role, one.values["title"]), held, [*kept, *people])

    def _fill(self, office: Office, held: Sequence[Appointment], people: Sequence[Who]) -> None:
        """Let an office be held by these people: who is new begins, who is not named any more ends."""
        wanted = [self.person(who) for who in people]
        holding = {one.person_id for one in held}
        for person in wanted:
            if person.id not in holding:
                self.written.append(self._appointed(office, person))
        succeeded = office.role in SINGLE and bool(wanted)
        for one in held:
            if one.person_id not in {person.id for person in wanted} and not succeeded:
                end_appointment(self.session, one, self.said, self.now)
                self.written.append(one)

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

    def reached(self) -> None:
        """Write numbers and accounts of people the register knew already."""
        known = [(one, said) for one, said in self.contacts.people.values() if not isinstance(one, Newcomer)]
        wanted = [(one, _contact(one, said), self.reason) for one, said in known]
        changed = change_people(self.session, wanted, self.by, self.now)
        self.written += [one[0] for one, is_changed in zip(wanted, changed, strict=True) if is_changed]


def _contact(one: Person, said: Mapping[str, str]) -> Contact:
    return Contact(one.name, said.get("userid", one.userid or ""), said.get("phone", one.phone or ""))


def write_register(
    handed: Handed,
    stored: Stored,
    organizations: Sequence[OrganizationRow],
    posts: Mapping[str, Sequence[PostsRow]],
    contacts: Contacts,
) -> list[str]:
    """Write what a file says; gives the rows that were written as "table/id"."""
    writer = _Writer(handed, stored, contacts)
    writer.units(posts)
    writer.organizations(organizations)
    writer.officers(organizations)
    # Before the town's offices: whose account this person may enter hangs on who fills them.
    writer.reached()
    writer.posts(posts)
    handed.session.flush()
    return list(dict.fromkeys(f"{one.__tablename__}/{one.id}" for one in writer.written))  # type: ignore[attr-defined]
