"""How strictly each supervision group inspects: what its findings cost its branches, beside the other groups'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.inspections import Finding, Inspection, sheets_that_hold
from models.objections import struck_out
from models.organizations import SupervisionGroup
from rules.periods import Quarter
from rules.scoring import ZERO, inspection_cost
from services.schemes.versions import scheme_for

# How many points a group's mean is off the town's before a page says so, and which share of it.
OFF_POINTS: Final = Decimal("0.5")
OFF_SHARE: Final = Decimal("0.25")
MOST_DIFFERING: Final = 3


@dataclass(frozen=True)
class GroupMark:
    """One group in a quarter: how many branches it inspected, how many of them lost nothing, and their mean loss.

    Points are what the findings cost by themselves; `by_indicator` are the means of each indicator with any.
    """

    name: str
    scope: str
    inspected: int
    clean: int
    mean: Decimal
    by_indicator: Mapping[str, Decimal]


@dataclass(frozen=True)
class Strictness:
    """A quarter's groups side by side, in the order of the register, with the mean loss of all branches inspected."""

    quarter: Quarter
    groups: tuple[GroupMark, ...]
    mean: Decimal

    @property
    def inspected(self) -> int:
        """How many branches were inspected."""
        return sum(one.inspected for one in self.groups)

    @property
    def clean(self) -> int:
        """How many of them lost nothing."""
        return sum(one.clean for one in self.groups)

    @property
    def farthest(self) -> GroupMark | None:
        """The group farthest off the town's mean; None while nobody is far off."""
        off = sorted(self.groups, key=lambda one: -abs(one.mean - self.mean))
        limit = max(OFF_POINTS, self.mean * OFF_SHARE)
        return off[0] if len(off) > 1 and abs(off[0].mean - self.mean) >= limit else None


@dataclass(frozen=True)
class Difference:
    """An indicator that groups deduct differently on: each group's mean, and whose stands out."""

    title: str
    means: tuple[Decimal, ...]
    odd: int


class _Sheets(NamedTuple):
    """A group and how many branches it inspected in a quarter."""

    quarter: Quarter
    group_id: str
    name: str
    scope: str
    branches: int


class _Loss(NamedTuple):
    """What one branch lost on one indicator."""

    organization_id: str
    indicator: str
    points: Decimal


def strictness(session: Session, quarters: Sequence[Quarter]) -> list[Strictness]:
    """Put the groups side by side for some quarters, in their order; a quarter without inspections is left out."""
    sheets: dict[Quarter, list[_Sheets]] = defaultdict(list)
    for row in session.execute(_inspected(quarters)):
        sheets[row[0]].append(_Sheets(*row))
    losses = _losses(session, quarters)
    return [
        _side_by_side(quarter, [_marked(one, losses[quarter, one.group_id]) for one in sheets[quarter]])
        for quarter in quarters
        if quarter in sheets
    ]


def _marked(sheets: _Sheets, losses: Sequence[_Loss]) -> GroupMark:
    """Sum up what a group's findings cost, branch by branch and indicator by indicator."""
    by_branch: dict[str, Decimal] = defaultdict(Decimal)
    by_indicator: dict[str, Decimal] = defaultdict(Decimal)
    for loss in losses:
        by_branch[loss.organization_id] += loss.points
        by_indicator[loss.indicator] += loss.points
    return GroupMark(
        name=sheets.name,
        scope=sheets.scope,
        inspected=sheets.branches,
        clean=sheets.branches - sum(points > 0 for points in by_branch.values()),
        mean=sum(by_branch.values(), ZERO) / sheets.branches,
        by_indicator={code: points / sheets.branches for code, points in by_indicator.items()},
    )


def _side_by_side(quarter: Quarter, groups: Sequence[GroupMark]) -> Strictness:
    lost = sum((one.mean * one.inspected for one in groups), ZERO)
    return Strictness(quarter, tuple(groups), lost / sum(one.inspected for one in groups))


def differences(session: Session, found: Strictness) -> list[Difference]:
    """List the indicators on which the groups' means differ most."""
    indicators = scheme_for(session, found.quarter).indicators
    codes = dict.fromkeys(code for group in found.groups for code in group.by_indicator)
    means = {code: tuple(group.by_indicator.get(code, ZERO) for group in found.groups) for code in codes}
    apart = sorted(means, key=lambda code: min(means[code]) - max(means[code]))
    shown = [code for code in apart if max(means[code]) > min(means[code])][:MOST_DIFFERING]
    return [Difference(indicators[code].title, means[code], _odd(means[code])) for code in shown]


def _odd(means: Sequence[Decimal]) -> int:
    """Find the one that is farthest from the mean of the others; the first of equals."""
    whole = sum(means, ZERO)
    return max(range(len(means)), key=lambda one: abs(means[one] - (whole - means[one]) / (len(means) - 1)))


def _inspected(quarters: Sequence[Quarter]) -> Select[Quarter, str, str, str, int]:
    """Select quarter and group with the number of branches inspected."""
    group = SupervisionGroup.id, SupervisionGroup.name, SupervisionGroup.scope
    return (
        select(Inspection.quarter, *group, func.count())
        .join(SupervisionGroup, SupervisionGroup.id == Inspection.group_id)
        .where(Inspection.quarter.in_(quarters), sheets_that_hold())
        .group_by(Inspection.quarter, *group)
        .order_by(SupervisionGroup.id)
    )


def _losses(session: Session, quarters: Sequence[Quarter]) -> defaultdict[tuple[Quarter, str], list[_Loss]]:
    """Price the findings that stand, each branch and indicator by itself, by quarter and group."""
    which = (Inspection.quarter, Inspection.group_id, Inspection.organization_id, Finding.indicator)
    query = (
        select(*which, func.count(), func.count(Finding.month.distinct()))
        .join(Finding, Finding.inspection_id == Inspection.id)
        .where(Inspection.quarter.in_(quarters), sheets_that_hold(), ~struck_out("finding", Finding.id))
        .group_by(*which)
    )
    rules = {quarter: scheme_for(session, quarter).indicators for quarter in quarters}
    found: defaultdict[tuple[Quarter, str], list[_Loss]] = defaultdict(list)
    for quarter, group, organization_id, code, cases, months in session.execute(query):
        if code in rules[quarter]:
            points = inspection_cost(rules[quarter][code], quarter, cases, months)
            found[quarter, group].append(_Loss(organization_id, code, points))
    return found
