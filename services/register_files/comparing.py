"""Holding the rows of a register against what is stored: each cell's old and new value, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.wording import refusal_text, word
from models.organizations import Organization
from services.office_files.mistakes import Option, Unclear, offered
from services.office_files.names import NameBook
from services.office_files.proposals import Draft, Handed, left_to
from services.office_files.spelling import plain
from services.people.rights import WORDS as RIGHTS
from services.people.rights import closes_town_offices
from services.register_files.comparing_facts import COMMITTEE_FROM, ComparingFacts
from services.register_files.comparing_people import ComparingPeople
from services.register_files.headings import ACCOUNTS, PHONES
from services.register_files.rows import Contacts, OrganizationRow, PostsRow
from services.register_files.stored import ROOT, Stored
from services.register_files.values import (
    read_type,
    shown,
    type_in_name,
)
from services.register_files.whom import WORDING, Whom
from services.rights.conflicts import barred, conflict, offices
from services.rights.table import Right

Posts = Mapping[str, Sequence[PostsRow]]


class Comparing:
    """One file being compared; what it finds stands in the draft and in the rows."""

    def __init__(self, handed: Handed, stored: Stored, whom: Whom, draft: Draft, contacts: Contacts) -> None:
        self.handed, self.stored, self.whom, self.draft, self.contacts = handed, stored, whom, draft, contacts
        self.facts = ComparingFacts(draft)
        self.rows: NameBook[int] = NameBook((), str)
        self.groups = {name: one.name for name, one in stored.groups.items()}
        self.departments = {name: one.name for name, one in stored.departments.items()}
        self.own = self._own_branches()
        self.people = ComparingPeople(handed, stored, whom, draft, contacts)

    def compare(self, organizations: Sequence[OrganizationRow], posts: Posts, people: Sequence[PostsRow]) -> None:
        """Compare everything, units before what belongs to them."""
        self.groups |= {plain(one.name): one.name for one in posts["groups"]}
        self.departments |= {plain(one.name): one.name for one in posts["departments"]}
        named = [(name, at) for at, one in enumerate(organizations) for name in (one.name, one.short_name)]
        self.rows = NameBook(named, lambda at: organizations[at].short_name)
        for one in organizations:
            self._organization(one, organizations)
        for unit in (*posts["groups"], *posts["departments"]):
            self.people.unit(unit)
        for office in posts["offices"]:
            self.people.office(office)
        for person in people:
            self.people.contacts_of(person)
        self._remarks(organizations)

    def _own_branches(self) -> set[str]:
        by = self.handed.by
        found = offices(self.handed.session, [by.id], [self.handed.now.date()]) if by else {}
        return found.get(by.id, set()) if by else set()

    def _organization(self, one: OrganizationRow, organizations: Sequence[OrganizationRow]) -> None:
        before = len(self.draft.changes)
        known = one.organization
        self.draft.compare(one.cell("name").place, known.name if known else "", known.name if known else one.name)
        self._names(one)
        self._parent(one, organizations)
        self.facts.facts(one)
        one.group = self._unit_named(one, "group", self.groups, self._group_before(one))
        department = known.department.name if known and known.department else ""
        one.facts["department"] = self._unit_named(one, "department", self.departments, department)
        self.people.officers(one)
        if known is not None and known.id in self.own and self._decides(one, before):
            self._refuse_own(one, known)

    def _decides(self, one: OrganizationRow, before: int) -> bool:
        """Tell whether a row changes more of an organisation than how its people are reached."""
        reached = {one.cell(key).place.column for key in (*PHONES.values(), *ACCOUNTS.values())}
        return any(change.place.column not in reached for change in self.draft.changes[before:])

    def _refuse_own(self, one: OrganizationRow, known: Organization) -> None:
        """An officer of a branch leaves its affairs to colleagues, where there are any (D10)."""
        by, right, now = self.handed.by, Right.CHANGE_REGISTER, self.handed.now
        found = conflict(self.handed.session, by, right, now, known) if by else None
        if found is not None and found.bars:
            why = refusal_text(barred(right, found))
            self.draft.mistakes.append(left_to(found.others, one.cell("name"), one.heading("name"), why))

    def _names(self, one: OrganizationRow) -> None:
        known, short, kind = one.organization, one.cell("short_name"), one.cell("type")
        if known is None:
            self.draft.compare(short.place, "", one.short_name)
        elif short.text and plain(short.text) != plain(known.short_name):
            before = known.short_name
            self._note(
                one,
                "short_name",
                Unclear("other_short_name", offered([before]), wording=WORDING, name=known.name, before=before),
            )
        said = self.draft.read(kind, one.heading("type"), read_type) if kind.text else None
        one.type = said or (known.type if known else type_in_name(one.name))
        if known is not None and said is not None and said != known.type:
            before = shown("type", known.type)
            self._note(
                one,
                "type",
                Unclear("other_type", offered([before]), wording=WORDING, name=known.short_name, before=before),
            )

    def _parent(self, one: OrganizationRow, organizations: Sequence[OrganizationRow]) -> None:
        known, cell = one.organization, one.cell("parent")
        root = next((each for each in self.stored.organizations.values() if each.type == ROOT), None)
        before = known.parent if known else None
        if not cell.text:
            one.parent = before or root
            return
        found = self.rows.find(cell.text)
        stored = self.stored.living.find(cell.text)
        if root is not None and plain(cell.text) in (plain(root.name), plain(root.short_name)):
            one.parent = root
        elif len(stored) == 1:
            one.parent = self.stored.organizations[stored[0]]
        elif len(found) == 1 and organizations[found[0]] is not one:
            one.parent = organizations[found[0]]
        else:
            near = [*self.rows.near(cell.text), *self.stored.living.near(cell.text)]
            self._note(one, "parent", Unclear("unknown_parent", offered(dict.fromkeys(near)), wording=WORDING))
            return
        self.draft.compare(cell.place, before.short_name if before else "", one.parent.short_name)

    def _group_before(self, one: OrganizationRow) -> str:
        known = self.stored.group_of.get(one.organization.id) if one.organization else None
        return next((group.name for group in self.stored.groups.values() if group.id == known), "")

    def _unit_named(self, one: OrganizationRow, key: str, units: Mapping[str, str], before: str) -> str:
        """Find the group or department a row names; "" where it names none."""
        cell = one.cell(key)
        if not cell.text:
            if key == "group" and before and "group" in one.row.table.columns:
                options = offered([before])
                self._note(one, key, Unclear("empty_group", options, wording=WORDING, asked=True, before=before))
            return ""
        found = units.get(plain(cell.text))
        if found is None:
            self._note(one, key, _no_such_unit(key, list(dict.fromkeys(units.values()))))
            return ""
        self.draft.compare(cell.place, before, found)
        return found

    def _note(self, one: OrganizationRow, key: str, unclear: Unclear) -> None:
        self.draft.note(one.cell(key), one.heading(key), unclear)

    def _remarks(self, organizations: Sequence[OrganizationRow]) -> None:
        several = [one for one in self.whom.newcomers.values() if len(one.places) > 1]
        if several:
            self.draft.remark("one_person", wording=WORDING, people=several)
        if self.facts.empty:
            self.draft.remark("empty_cells", wording=WORDING, count=self.facts.empty)
        if self.facts.committee_concluded:
            facts = {"count": self.facts.committee_concluded, "least": COMMITTEE_FROM}
            self.draft.remark("committee_concluded", wording=WORDING, **facts)
        if self.facts.unknown_sector:
            self.draft.remark("unknown_sector", wording=WORDING, names=self.facts.unknown_sector)
        if closes_town_offices(self.handed.session, self.people.fills, self.handed.now):
            self.draft.remark("closes_town_offices", wording=RIGHTS)
        named = {one.organization.id for one in organizations if one.organization}
        living = [one for one in self.stored.organizations.values() if one.ended is None and one.type != ROOT]
        missing = [one.short_name for one in living if one.id not in named]
        if missing and organizations:
            self.draft.remark("missing", wording=WORDING, names=missing)


def _no_such_unit(key: str, names: Sequence[str]) -> Unclear:
    """Say which groups or departments there are; a list often comes before them, and branches are assigned later."""
    later = Option("", word(WORDING, "unit_later"))
    return Unclear("unknown_unit", (*offered(names), later), wording=WORDING, kind=key, names=names)
