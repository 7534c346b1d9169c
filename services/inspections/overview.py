"""A quarter's inspections as the office looks at them: who is done, exempted or missing, and how groups compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from models.inspections import Finding, Inspection, InspectionExemption
from models.organizations import GroupAssignment, Organization, SupervisionGroup, assigned_on
from rules.applicability import is_ranked
from rules.periods import Quarter
from rules.scoring import ZERO
from services.register.groups import assignment_day
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Inspected:
    """How far the inspection of one organisation is: its group, the sheet that holds, or why there is none."""

    organization: Organization
    group: SupervisionGroup | None = None
    sheet: Inspection | None = None
    exemption: InspectionExemption | None = None


@dataclass(frozen=True)
class Compared:
    """One group's sheets of a quarter: how many, and what they found and would cost on average, without any cap."""

    group: SupervisionGroup
    sheets: int
    findings: Decimal
    points: Decimal


def to_be_inspected(session: Session, quarter: Quarter, today: date) -> ColumnElement[bool]:
    """Select who is to be inspected in a quarter, as `organizations_by_group` does (R17, A1)."""
    last = assignment_day(quarter, today)
    ended = select(Organization).where(Organization.assessed, Organization.ended.between(quarter.first_day, last))
    months = scheme_for(session, quarter).policy.min_full_months_in_quarter
    ranked = [one.id for one in session.scalars(ended) if is_ranked(one.founded, quarter, months, one.ended)]
    begun = or_(Organization.founded.is_(None), Organization.founded <= last)
    living = begun & or_(Organization.ended.is_(None), Organization.ended > last)
    return Organization.assessed & or_(living, Organization.id.in_(ranked))


def has_sheet(quarter: Quarter) -> ColumnElement[bool]:
    """Select who has a sheet for a quarter."""
    return exists().where(Inspection.organization_id == Organization.id, Inspection.quarter == quarter)


def is_exempted(quarter: Quarter) -> ColumnElement[bool]:
    """Select who is exempted from a quarter's inspection."""
    of_it = InspectionExemption.organization_id == Organization.id, InspectionExemption.quarter == quarter
    return exists().where(*of_it)


def inspected(
    session: Session, organizations: Sequence[Organization], quarter: Quarter, today: date
) -> list[Inspected]:
    """Say of some organisations how far their inspection is, with as few statements as of one."""
    ids, last = [one.id for one in organizations], assignment_day(quarter, today)
    assigned = (
        select(GroupAssignment.organization_id, SupervisionGroup)
        .join(SupervisionGroup, SupervisionGroup.id == GroupAssignment.group_id)
        .where(GroupAssignment.organization_id.in_(ids), assigned_on(last))
    )
    groups = {row[0]: row[1] for row in session.execute(assigned)}
    made = select(Inspection).where(Inspection.quarter == quarter, Inspection.organization_id.in_(ids))
    sheets = {one.organization_id: one for one in session.scalars(made.order_by(Inspection.id))}
    of_it = InspectionExemption.quarter == quarter, InspectionExemption.organization_id.in_(ids)
    exemptions = {one.organization_id: one for one in session.scalars(select(InspectionExemption).where(*of_it))}
    return [Inspected(one, groups.get(one.id), sheets.get(one.id), exemptions.get(one.id)) for one in organizations]


def compared(session: Session, quarter: Quarter) -> list[Compared]:
    """Compare how strictly groups have inspected: findings and points a sheet, by what each failure costs (R18)."""
    replaced = select(Inspection.replaces_id).where(Inspection.replaces_id.is_not(None), Inspection.quarter == quarter)
    holding = Inspection.quarter == quarter, Inspection.id.not_in(replaced)
    counted = select(SupervisionGroup, func.count()).join(Inspection).where(*holding).group_by(SupervisionGroup.id)
    sheets = {row[0]: row[1] for row in session.execute(counted.order_by(SupervisionGroup.id))}
    found = select(Inspection.group_id, Finding.indicator, func.count()).join(Finding).where(*holding)
    indicators = scheme_for(session, quarter).indicators
    findings: dict[str, int] = defaultdict(int)
    points: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for group_id, code, number in session.execute(found.group_by(Inspection.group_id, Finding.indicator)):
        findings[group_id] += number
        points[group_id] += number * (indicators[code].per_failure if code in indicators else ZERO)
    return [
        Compared(group, number, _mean(Decimal(findings[group.id]), number), _mean(points[group.id], number))
        for group, number in sheets.items()
    ]


def sheets_of(session: Session, quarter: Quarter, organization_id: str) -> list[Inspection]:
    """List every sheet for an organisation and quarter, also those that were replaced, oldest first."""
    of_it = Inspection.quarter == quarter, Inspection.organization_id == organization_id
    return list(session.scalars(select(Inspection).where(*of_it).order_by(Inspection.id)))


def _mean(total: Decimal, number: int) -> Decimal:
    return (total / number).quantize(Decimal("0.1"))
