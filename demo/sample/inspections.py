"""Invented quarter inspections for the sample town, the same ones for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import yaml

from demo.sample.records import DATA
from rules.applicability import applicable_codes
from rules.periods import Quarter
from rules.scheme import Scheme
from services.inspections.checking import GivenFinding, GivenInspection
from services.inspections.workbook import FindingLine, InspectionTable, VisitLine, inspection_workbook
from services.schemes.versions import parsed, shipped_text
from services.township.file import GroupPart, OrganizationPart, TownshipFile

SHARE_WITH_FINDING = 1 / 6
# Groups visit in the second week of a quarter's last month, which holds no public holiday in the sample's year.
VISITING_DAYS = range(8, 18)
SATURDAY = 5


@dataclass(frozen=True)
class SampleInspection:
    """One made-up sheet: of which organisation (id), and who of its group recorded it (userid)."""

    organization: str
    recorder: str
    given: GivenInspection


def quarters_over(township: TownshipFile) -> list[Quarter]:
    """List the quarters that the town's tasks cover and that were over when the file was made, oldest first."""
    quarters = {month.month.quarter for month in township.monthly_tasks}
    return sorted(one for one in quarters if one.last_day < township.as_of)


def sample_inspections(township: TownshipFile, quarter: Quarter, seed: int) -> list[SampleInspection]:
    """Make up a sheet for every assessed organisation that existed when the quarter ended.

    About one in six has a finding; each is recorded by somebody of the group who is no officer of the organisation. A
    quarter's sheets do not depend on which other quarters are asked for.
    """
    scheme = _scheme(township)
    facts: dict[str, list[str]] = yaml.safe_load((DATA / "sample" / "findings.yaml").read_text(encoding="utf-8"))
    groups = {group.id: group for group in township.supervision_groups}
    sheets = []
    for one in _inspected(township, quarter):
        dice = Random(f"{seed}/{one.id}/{quarter}/inspection")  # noqa: S311 - nothing here is secret
        recorder = dice.choice(recorders(groups[str(one.group)], [one]))
        sheets.append(SampleInspection(one.id, recorder, _given(one, quarter, scheme, facts, dice)))
    return sheets


def _scheme(township: TownshipFile) -> Scheme:
    return parsed(shipped_text(), json.dumps(township.overrides, default=str))


def _inspected(township: TownshipFile, quarter: Quarter) -> Iterator[OrganizationPart]:
    for one in township.organizations:
        if one.assessed and (one.founded is None or one.founded <= quarter.last_day):
            yield one


def recorders(group: GroupPart, organizations: Iterable[OrganizationPart]) -> list[str]:
    """List who of a group may record for all of some organisations: members who are officers of none (D10)."""
    offices = [(one.secretary, one.deputy, one.org_commissioner) for one in organizations]
    officers = {officer.userid for held in offices for officer in held if officer}
    return [member.userid for member in group.members if member.userid and member.userid not in officers]


def _given(
    one: OrganizationPart, quarter: Quarter, scheme: Scheme, facts: dict[str, list[str]], dice: Random
) -> GivenInspection:
    month = quarter.months[-1]
    days = [date(month.year, month.month, day) for day in VISITING_DAYS]
    inspected_on = dice.choice([day for day in days if day.weekday() < SATURDAY])
    if dice.random() >= SHARE_WITH_FINDING:
        return GivenInspection(inspected_on)
    fitting = applicable_codes(scheme, one.sector or "", has_committee=one.has_committee)
    code = dice.choice([code for code in facts if code in fitting])
    return GivenInspection(inspected_on, (GivenFinding(code, month, dice.choice(facts[code])),))


def inspection_file(
    township: TownshipFile, group: GroupPart, quarter: Quarter, sheets: list[SampleInspection]
) -> bytes:
    """Write a group's made-up sheets of a quarter as the Excel file its members would hand in."""
    given = {sheet.organization: sheet.given for sheet in sheets}
    scheme = _scheme(township)
    organizations = [one for one in _inspected(township, quarter) if one.group == group.id]
    lines = [
        FindingLine(one.short_name, finding.indicator, scheme.indicators[finding.indicator].title, "", finding)
        for one in organizations
        for finding in given[one.id].findings
    ]
    visits = [VisitLine(one.short_name, given[one.id].inspected_on) for one in organizations]
    return inspection_workbook(InspectionTable(quarter, group.name, visits, lines))
