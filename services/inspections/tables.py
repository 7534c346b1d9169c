"""What a group's workbook is filled with: its organisations, their indicators, what is recorded and promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadFile, NoRight, NotFound
from bot.wording import word
from models.inspections import inspection_of
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.promises import BROKEN, KEPT, OPEN, promises_of
from rules.periods import Quarter
from rules.scheme import Scheme
from services.inspections.checking import GivenFinding, inspected_indicators
from services.inspections.inspections import given_before, held_against
from services.inspections.workbook import (
    WORDING,
    FindingLine,
    InspectionTable,
    PromiseLine,
    VisitLine,
    inspection_workbook,
)
from services.register.groups import groups_of, organizations_by_group
from services.rights.asking import check_may, may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.scores.entries import Entry

PROMISE_WORDS: Final = "promises/notices.txt"


@dataclass(frozen=True)
class GroupChoice:
    """A group whose empty sheet somebody may have."""

    id: str
    name: str


def groups_to_take(session: Session, by: Person, now: datetime) -> list[GroupChoice]:
    """List the groups whose empty sheet somebody may take: the own ones, for the office all."""
    mine = None if may(session, by, Right.SEE_TOWN, now) else groups_of(session, by, now.date())
    groups = session.scalars(select(SupervisionGroup).order_by(SupervisionGroup.id))
    return [GroupChoice(one.id, one.name) for one in groups if mine is None or one.id in mine]


def group_workbook(session: Session, quarter: Quarter, group_id: str, by: Person, now: datetime) -> bytes:
    """Write a group's workbook for whoever may take it; without a group named, that of the own one.

    Raises Refused for another's group, and where the group has nobody to inspect in the quarter.
    """
    check_may(session, by, Right.TAKE_SHEET, now)
    choices = {one.id: one for one in groups_to_take(session, by, now)}
    chosen = choices.get(group_id) if group_id else next(iter(choices.values()), None)
    if chosen is None:
        raise NoRight("inspectors_only")
    table = _table_of(session, quarter, chosen.id, now)
    if table is None:
        raise NotFound("group_without_sheets", group=chosen.name, quarter=quarter)
    return inspection_workbook(table)


def inspection_table(session: Session, quarter: Quarter, group_id: str, now: datetime) -> InspectionTable:
    """Fill a group's workbook: its organisations, the indicators that fit, what costs them points, what was found.

    Raises BadFile when there is no such group, or it has nobody to inspect in the quarter.
    """
    table = _table_of(session, quarter, group_id, now)
    if table is not None:
        return table
    known = ", ".join(session.scalars(select(SupervisionGroup.id).order_by(SupervisionGroup.id)))
    raise BadFile(f"--group {group_id}: no such group has anybody to inspect in {quarter}; write one of {known}")


def _table_of(session: Session, quarter: Quarter, group_id: str, now: datetime) -> InspectionTable | None:
    months = scheme_for(session, quarter).policy.min_full_months_in_quarter
    for group, organizations in organizations_by_group(session, quarter, now.date(), months):
        if group is not None and group.id == group_id:
            return _table(session, quarter, group, organizations, now)
    return None


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
