"""Quarter inspections (R17, R18): recording a group's sheets, exempting in writing, and who is still missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotNow
from bot.readers import needed, readable
from models.inspections import (
    Finding,
    Inspection,
    InspectionExemption,
    inspection_of,
    organizations_exempted,
    organizations_inspected,
)
from models.locks import lock_organizations
from models.objections import STRUCK
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from rules.periods import Quarter
from services.inspections.checking import (
    LONGEST_FACT,
    GivenFinding,
    GivenInspection,
    Visit,
    problems,
    quarter_problem,
    visit_problems,
)
from services.register.groups import group_of, organizations_by_group
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.quarters import last_quarter
from services.schemes.versions import closed_at, scheme_for
from services.scores.entries import Entry, entries_of


def record_inspection(
    session: Session,
    quarter: Quarter,
    organization: Organization,
    given: GivenInspection,
    by: Person,
    now: datetime,
) -> Inspection:
    """Record a group's sheet for one of its organisations; an earlier sheet stays and is replaced (R17, R18).

    Whoever fills it in signs it. Raises Refused, and changes nothing, for the first thing that is wrong.
    """
    lock_organizations(session, [organization.id])
    visit = Visit(quarter, organization, given.inspected_on, by, now)
    for problem in problems(session, visit, given.findings):
        raise problem.refused
    return record_checked(session, visit, given)


def record_checked(session: Session, visit: Visit, given: GivenInspection) -> Inspection:
    """Record a sheet that has been checked since its organisation is held; raises NoRight where it has no group."""
    quarter, organization = visit.quarter, visit.organization
    group = group_of(session, organization, quarter, given.inspected_on)
    if group is None:
        raise NoRight("not_your_inspection", organization=organization, group=None)
    before = inspection_of(session, quarter, organization.id)
    sheet = Inspection(
        quarter=quarter,
        organization=organization,
        group=group,
        inspected_on=given.inspected_on,
        recorded_by=visit.by,
        signed_by=visit.by,
        recorded_at=visit.now,
        replaces_id=before.id if before else None,
        findings=[_finding(one) for one in given.findings],
    )
    session.add(sheet)
    session.flush()
    return sheet


def _finding(given: GivenFinding) -> Finding:
    fact, evidence = readable(given.fact), readable(given.evidence)
    return Finding(indicator=given.indicator, month=given.month, fact=fact, evidence=evidence)


def check_may_inspect(
    session: Session, quarter: Quarter, organization: Organization, by: Person, now: datetime
) -> None:
    """Check, before anything is typed, that somebody may inspect an organisation today. Raises Refused."""
    for problem in visit_problems(session, Visit(quarter, organization, now.date(), by, now)):
        raise problem.refused


def given_before(sheet: Inspection) -> GivenInspection:
    """Put a recorded sheet into the shape in which one is given."""
    found = [GivenFinding(one.indicator, one.month, one.fact, one.evidence) for one in sheet.findings]
    return GivenInspection(sheet.inspected_on, tuple(found))


def exempt(
    session: Session, quarter: Quarter, organization: Organization, reason: str, by: Person, now: datetime
) -> InspectionExemption:
    """Exempt an organisation from a quarter's inspection, in writing (R17); only the head of the office may.

    Raises Refused without a reason, for an officer of the organisation, for a quarter that is closed or has not begun,
    and where a sheet or an exemption is there already.
    """
    check_may_exempt(session, quarter, organization, by, now)
    said = needed(reason, BadInput("exemption_needs_reason", organization=organization), LONGEST_FACT)
    lock_organizations(session, [organization.id])
    if not missing_inspections(session, quarter, [organization]):
        sheet = inspection_of(session, quarter, organization.id)
        raise NotNow("already_inspected", quarter=quarter, organization=organization, sheet=sheet)
    exemption = InspectionExemption(quarter=quarter, organization_id=organization.id, reason=said, by=by, at=now)
    session.add(exemption)
    session.flush()
    return exemption


def check_may_exempt(session: Session, quarter: Quarter, organization: Organization, by: Person, now: datetime) -> None:
    """Check, before anything is typed, that somebody may exempt an organisation from a quarter. Raises Refused."""
    check(session, by, Right.EXEMPT, now, organization)
    if (refused := quarter_problem(session, quarter, organization, now.date())) is not None:
        raise refused


def missing_inspections(
    session: Session, quarter: Quarter, organizations: Sequence[Organization], as_of: datetime | None = None
) -> list[Organization]:
    """List those of some organisations that have neither sheet nor exemption: the quarter cannot be closed (R17)."""
    settled = organizations_inspected(session, quarter, as_of) | organizations_exempted(session, quarter, as_of)
    return [one for one in organizations if one.id not in settled]


@dataclass(frozen=True)
class GroupProgress:
    """How far one group is with a quarter; organisations without a group stand under None."""

    group: SupervisionGroup | None
    done: tuple[Organization, ...]
    exempted: tuple[Organization, ...]
    missing: tuple[Organization, ...]


def progress(session: Session, quarter: Quarter, now: datetime) -> list[GroupProgress]:
    """Say of each group which of its organisations are inspected, exempted or missing (R17)."""
    inspected = organizations_inspected(session, quarter)
    exempted = organizations_exempted(session, quarter) - inspected
    months = scheme_for(session, quarter).policy.min_full_months_in_quarter
    return [
        GroupProgress(
            group=group,
            done=tuple(one for one in organizations if one.id in inspected),
            exempted=tuple(one for one in organizations if one.id in exempted),
            missing=tuple(one for one in organizations if one.id not in inspected | exempted),
        )
        for group, organizations in organizations_by_group(session, quarter, now.date(), months)
    ]


def inspection_quarter(session: Session, today: date) -> Quarter:
    """Find the quarter that is inspected on a day: the one that ended last until it is closed, then the running one."""
    meant, running = last_quarter(session, today), Quarter.of(today)
    return running if closed_at(session, meant) else meant


def held_against(
    session: Session, quarter: Quarter, organization_ids: Collection[str], now: datetime
) -> dict[str, list[Entry]]:
    """List what already costs organisations points without any inspection, so that no fact is taken twice (A5)."""
    entries = entries_of(session, quarter, scheme_for(session, quarter), now, organization_ids)
    return {one: [entry for entry in entries.get(one, ()) if _is_held(entry)] for one in organization_ids}


def _is_held(entry: Entry) -> bool:
    is_finding = entry.key.startswith("finding:")
    return entry.month is not None and not is_finding and entry.corrected != STRUCK


def known_already(findings: Sequence[GivenFinding], held: Sequence[Entry]) -> list[GivenFinding]:
    """List the findings whose very fact is recorded already for indicator and month: pointed out, not refused (A5)."""
    known = {(entry.code, entry.month, entry.fact) for entry in held}
    return [one for one in findings if (one.indicator, one.month, readable(one.fact)) in known]
