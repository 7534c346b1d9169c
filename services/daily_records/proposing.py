"""A file of daily records held against what is stored: what it would change, keep, and what must be asked first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.readers import readable
from bot.wording import refusal_text, word
from models.appointments import organizations_led_by
from models.daily_records import DailyRecord, records_of
from models.organizations import Organization
from models.people import Person
from rules.periods import Month
from services.daily_records.checking import WORDING, problems
from services.daily_records.file import RecordRow
from services.daily_records.grid import HEADINGS as GRID
from services.daily_records.grid import Branch, Empty, said_in_grid
from services.daily_records.loading import NewRecord, store_entries
from services.daily_records.marks import options, said_of
from services.daily_records.record_list import HEADINGS as LIST
from services.daily_records.record_list import said_in_list
from services.daily_records.remarking import remark_others, remark_slips_out
from services.daily_records.said import Known, Said
from services.office_files.headings import Table, find_table
from services.office_files.mistakes import Mistake, Option, Unclear
from services.office_files.proposals import (
    Draft,
    Handed,
    Proposal,
    leave_out_cell,
    leave_out_row,
    left_to,
    other_sheets,
    twice,
)
from services.office_files.refusing import refused
from services.rights.asking import may, seen
from services.rights.conflicts import conflict, refusal
from services.rights.table import Right

HEADINGS = (LIST, GRID)


@dataclass
class _Proposing:
    """All that a file says, being held against the register and the records."""

    handed: Handed
    draft: Draft = field(default_factory=Draft)
    tables: list[Table] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    empty: list[Empty] = field(default_factory=list)
    branches: set[Branch] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known = Known(self.handed)
        for sheet in self.handed.book.filled:
            table = find_table(sheet, LIST)
            if table is not None:
                self.said += said_in_list(self.draft, table, self.known)
            elif (table := find_table(sheet, GRID)) is not None and table.others:
                said, empty, branches = said_in_grid(self.draft, table, self.known)
                self.said += said
                self.empty += empty
                self.branches |= branches
            if table is not None:
                self.tables.append(table)
        other_sheets(self.draft, self.handed.book, self.tables)

    def proposal(self) -> Proposal:
        """Hold everything against what is stored."""
        taken = [one for one in self._once() if self._is_fitting(one)]
        subjects = {one.subject for one in self.said} | {subject for _, _, subject in self.empty}
        months = sorted({month for month, _, _ in subjects})
        holding = {(one.month, one.organization_id, one.item): one for one in records_of(self.handed.session, *months)}
        self._look_at_empty(holding)
        remark_others(self.draft, self.handed, self.branches, {(month, branch) for month, branch, _ in holding})
        changed = [one for one in taken if self._compare(one, holding.get(one.subject))]
        self._check_rights(changed)
        remark_slips_out(self.draft, self.handed, changed)
        about = word(WORDING, "about", months=months)
        return self.draft.finished(about, self.tables, partial(_write, entries=self._entries(changed)), subjects)

    def _once(self) -> list[Said]:
        """Keep what is said once; the second cell about the same thing is a mistake."""
        first: dict[tuple[Month, str, str], Said] = {}
        for one in self.said:
            before = first.setdefault(one.subject, one)
            if before is not one:
                twice(self.draft, one.cells["organization"], one.title, before.cell.place.row)
        return list(first.values())

    def _is_fitting(self, one: Said) -> bool:
        """Note what speaks against a record; tell whether nothing does."""
        found = list(problems(self._row(one), self.known.register(one.month)))
        # Whoever hands it in is asked for the right instead.
        found = [(column, sentence) for column, sentence in found if one.recorder or column != "recorded_by"]
        if not one.recorder and self.handed.by is None:
            found.append(("recorded_by", word(WORDING, "unknown_recorder", said="")))
        for column, sentence in found:
            cell = one.cells.get(column, one.cell)
            leave_out = leave_out_cell() if cell is one.cell else leave_out_row()
            mistake = Mistake(cell.place, one.heading(column), cell.text, sentence, (leave_out,))
            if mistake not in self.draft.mistakes[-8:]:
                self.draft.mistakes.append(mistake)
        return not found

    def _check_rights(self, changed: Sequence[Said]) -> None:
        """Note whose records who hands it in may not enter: each row of the own branch, for it goes to a colleague
        (D10), and the first row of any other.
        """
        barred = self._barred({one.organization.id: one.organization for one in changed})
        noted: set[object] = set()
        for one in changed:
            if one.organization.id not in barred:
                continue
            (why, others), cell = barred[one.organization.id], one.cells["organization"]
            subject = cell.place if others else one.organization.id
            if subject not in noted:
                noted.add(subject)
                self.draft.mistakes.append(left_to(others, cell, one.heading("organization"), why))

    def _barred(self, organizations: dict[str, Organization]) -> dict[str, tuple[str, Sequence[Person]]]:
        """Say of which organisations who hands it in may enter no records, why, and who has to instead because of a
        conflict of interest; an operator may for all.
        """
        session, by, now = self.handed.session, self.handed.by, self.handed.now
        if by is None:
            return {}
        of_them = select(Organization.id).where(seen(session, by, Right.ENTER_RECORD, now, Organization.id))
        open_to = set(session.scalars(of_them)) - set(organizations_led_by(session, by, now.date()))
        doubtful = (one for key, one in organizations.items() if key not in open_to)
        barred: dict[str, tuple[str, Sequence[Person]]] = {}
        for one in doubtful:
            if (refused := refusal(session, by, Right.ENTER_RECORD, now, one)) is not None:
                found = conflict(session, by, Right.ENTER_RECORD, now, one)
                others = found.others if found else ()
                # Whoever has a desk finds the file there; a group works on the phone.
                at_desk = [each for each in others if may(session, each, Right.USE_CONSOLE, now)]
                barred[one.id] = refusal_text(refused), at_desk or others
        return barred

    def _row(self, one: Said) -> RecordRow:
        by = one.recorder or self.handed.by
        where = f"{one.cell.place.sheet} {one.cell.place.letter}{one.cell.place.row}".strip()
        userid = by.userid if by and by.userid else ""
        return RecordRow(one.month, one.organization.id, one.item, one.state, one.remark, userid, where)

    def _compare(self, one: Said, held: DailyRecord | None) -> bool:
        """Note what becomes of a record; tell whether it is to be written."""
        after = said_of(one.state, one.remark)
        before = said_of(held.state, readable(held.remark)) if held else ""
        if held is not None and before == after and one.recorder is not None and held.recorded_by_id != one.recorder.id:
            self.draft.compare(one.cells["recorded_by"].place, "…", one.recorder.name)
            return True
        self.draft.compare(one.cell.place, before, after)
        return before != after

    def _look_at_empty(self, holding: dict[tuple[Month, str, str], DailyRecord]) -> None:
        """Ask about empty cells over a record; of the others it is only said that nothing is recorded."""
        without: list[str] = []
        for cell, name, subject in self.empty:
            held = holding.get(subject)
            if held is None:
                without.append(f"{name}{self.known.items(subject[0]).title(subject[2])}")
                continue
            before = said_of(held.state, readable(held.remark))
            keep = (Option(before, before), *(one for one in options() if one.text != before))
            unclear = Unclear("over_a_value", keep, wording=WORDING, asked=True, before=before)
            self.draft.note(cell, self.known.items(subject[0]).title(subject[2]), unclear)
        if without:
            self.draft.remark("not_recorded", wording=WORDING, places=without)

    def _entries(self, changed: Sequence[Said]) -> list[NewRecord]:
        recorded = [(one, by.id) for one in changed if (by := one.recorder or self.handed.by) is not None]
        return [
            NewRecord(one.month, one.organization.id, one.item, one.state, one.remark, by_id, self.handed.now)
            for one, by_id in recorded
        ]


def _write(session: Session, entries: Sequence[NewRecord]) -> list[str]:
    return [f"{DailyRecord.__tablename__}/{one}" for one in store_entries(session, entries).written]


def propose_records(handed: Handed) -> Proposal:
    """Say what a file of daily records would change.

    Raises BadFile for what is neither a list nor a grid, and while nobody is assessed: every row would be wrong.
    """
    if handed.session.scalar(select(Organization.id).where(Organization.assessed).limit(1)) is None:
        raise refused("register_first", handed.book.source)
    proposing = _Proposing(handed)
    if not proposing.tables:
        raise refused("no_table", handed.book.source, columns=[one.words[0] for one in LIST if one.needed])
    return proposing.proposal()
