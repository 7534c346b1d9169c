"""Writing the organisations of a register: founded, corrected, moved under another, assigned to another group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import NAMED, in_slices
from bot.wording import word
from models.base import Base
from models.organizations import Department, GroupAssignment, Organization, SupervisionGroup
from models.people import Person
from services.office_files.spelling import plain
from services.organizations.changes import NewOrganization, found, move
from services.organizations.facts import assign_all, correct_all, next_ids, term_from
from services.register.changes import Said
from services.register_files.rows import OrganizationRow, Wanted
from services.register_files.whom import WORDING
from services.rights.asking import check_may
from services.rights.table import Right

LONGEST_SOURCE: Final = 200
FACTS: Final = (
    "sector",
    "delivery",
    "assessed",
    "full_members",
    "probationary_members",
    "party_groups",
    "has_committee",
)


class OrganizationsWriter:
    """One file being written by somebody of the office.

    What the file was held against may be of another session: rows of it are looked at, and read here to be changed.
    """

    def __init__(self, session: Session, wanted: Wanted) -> None:
        if wanted.by_id is None:
            raise ValueError("the register is written by somebody of the office; say who")
        self.session, self.by, self.now = session, session.get_one(Person, wanted.by_id), wanted.now
        self.calendar = wanted.calendar
        self.stored = wanted.stored
        self.reason = word(WORDING, "reason", source=wanted.source)[:LONGEST_SOURCE]
        self.said = Said(wanted.now.date(), self.reason, self.by)
        self.written: list[Base] = []
        self.groups = {plain(one.name): one for one in session.scalars(select(SupervisionGroup))}
        self.departments = {plain(one.name): one for one in session.scalars(select(Department))}
        self.numbers: dict[int, str] = {}  # of the organisations written so far, by row
        check_may(self.session, self.by, Right.CHANGE_REGISTER, self.now)

    def organizations(self, rows: Sequence[OrganizationRow]) -> None:
        """Write the organisations, those above before those below."""
        known = [(one, one.organization) for one in rows if one.organization is not None]
        self._correct(known)
        new = [one for one in rows if one.organization is None]
        numbers = dict(zip((id(one) for one in new), next_ids(self.session, len(new)), strict=True))
        for one in _parents_first(rows):
            above = self._number(one.parent)
            if one.organization is not None:
                self._move(one.organization, above)
            else:
                place = len(self.stored.organizations) + rows.index(one)
                self.written.append(self._found(one, numbers[id(one)], above, place))
            self.numbers[id(one)] = one.organization.id if one.organization else numbers[id(one)]
        self._group(known)

    def _number(self, one: Organization | OrganizationRow | None) -> str | None:
        """Name an organisation; None for none, and for a row that is not written yet."""
        if isinstance(one, OrganizationRow):
            return self.numbers.get(id(one))
        return one.id if one else None

    def _found(self, one: OrganizationRow, number: str, above: str | None, place: int) -> Organization:
        group = self.groups[plain(one.group)] if one.group else None
        department = self.departments[plain(one.facts["department"])] if one.facts["department"] else None
        within = department.id if department else None
        facts: dict[str, Any] = {name: one.facts[name] for name in ("sector", "delivery", "assessed", "has_committee")}
        named: dict[str, Any] = {
            "id": number,
            "name": one.name,
            "short_name": one.short_name,
            "type": one.type,
            "parent_id": above,
        }
        if self.stored.is_empty:
            made = Organization(position=place, founded=one.founded, department_id=within, **named, **facts)
            self.session.add(made)
            self.session.flush()
            if group is not None:
                self.session.add(GroupAssignment(organization_id=number, group_id=group.id, since=None))
        else:
            new = NewOrganization(**named, **facts, group_id=group.id if group else None, department_id=within)
            made = found(self.session, new, self.said, self.now)
        for name in ("full_members", "probationary_members", "party_groups", "note"):
            setattr(made, name, one.facts.get(name))
        made.term = term_from(*one.facts["term"]) if "term" in one.facts else None
        self.session.flush()
        return made

    def _correct(self, rows: Sequence[tuple[OrganizationRow, Organization]]) -> None:
        """Correct what is known already, all at once: a file may say something else of a whole town."""
        changed = [(known.id, values) for one, known in rows if (values := self._corrected(one, known))]
        read = self._read([name for name, _ in changed])
        wanted = [(one, values) for one, (_, values) in zip(read, changed, strict=True)]
        self.written += correct_all(self.session, wanted, self.said, self.calendar, self.now) if wanted else []

    def _read(self, names: Sequence[str]) -> list[Organization]:
        """Read organisations, in the order they are named."""
        asked = (select(Organization).where(Organization.id.in_(some)) for some in in_slices(names, NAMED))
        here = {one.id: one for query in asked for one in self.session.scalars(query)}
        return [here[name] for name in names]

    def _corrected(self, one: OrganizationRow, known: Organization) -> dict[str, Any]:
        """Name what the file says otherwise of an organisation."""
        values: dict[str, Any] = {name: one.facts[name] for name in (*FACTS, "note") if name in one.facts}
        if one.facts["department"]:
            values["department_id"] = self.departments[plain(one.facts["department"])].id
        if "term" in one.facts:
            values["term"] = term_from(*one.facts["term"])
        return {name: value for name, value in values.items() if getattr(known, name) != value}

    def _move(self, known: Organization, above: str | None) -> None:
        if above is not None and above != known.parent_id:
            move(self.session, self._here(known.id), self._here(above), self.said, self.now)
            self.written.append(self._here(known.id))

    def _group(self, rows: Sequence[tuple[OrganizationRow, Organization]]) -> None:
        """Assign what is known already to other groups, all at once, too."""
        named = [(known.id, self.groups[plain(one.group)]) for one, known in rows if one.group]
        other = [(name, group) for name, group in named if group.id != self.stored.group_of.get(name)]
        wanted = list(zip(self._read([name for name, _ in other]), (group for _, group in other), strict=True))
        if wanted:
            assign_all(self.session, wanted, self.said, self.now)
            self.written += [one for one, _ in wanted]

    def _here(self, number: str) -> Organization:
        return self.session.get_one(Organization, number)


def _parents_first(rows: Sequence[OrganizationRow]) -> Iterator[OrganizationRow]:
    """The database accepts a child only after its parent; who stands above oneself is taken as it comes."""
    ready: set[int] = set()
    waiting = list(rows)
    while waiting:
        some = [one for one in waiting if not isinstance(one.parent, OrganizationRow) or id(one.parent) in ready]
        yield from some or waiting
        ready |= {id(one) for one in some or waiting}
        waiting = [one for one in waiting if id(one) not in ready]
