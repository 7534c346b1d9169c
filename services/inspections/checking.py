"""What speaks against an inspection sheet: rights (D10), the quarter (R17), indicators (A6), missing facts (R5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow, Refused
from bot.readers import readable
from models.inspections import inspection_of
from models.objections import is_corrected
from models.organizations import Organization
from models.people import Person
from models.schemes import QuarterRule
from rules.applicability import is_applicable
from rules.catalogue import Indicator
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from services.register.groups import group_of
from services.rights.asking import Matter
from services.rights.conflicts import refusal
from services.rights.table import Right
from services.schemes.versions import scheme_for

LONGEST_FACT: Final = 256
LONGEST_EVIDENCE: Final = 1000


@dataclass(frozen=True)
class GivenFinding:
    """One thing that was not in order: on which indicator, in which month, what exactly; evidence is optional (D3)."""

    indicator: str
    month: Month
    fact: str
    evidence: str = ""


@dataclass(frozen=True)
class GivenInspection:
    """One organisation's inspection: on which day, and what was not in order; no finding means all was."""

    inspected_on: date
    findings: tuple[GivenFinding, ...] = ()


@dataclass(frozen=True)
class Visit:
    """Who inspects which organisation for which quarter, on which day, and when that is written down."""

    quarter: Quarter
    organization: Organization
    inspected_on: date
    by: Person
    now: datetime

    @property
    def today(self) -> date:
        """The Beijing day on which the sheet is written."""
        return self.now.date()


@dataclass(frozen=True)
class Problem:
    """What is wrong in one field of a sheet; `finding` is its place among the findings, None for the sheet itself."""

    field: str
    refused: Refused
    finding: int | None = None


def problems(session: Session, visit: Visit, findings: tuple[GivenFinding, ...]) -> Iterator[Problem]:
    """Find everything that speaks against a sheet; findings are judged only when the visit itself is in order."""
    found = list(visit_problems(session, visit))
    yield from found
    if not found:
        scheme = scheme_for(session, visit.quarter)
        for place, finding in enumerate(findings):
            for field, refused in _finding_problems(visit, finding, scheme):
                yield Problem(field, refused, place)
            if _said(finding) in {_said(before) for before in findings[:place]}:
                yield Problem("fact", BadInput("finding_twice", finding=finding), place)


def visit_problems(session: Session, visit: Visit) -> Iterator[Problem]:
    """Find what speaks against inspecting an organisation at all."""
    quarter_refused = quarter_problem(session, visit.quarter, visit.organization, visit.today)
    if quarter_refused is not None:
        yield Problem("organization", quarter_refused)
    elif not visit.quarter.first_day <= visit.inspected_on <= visit.today:
        first, last = visit.quarter.first_day, visit.today
        yield Problem("inspected_on", BadInput("inspected_out_of_time", first=first, last=last))
    elif (refused := _rights_problem(session, visit)) is not None:
        yield Problem("organization", refused)
    elif _is_settled(session, visit):
        refused = NotNow("sheet_corrected", quarter=visit.quarter, organization=visit.organization)
        yield Problem("organization", refused)


def _is_settled(session: Session, visit: Visit) -> bool:
    """Tell whether an upheld objection corrected the sheet that holds: a new sheet would bring back what was struck."""
    sheet = inspection_of(session, visit.quarter, visit.organization.id)
    return sheet is not None and any(is_corrected(session, f"finding:{one.id}") for one in sheet.findings)


def quarter_problem(session: Session, quarter: Quarter, organization: Organization, today: date) -> Refused | None:
    """Say why nothing can be inspected or exempted any more, or yet, or at all (R17)."""
    rule = session.get(QuarterRule, quarter)
    if rule is not None and rule.closed_at is not None:
        return NotNow("inspection_quarter_closed", quarter=quarter, closed_at=rule.closed_at)
    if quarter.first_day > today:
        return NotNow("inspection_quarter_not_begun", quarter=quarter)
    if not organization.assessed or not inspected_months(quarter, organization, today):
        return NotNow("not_to_be_inspected", quarter=quarter, organization=organization)
    return None


def _rights_problem(session: Session, visit: Visit) -> Refused | None:
    """Only the organisation's own group inspects it, and nobody who is an officer there (R3, D10)."""
    organization = visit.organization
    group = group_of(session, organization, visit.quarter, visit.inspected_on)
    matter = Matter(organization, (group.id,) if group else (), begun=visit.inspected_on)
    return refusal(session, visit.by, Right.INSPECT, visit.now, matter, group=group)


def _finding_problems(visit: Visit, finding: GivenFinding, scheme: Scheme) -> Iterator[tuple[str, Refused]]:
    codes = {one.code for one in inspected_indicators(scheme, visit.organization, visit.quarter)}
    if finding.indicator not in codes:
        known = scheme.indicators.get(finding.indicator)
        by_slips = finding.indicator == scheme.policy.self_check_indicator
        facts = {"finding": finding, "known": known, "by_slips": by_slips}
        yield "indicator", BadInput("wrong_indicator", organization=visit.organization, **facts)
    months = inspected_months(visit.quarter, visit.organization, visit.today)
    if finding.month not in months:
        yield "month", BadInput("wrong_finding_month", finding=finding, months=months)
    fact = readable(finding.fact)
    if not fact:
        yield "fact", BadInput("finding_needs_fact", finding=finding)
    if len(fact) > LONGEST_FACT:
        yield "fact", BadInput("finding_too_long", finding=finding, what="fact", longest=LONGEST_FACT)
    if len(readable(finding.evidence)) > LONGEST_EVIDENCE:
        yield "evidence", BadInput("finding_too_long", finding=finding, what="evidence", longest=LONGEST_EVIDENCE)


def inspected_indicators(scheme: Scheme, organization: Organization, quarter: Quarter) -> list[Indicator]:
    """List the indicators that fit an organisation and are due in a quarter, in the order of the rule (A6).

    Not the handing in of self-checks: the reminder slips cost those points already (R16, A5).
    """
    sector, has_committee = organization.sector or "", organization.has_committee
    return [
        one
        for one in scheme.indicators.values()
        if one.code != scheme.policy.self_check_indicator
        and is_applicable(one, sector, has_committee=has_committee)
        and one.is_due_in(quarter)
    ]


def inspected_months(quarter: Quarter, organization: Organization, today: date) -> tuple[Month, ...]:
    """List the months of a quarter that a finding can belong to: begun, and not over before the organisation began."""
    return tuple(one for one in quarter.months if one.first_day <= today and organization.existed_in(one))


def _said(finding: GivenFinding) -> tuple[str, Month, str]:
    return finding.indicator, finding.month, readable(finding.fact)
