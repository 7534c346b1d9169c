"""What a group's workbook is filled with: its organisations, their indicators, what is recorded and promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadFile
from bot.wording import word
from models.inspections import inspection_of
from models.organizations import Organization, SupervisionGroup
from models.promises import BROKEN, KEPT, OPEN, promises_of
from rules.periods import Quarter
from rules.scheme import Scheme
from services.inspections.checking import GivenFinding, inspected_indicators
from services.inspections.inspections import given_before, held_against
from services.inspections.workbook import WORDING, FindingLine, InspectionTable, PromiseLine, VisitLine
from services.register.groups import organizations_by_group
from services.schemes.versions import scheme_for
from services.scores.entries import Entry

PROMISE_WORDS: Final = "promises/notices.txt"


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
