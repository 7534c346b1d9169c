"""Taking over a group's workbook, all or nothing, and filling one with what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadFile
from bot.readers import readable
from bot.wording import refusal_text, word
from models.inspections import inspection_of
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.promises import BROKEN, KEPT, OPEN, promises_of
from rules.periods import Quarter
from rules.scheme import Scheme
from services.files import bad_file
from services.inspections.checking import GivenFinding, GivenSheet, Visit, inspected_indicators, problems
from services.inspections.file import FindingRow, InspectionFile, VisitRow
from services.inspections.inspections import given_before, held_against, known_already, one_at_a_time, record_inspection
from services.inspections.workbook import WORDING, FindingLine, InspectionTable, PromiseLine, VisitLine
from services.register.groups import organizations_by_group
from services.schemes.versions import scheme_for
from services.scores.entries import Entry

PROMISE_WORDS: Final = "promises/notices.txt"
# In which column of the workbook a field of a sheet stands.
COLUMNS = {
    "organization": "党组织",
    "inspected_on": "检查日期",
    "indicator": "指标",
    "month": "月份",
    "fact": "事实",
    "evidence": "佐证",
}


@dataclass(frozen=True)
class LoadedSheets:
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
    def sheet(self) -> GivenSheet:
        return GivenSheet(self.visit.inspected_on, tuple(row.finding for row in self.rows))


def load_inspections(session: Session, file: InspectionFile, by: Person, now: datetime) -> LoadedSheets:
    """Record every sheet of a workbook; loading it again changes nothing.

    Raises BadFile listing up to 20 cells that cannot be taken; then nothing is stored.
    """
    mistakes: list[str] = []
    found = list(_inspected(session, file, mistakes))
    one_at_a_time(session, [one.organization.id for one in found])
    for one in found:
        mistakes += _mistakes(session, one, file.quarter, by, now)
    if mistakes:
        raise bad_file(mistakes)
    held = held_against(session, file.quarter, [one.organization.id for one in found], now)
    counts = Counter(_store(session, one, file.quarter, by, now) for one in found)
    known = [
        (one.organization.short_name, finding)
        for one in found
        for finding in known_already(one.sheet.findings, held[one.organization.id])
    ]
    return LoadedSheets(counts["new"], counts["replaced"], counts["unchanged"], tuple(known))


def _inspected(session: Session, file: InspectionFile, mistakes: list[str]) -> Iterator[_Inspected]:
    """Put visits and findings together by organisation; what does not fit goes into `mistakes`."""
    named = {name: one for one in session.scalars(select(Organization)) for name in (one.id, one.name, one.short_name)}
    visits: dict[str, VisitRow] = {}
    for visit in file.visits:
        sentence = _visit_mistake(visit, named, visits)
        if sentence:
            mistakes.append(visit.place.mistake(COLUMNS["organization"], sentence))
        else:
            visits[named[visit.organization].id] = visit
    rows: dict[str, list[FindingRow]] = {one: [] for one in visits}
    for row in file.findings:
        organization = named.get(row.organization)
        if organization is not None and organization.id in rows:
            rows[organization.id].append(row)
        else:
            sentence = word(WORDING, "not_visited" if organization else "unknown", said=row.organization)
            mistakes.append(row.place.mistake(COLUMNS["organization"], sentence))
    yield from (_Inspected(named[one], visit, tuple(rows[one])) for one, visit in visits.items())


def _visit_mistake(visit: VisitRow, named: dict[str, Organization], visits: dict[str, VisitRow]) -> str:
    organization = named.get(visit.organization)
    if organization is None:
        return word(WORDING, "unknown", said=visit.organization)
    if before := visits.get(organization.id):
        return word(WORDING, "visited_twice", said=visit.organization, before=before.place.row)
    return ""


def _mistakes(session: Session, one: _Inspected, quarter: Quarter, by: Person, now: datetime) -> Iterator[str]:
    visit = Visit(quarter, one.organization, one.visit.inspected_on, by, now)
    for problem in problems(session, visit, one.sheet.findings):
        place = one.visit.place if problem.finding is None else one.rows[problem.finding].place
        yield place.mistake(COLUMNS[problem.field], refusal_text(problem.refused))


def _store(session: Session, one: _Inspected, quarter: Quarter, by: Person, now: datetime) -> str:
    """Record a sheet unless it says what holds; returns what became of it."""
    before = inspection_of(session, quarter, one.organization.id)
    if before is not None and _says(given_before(before)) == _says(one.sheet):
        return "unchanged"
    record_inspection(session, quarter, one.organization, one.sheet, by, now)
    return "replaced" if before else "new"


def _says(sheet: GivenSheet) -> tuple[object, ...]:
    found = {(one.indicator, one.month, readable(one.fact), readable(one.evidence)) for one in sheet.findings}
    return sheet.inspected_on, found


def inspection_table(session: Session, quarter: Quarter, group_id: str, now: datetime) -> InspectionTable:
    """Fill a group's workbook: its organisations, the indicators that fit, what costs them points, what was found.

    Raises BadFile when there is no such group, or it has nobody to inspect in the quarter.
    """
    months = scheme_for(session, quarter).policy.min_full_months_in_quarter
    for group, organizations in organizations_by_group(session, quarter, now.date(), months):
        if group is not None and group.id == group_id:
            return _table(session, quarter, group, organizations, now)
    known = ", ".join(session.scalars(select(SupervisionGroup.id).order_by(SupervisionGroup.id)))
    raise BadFile(f"--group {group_id}: no such group has anybody to inspect in {quarter}; write one of {known}")


def _table(
    session: Session, quarter: Quarter, group: SupervisionGroup, organizations: list[Organization], now: datetime
) -> InspectionTable:
    scheme = scheme_for(session, quarter)
    held = held_against(session, quarter, [one.id for one in organizations], now)
    visits: list[VisitLine] = []
    lines: list[FindingLine] = []
    for one in organizations:
        recorded = inspection_of(session, quarter, one.id)
        before = given_before(recorded) if recorded else None
        visits.append(VisitLine(one.short_name, before.inspected_on if before else None))
        lines += finding_lines(scheme, one, quarter, before.findings if before else (), held[one.id])
    return InspectionTable(quarter, group.name, visits, lines, promise_lines(session, quarter, organizations, now))


def promise_lines(
    session: Session, quarter: Quarter, organizations: list[Organization], now: datetime
) -> list[PromiseLine]:
    """List what some organisations promised and is open, and what of a quarter was kept or not, by organisation."""
    ids = [one.id for one in organizations]
    found = promises_of(session, (OPEN,), ids) + promises_of(session, (KEPT, BROKEN), ids, since=quarter.first_day)
    return [
        PromiseLine(
            one.organization.short_name,
            one.item,
            one.measure,
            one.day,
            word(PROMISE_WORDS, "column_state", promise=one, today=now.date()),
            one.said,
        )
        for one in sorted(found, key=lambda one: (one.organization.position, one.day, one.id))
    ]


def finding_lines(
    scheme: Scheme, organization: Organization, quarter: Quarter, findings: tuple[GivenFinding, ...], held: list[Entry]
) -> Iterator[FindingLine]:
    """Make an organisation's lines: one for each indicator that fits it, and one more for each further finding."""
    for indicator in inspected_indicators(scheme, organization, quarter):
        known = "；".join(held_text(one) for one in held if one.code == indicator.code)
        found: list[GivenFinding | None] = [one for one in findings if one.indicator == indicator.code]
        for finding in found or [None]:
            yield FindingLine(organization.short_name, indicator.code, indicator.title, known, finding)


def held_text(entry: Entry) -> str:
    """Write in a few words what costs an organisation points already."""
    return word(WORDING, "held", entry=entry)
