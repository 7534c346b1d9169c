"""What a file says of one duty of one organisation, and from which cell, whatever form the file has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sqlalchemy.orm import Session

from models.organizations import Organization
from models.people import Person
from rules.periods import Month
from services.daily_records.checking import Register, may_record, read_register, with_month
from services.daily_records.items import Items
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear
from services.office_files.names import NameBook
from services.office_files.proposals import Handed, leave_out_row
from services.register.names import book_of, people_book

ORGANIZATION_WORDS: Final = (
    *("党组织", "党组织名称", "党组织简称", "支部", "支部名称", "党支部", "党支部名称", "单位", "名称", "organization"),
)
REMARK_WORDS: Final = ("备注", "情况说明", "说明", "原因", "事实", "remark")


@dataclass(frozen=True)
class Said:
    """One record as a file gives it; `cells` are where its parts stand, by the columns of RecordRow.

    Without a `recorder` it is whoever hands the file in.
    """

    month: Month
    organization: Organization
    item: str
    title: str
    state: str
    remark: str
    cell: Cell
    cells: dict[str, Cell] = field(compare=False)
    headings: Mapping[str, str] = field(default_factory=dict, compare=False)
    recorder: Person | None = None

    def heading(self, column: str) -> str:
        """Say what a part of it is called in the file."""
        return self.headings.get(column, self.title)

    @property
    def subject(self) -> tuple[Month, str, str]:
        """What it is about: there is one record of each."""
        return self.month, self.organization.id, self.item


class Known:
    """What the cells of a file are held against, read once."""

    def __init__(self, handed: Handed) -> None:
        self._session: Session = handed.session
        self._register: Register = read_register(handed.session, (), handed.now)
        register = dict.fromkeys(self._register.organizations.values())
        self.organizations: NameBook[Organization] = book_of(handed.session, register)
        self._items: dict[Month, Items] = {}

    @cached_property
    def people(self) -> NameBook[Person]:
        """Everybody of the register; read only for a file that names who recorded."""
        return people_book(self._session)

    def register(self, month: Month) -> Register:
        """What rows of a month, and of those asked for before it, are held against."""
        if month not in self._register.quarters:
            self._register = with_month(self._session, self._register, month)
        return self._register

    def items(self, month: Month) -> Items:
        """The tasks and indicators of a month."""
        if month not in self._items:
            self._items[month] = Items(self.register(month), month)
        return self._items[month]

    def recorder(self, cell: Cell, organization: Organization, register: Register) -> Person | None:
        """Find who recorded; of several of one name whoever may record for the organisation."""
        found = [one for one in self.people.find(cell.text) if one.userid]
        able = [one for one in found if may_record(register, one, organization)]
        meant = able if len(able) == 1 else found
        if not meant:
            raise Unclear("person", (leave_out_row(),))
        if len(meant) > 1:
            raise Unclear("person_twice", count=len(meant))
        return meant[0]
