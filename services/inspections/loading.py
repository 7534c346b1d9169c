"""Taking over a group's workbook, all or nothing: sheets held against the register and against what is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.readers import readable
from bot.wording import word
from models.inspections import Inspection, inspection_of
from models.locks import lock_organizations
from models.organizations import Organization
from models.people import Person
from rules.periods import Quarter
from services.files import bad_file
from services.inspections.checking import GivenFinding, GivenInspection, Visit, problems
from services.inspections.file import FindingRow, InspectionFile, VisitRow, inspections_in
from services.inspections.inspections import (
    given_before,
    held_against,
    known_already,
    record_checked,
    record_inspection,
)
from services.inspections.workbook import WORDING
from services.office_files.headings import TableRow
from services.office_files.mistakes import Unclear, unclear_by
from services.office_files.names import NameBook
from services.office_files.proposals import Change, Draft, Handed, Proposal, leave_out_row, twice
from services.register.names import organization_book, organization_meant


@dataclass(frozen=True)
class LoadedInspections:
    """How many sheets were new, replaced an earlier one, or said what holds.

    `known` are findings, each with its organisation's name, whose very fact daily records hold
    already (A5): taken all the same, and pointed out.
    """

    new: int
    replaced: int
    unchanged: int
    known: tuple[tuple[str, GivenFinding], ...]


@dataclass(frozen=True)
class _Inspected:
    organization: Organization
    visit: VisitRow
    rows: tuple[FindingRow, ...]

    @property
    def sheet(self) -> GivenInspection:
        return GivenInspection(self.visit.inspected_on, tuple(row.finding for row in self.rows))


def load_inspections(session: Session, file: InspectionFile, by: Person, now: datetime) -> LoadedInspections:
    """Record every sheet of a workbook; loading it again changes nothing.

    Raises BadFile listing up to 20 cells that cannot be taken; then nothing is stored.
    """
    draft = Draft()
    found = _checked(draft, session, file, by, now)
    if draft.mistakes:
        raise bad_file([f"{file.source}，{one.sentence}" for one in draft.mistakes])
    known = _known(session, found, file.quarter, now)
    counts = Counter(_store(session, one, file.quarter, by, now) for one in found)
    return LoadedInspections(counts["new"], counts["replaced"], counts["unchanged"], tuple(known))


def _known(
    session: Session, found: list[_Inspected], quarter: Quarter, now: datetime
) -> list[tuple[str, GivenFinding]]:
    """List the findings whose very fact daily records hold already (A5)."""
    held = held_against(session, quarter, [one.organization.id for one in found], now)
    return [
        (one.organization.short_name, finding)
        for one in found
        for finding in known_already(one.sheet.findings, held[one.organization.id])
    ]


def propose_inspections(handed: Handed) -> Proposal:
    """Say what a group's workbook would record, organisation by organisation. Raises BadFile for no such workbook."""
    session, by, now = handed.session, handed.by, handed.now
    draft = Draft()
    file = inspections_in(draft, handed.book)
    if file is None or by is None:
        return draft.finished("", (), lambda _session: [])
    found = _checked(draft, session, file, by, now)
    changed = [one for one in found if not _holds(session, one, file.quarter)]
    for one in found:
        _compare(draft, session, one, file.quarter)
    for name, finding in _known(session, found, file.quarter, now):
        draft.remark("held_already", wording=WORDING, name=name, finding=finding)

    sheets = {one.organization.id: one.sheet for one in changed}
    write = partial(_write, quarter=file.quarter, sheets=sheets, by_id=by.id, now=now)
    return draft.finished(word(WORDING, "about_file", quarter=file.quarter), file.tables, write)


def _write(
    session: Session, quarter: Quarter, sheets: Mapping[str, GivenInspection], by_id: int, now: datetime
) -> list[str]:
    by = session.get_one(Person, by_id)
    recorded = [
        record_inspection(session, quarter, session.get_one(Organization, one), sheet, by, now)
        for one, sheet in sheets.items()
    ]
    return [f"{Inspection.__tablename__}/{one.id}" for one in recorded]


def _compare(draft: Draft, session: Session, one: _Inspected, quarter: Quarter) -> None:
    """Note what becomes of an organisation's sheet: at its day, with how many findings it has."""
    before = inspection_of(session, quarter, one.organization.id)
    earlier = word(WORDING, "sheet_said", sheet=given_before(before)) if before else ""
    later = word(WORDING, "sheet_said", sheet=one.sheet)
    if _holds(session, one, quarter):
        draft.unchanged += 1
        return
    draft.changes.append(Change(one.visit.row.cell("inspected_on").place, earlier, later))
    draft.changes.extend(Change(row.row.cell("fact").place, "", row.finding.fact) for row in one.rows)


def _checked(draft: Draft, session: Session, file: InspectionFile, by: Person, now: datetime) -> list[_Inspected]:
    """Put a file together by organisation and hold it against the register; what does not fit is noted."""
    found = list(_inspected(session, file, draft))
    lock_organizations(session, [one.organization.id for one in found])
    return [one for one in found if _check(draft, session, one, file.quarter, by, now)]


def _inspected(session: Session, file: InspectionFile, draft: Draft) -> Iterator[_Inspected]:
    """Put visits and findings together by organisation; what does not fit is noted."""
    book = organization_book(session)
    visits: dict[str, tuple[Organization, VisitRow]] = {}
    for visit in file.visits:
        organization = _meant(draft, visit.row, book)
        if organization is None:
            continue
        if before := visits.get(organization.id):
            twice(draft, visit.row.cell("organization"), visit.row.table.heading("organization"), before[1].row.number)
        else:
            visits[organization.id] = (organization, visit)
    rows: dict[str, list[FindingRow]] = {one: [] for one in visits}
    for row in file.findings:
        organization = _meant(draft, row.row, book)
        if organization is not None and organization.id in rows:
            rows[organization.id].append(row)
        elif organization is not None:
            unclear = Unclear("not_visited", (leave_out_row(),), wording=WORDING, said=row.organization)
            draft.note(row.row.cell("organization"), row.row.table.heading("organization"), unclear)
    yield from (_Inspected(one, visit, tuple(rows[key])) for key, (one, visit) in visits.items())


def _meant(draft: Draft, row: TableRow, book: NameBook[Organization]) -> Organization | None:
    heading = row.table.heading("organization")
    return draft.read(row.cell("organization"), heading, lambda cell: organization_meant(book, cell))


def _check(draft: Draft, session: Session, one: _Inspected, quarter: Quarter, by: Person, now: datetime) -> bool:
    """Note what does not fit; tell whether the visit itself does. Of another's branch nothing stored is compared."""
    visit = Visit(quarter, one.organization, one.visit.inspected_on, by, now)
    found = list(problems(session, visit, one.sheet.findings))
    for problem in found:
        row = one.visit.row if problem.finding is None else one.rows[problem.finding].row
        draft.note(row.cell(problem.field), row.table.heading(problem.field), unclear_by(problem.refused))
    return all(problem.finding is not None for problem in found)


def _store(session: Session, one: _Inspected, quarter: Quarter, by: Person, now: datetime) -> str:
    """Record a checked sheet unless it says what holds; returns what became of it."""
    before = inspection_of(session, quarter, one.organization.id)
    if _says_the_same(before, one):
        return "unchanged"
    record_checked(session, Visit(quarter, one.organization, one.visit.inspected_on, by, now), one.sheet)
    return "replaced" if before else "new"


def _holds(session: Session, one: _Inspected, quarter: Quarter) -> bool:
    return _says_the_same(inspection_of(session, quarter, one.organization.id), one)


def _says_the_same(before: Inspection | None, one: _Inspected) -> bool:
    return before is not None and _says(given_before(before)) == _says(one.sheet)


def _says(sheet: GivenInspection) -> tuple[object, ...]:
    found = {(one.indicator, one.month, readable(one.fact), readable(one.evidence)) for one in sheet.findings}
    return sheet.inspected_on, found
