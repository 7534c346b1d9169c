"""From a month's daily records to the lines of a slip (R7–R9, R12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from sqlalchemy.orm import Session

from models.daily_records import Recorded, recorded_in
from models.organizations import Organization
from models.slips import Slip, SlipItem
from models.tasks import Task, tasks_of
from rules.periods import Month
from rules.scheme import Scheme
from rules.scoring import deduction_of
from rules.titles import called
from services.schemes.versions import scheme_for

# What no block is for comes last, on every slip: nobody loses points for what nobody told them.
OTHER: Final = "other"


@dataclass(frozen=True)
class MonthItems:
    """A month's tasks and what was recorded, per organisation."""

    scheme: Scheme
    tasks: dict[str, Task]
    records: dict[str, list[Recorded]]

    def has_records(self, organization: Organization) -> bool:
        """Tell whether anything at all was recorded for the organisation."""
        return bool(self.records.get(organization.id))

    def unrecorded(self, organization: Organization) -> list[Task]:
        """List the organisation's tasks for which nothing was recorded."""
        seen = {record.item for record in self.records.get(organization.id, [])}
        return [one for one in self.tasks.values() if one.concerns(organization.sector) and one.id not in seen]

    @cached_property
    def blocks(self) -> dict[str, int]:
        """Number the blocks of a slip, by kind, as `slip_contents` names them."""
        named = dict.fromkeys((*self.scheme.policy.slip_contents, OTHER))
        return {kind: number for number, kind in enumerate(named)}

    @cached_property
    def alike(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """What lines say of an item in a state, whosever slip they are on, as far as that was asked for."""
        return {}


def month_items(session: Session, month: Month, scheme: Scheme, only: Collection[str] | None = None) -> MonthItems:
    """Read a month's tasks and records; `only` names the organisations wanted."""
    records: dict[str, list[Recorded]] = defaultdict(list)
    for record in recorded_in(session, month, only):
        records[record.organization_id].append(record)
    return MonthItems(scheme, {task.id: task for task in tasks_of(session, month)}, records)


def slip_items(items: MonthItems, organization: Organization) -> list[SlipItem]:
    """Make the lines of an organisation's slip, as `slip_lines` writes them."""
    return [SlipItem(**line) for line in slip_lines(items, organization.id)]


def slip_lines(items: MonthItems, organization_id: str) -> list[dict[str, Any]]:
    """Write the lines of a slip as rows, block by block as `slip_contents` names them, numbered from 1."""
    made = (_line(items, record) for record in items.records.get(organization_id, []))
    lines = sorted((line for line in made if line["kind"] in items.blocks), key=lambda line: items.blocks[line["kind"]])
    for position, line in enumerate(lines, start=1):
        line["position"] = position
    return lines


def open_items_now(session: Session, slip: Slip) -> list[SlipItem]:
    """List the open items a slip would have if it were written now; none of them is stored."""
    items = month_items(session, slip.month, scheme_for(session, slip.month.quarter), [slip.organization_id])
    return [line for line in slip_items(items, slip.organization) if line.is_open]


def _line(items: MonthItems, record: Recorded) -> dict[str, Any]:
    of = record.item, record.state
    if of not in items.alike:
        items.alike[of] = _said_of(items, *of)
    found = {"remark": record.remark, "recorded_by_id": record.recorded_by_id, "recorded_at": record.recorded_at}
    return {**items.alike[of], **found}


def _said_of(items: MonthItems, item: str, state: str) -> Mapping[str, Any]:
    task = items.tasks.get(item)
    indicator = items.scheme.indicators[task.indicator if task else item]
    return {
        "kind": task.kind if task else indicator.kind,
        "title": called(task.title) if task else indicator.title,
        "indicator": indicator.code,
        "state": state,
        "points": _at_stake(items.scheme, indicator.code, state),
    }


def _at_stake(scheme: Scheme, code: str, state: str) -> Decimal:
    if state not in ("late", "not_done"):
        return Decimal(0)
    return deduction_of(scheme.indicators[code], late=state == "late")
