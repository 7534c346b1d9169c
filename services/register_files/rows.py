"""The rows of a register as they were read: whom they are about, before it is known what they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.appointments import DEPUTY, SECRETARY
from models.organizations import Organization
from rules.workdays import Calendar
from services.office_files.cells import Cell
from services.office_files.headings import Table, TableRow
from services.office_files.mistakes import Collected
from services.register_files.headings import ACCOUNTS, OFFICERS, PAIR, PHONES
from services.register_files.stored import Stored
from services.register_files.values import is_vacant, read_phone, read_userid, split_names
from services.register_files.whom import Mention, Newcomer, Who, mention_of


@dataclass
class OrganizationRow:
    """One organisation of the file. `officers` are the names by role, None for an office that stands empty.

    A role the file says nothing about is not among them. `facts`, `group`, `parent` and `who` come when the row is held
    against the register.
    """

    row: TableRow
    name: str
    short_name: str
    section: str
    organization: Organization | None
    officers: dict[str, Mention | None] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    userids: dict[str, str] = field(default_factory=dict)
    who: dict[str, Who | None] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    parent: Organization | OrganizationRow | None = None
    group: str = ""
    type: str = ""
    founded: date | None = None

    def cell(self, key: str) -> Cell:
        """Give a cell of the row."""
        return self.row.cell(key)

    def heading(self, key: str) -> str:
        """Say what a column is called."""
        return self.row.table.heading(key)


@dataclass
class PostsRow:
    """One group, department or office of the town: the people it names, by role, and what else it says."""

    row: TableRow
    name: str
    people: Mapping[str, list[Mention]]
    values: dict[str, str] = field(default_factory=dict)
    who: dict[str, list[Who]] = field(default_factory=dict)


@dataclass
class Contacts:
    """Numbers and accounts that the file gives people."""

    people: dict[int, tuple[Who, dict[str, str]]] = field(default_factory=dict)

    def note(self, who: Who, **said: str) -> None:
        """Take down a `phone` or a `userid` of somebody."""
        _, known = self.people.setdefault(id(who), (who, {}))
        known.update(said)
        if isinstance(who, Newcomer):
            who.phone, who.userid = known.get("phone", who.phone), known.get("userid", who.userid)

    def given(self, who: Who, kind: str) -> str:
        """Tell what another row has given somebody; "" for nothing."""
        return self.people[id(who)][1].get(kind, "") if id(who) in self.people else ""


@dataclass(frozen=True)
class Wanted:
    """All that a file says once it was held against what is stored, for whoever writes it, in whichever session."""

    source: str
    by_id: int | None
    now: datetime
    calendar: Calendar
    stored: Stored
    organizations: Sequence[OrganizationRow]
    posts: Mapping[str, Sequence[PostsRow]]
    contacts: Contacts


def sections(table: Table) -> dict[int, str]:
    """Tell by row number in which section of its table a row stands; a first column that is merged says it, too."""
    found: dict[int, str] = {}
    now, asides = "", {row.number for row in table.asides}
    for row in table.sheet.rows:
        if row.number in asides and len(row.filled) == 1:
            now = row.filled[0].text
        found[row.number] = now
    return found


def read_officers(draft: Collected, one: OrganizationRow) -> None:
    """Read who leads an organisation, each with the number that stands in the same row."""
    columns = one.row.table.columns
    for role, text, cell, key in _named(one):
        if role not in OFFICERS or (key not in columns):
            continue
        if not text:
            one.blank.add(role)
        elif is_vacant(text):
            one.officers[role] = None
        else:
            phone_cell, heading = one.cell(PHONES[role]), one.heading(PHONES[role])
            phone = draft.read(phone_cell, heading, read_phone) or ""
            one.officers[role] = mention_of(text, cell, one.heading(key), one.short_name, phone)
            account = draft.read(one.cell(ACCOUNTS[role]), one.heading(ACCOUNTS[role]), read_userid)
            one.userids[role] = account or ""


def _named(one: OrganizationRow) -> Iterator[tuple[str, str, Cell, str]]:
    """Give role, name, cell and column of everybody a row names; 沈国华/陆凤英 is secretary and deputy."""
    for role in OFFICERS:
        if role in one.row.table.columns:
            yield role, one.cell(role).text, one.cell(role), role
    if PAIR in one.row.table.columns:
        cell = one.cell(PAIR)
        names = split_names(cell.text)
        yield SECRETARY, names[0] if names else "", cell, PAIR
        if len(names) > 1:
            yield DEPUTY, names[1], cell, PAIR
