"""A register as offices keep it, held against the one that is stored: old and new by cell, and what must be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, GROUP_LEADER, GROUP_MEMBER
from services.office_files.cells import Sheet
from services.office_files.headings import Heading, Table, TableRow, find_table
from services.office_files.mistakes import Unclear, offered
from services.office_files.proposals import Draft, Handed, Proposal, leave_out_row, other_sheets, records_in
from services.office_files.refusing import refused
from services.office_files.values import as_text
from services.register_files.comparing import Comparing
from services.register_files.headings import DEPARTMENTS, FORMS, GROUPS, ORGANIZATIONS, PEOPLE, TOWN_OFFICES
from services.register_files.rows import Contacts, OrganizationRow, PostsRow, Wanted, read_officers, sections
from services.register_files.stored import Stored
from services.register_files.values import LABELS, core, read_phone, read_userid, split_names
from services.register_files.whom import WORDING, Whom, mention_of
from services.register_files.writing import write_register


@dataclass
class _Register:
    """One file being held against the register."""

    handed: Handed
    stored: Stored
    whom: Whom
    draft: Draft = field(default_factory=Draft)
    organizations: list[OrganizationRow] = field(default_factory=list)
    rows_by_key: dict[str, int] = field(default_factory=dict)
    posts: dict[str, list[PostsRow]] = field(default_factory=lambda: {"groups": [], "departments": [], "offices": []})
    people: list[PostsRow] = field(default_factory=list)
    contacts: Contacts = field(default_factory=Contacts)

    def read(self, form: Sequence[Heading], table: Table) -> None:
        rows = records_in(self.draft, table)
        if form is ORGANIZATIONS:
            within = sections(table)
            for row in rows:
                self._organization(row, row.cell("area").text or within.get(row.number, ""))
        elif form is GROUPS:
            roles = {"leader": GROUP_LEADER, "members": GROUP_MEMBER}
            self.posts["groups"] += [self._unit(row, roles, ("scope", "phone")) for row in rows]
        elif form is DEPARTMENTS:
            self.posts["departments"] += [self._unit(row, {"leader": DEPARTMENT_HEAD}, ()) for row in rows]
        elif form is TOWN_OFFICES:
            self.posts["offices"] += [self._person(row, ("role", "title")) for row in rows if row.cell("person").text]
        elif form is PEOPLE:
            self.people += [self._person(row, ("posts",)) for row in rows if row.cell("person").text]

    def _organization(self, row: TableRow, section: str) -> None:
        name = self.draft.read(row.cell("name"), row.table.heading("name"), lambda cell: as_text(cell, 64, needed=True))
        if name is None:
            return
        found = self.stored.living.find(name)
        if len(found) > 1:
            self._note(row, "name", Unclear("organization_twice", found=found))
            return
        by_short = self.stored.living.find(row.cell("short_name").text) if row.cell("short_name").text else ()
        if not found and by_short:
            before = self.stored.organizations[by_short[0]]
            options, short = (*offered([before.name]), leave_out_row()), before.short_name
            unclear = Unclear("other_name", options, wording=WORDING, asked=True, short_name=short, before=before.name)
            self._note(row, "name", unclear)
            return
        organization = self.stored.organizations[found[0]] if found else None
        short = organization.short_name if organization else row.cell("short_name").text or core(name)
        one = OrganizationRow(row, name, short, section, organization)
        read_officers(self.draft, one)
        if not self._is_twice(one):
            self.organizations.append(one)
            for mention in one.officers.values():
                if mention is not None:
                    self.whom.note(mention)

    def _is_twice(self, one: OrganizationRow) -> bool:
        """Note that a row is about an organisation that another row is about already."""
        mine = _keys(one)
        at = min((self.rows_by_key[key] for key in mine if key in self.rows_by_key), default=None)
        if at is None:
            self.rows_by_key |= dict.fromkeys(mine, len(self.organizations))
            return False
        before = self.organizations[at]
        name = before.organization.name if before.organization else before.name
        differs, one_name, other_name = _difference(before, one)
        unclear = Unclear(
            "same_organization",
            (leave_out_row(),),
            wording=WORDING,
            name=name,
            first=before.row.number,
            second=one.row.number,
            differs=differs,
            one=one_name,
            other=other_name,
        )
        self._note(one.row, "name", unclear)
        return True

    def _unit(self, row: TableRow, roles: dict[str, str], values: Sequence[str]) -> PostsRow:
        name = row.cell("name").text
        people = {
            role: [
                mention_of(one, row.cell(key), row.table.heading(key), name) for one in split_names(row.cell(key).text)
            ]
            for key, role in roles.items()
        }
        return PostsRow(row, name, people, {key: row.cell(key).text for key in values})

    def _person(self, row: TableRow, values: Sequence[str]) -> PostsRow:
        said = {key: row.cell(key).text for key in values}
        phone = self.draft.read(row.cell("phone"), row.table.heading("phone"), read_phone) or ""
        userid = self.draft.read(row.cell("userid"), row.table.heading("userid"), read_userid) or ""
        place = said.get("title", "")
        mention = mention_of(row.cell("person").text, row.cell("person"), row.table.heading("person"), place, phone)
        self.whom.note(mention)
        return PostsRow(row, mention.name, {"person": [mention]}, {**said, "phone": phone, "userid": userid})

    def _note(self, row: TableRow, key: str, unclear: Unclear) -> None:
        self.draft.note(row.cell(key), row.table.heading(key), unclear)

    def finished(self, tables: Sequence[Table]) -> Proposal:
        Comparing(self.handed, self.stored, self.whom, self.draft, self.contacts).compare(
            self.organizations, self.posts, self.people
        )
        new = sum(one.organization is None for one in self.organizations)
        about = word(WORDING, "about", organizations=len(self.organizations), new=new)
        source, by_id, now, calendar = self.handed.book.source, self.handed.by_id, self.handed.now, self.handed.calendar
        wanted = Wanted(source, by_id, now, calendar, self.stored, self.organizations, self.posts, self.contacts)
        return self.draft.finished(about, tables, partial(write_register, wanted=wanted))


def _difference(before: OrganizationRow, one: OrganizationRow) -> tuple[str, str, str]:
    """Find the first office that two rows about one organisation fill otherwise: its title and both names."""
    for role, mention in one.officers.items():
        other = before.officers.get(role)
        if mention and other and mention.name != other.name:
            return word(LABELS, f"title_{role}"), other.name, mention.name
    return "", "", ""


def _keys(one: OrganizationRow) -> set[str]:
    names = {core(one.name), core(one.short_name)}
    return names | ({one.organization.id} if one.organization else set())


def propose_register(handed: Handed) -> Proposal:
    """Say what a register would change. Raises BadFile for what is none."""
    tables = [found for sheet in handed.book.filled if (found := _table(sheet)) is not None]
    if not any(form is not PEOPLE for form, _ in tables):
        raise refused("no_table", handed.book.source, columns=[ORGANIZATIONS[0].words[0]])
    stored = Stored(handed.session, handed.now.date())
    register = _Register(handed, stored, Whom(stored))
    for form, table in tables:
        register.read(form, table)
    other_sheets(register.draft, handed.book, [table for _, table in tables])
    return register.finished([table for _, table in tables])


def _table(sheet: Sheet) -> tuple[Sequence[Heading], Table] | None:
    """Find which table of a register a sheet holds: the one of which it has the most columns."""
    found = [(form, table) for form in FORMS if (table := find_table(sheet, form)) is not None]
    return max(found, key=lambda one: len(one[1].columns), default=None)
