"""A month's tasks as a list: how many are asked, and of how many something is recorded; for a page at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord, holding_in
from models.organizations import Organization, assessed_in
from models.tasks import Task
from rules.periods import Month


@dataclass(frozen=True)
class MonthTask:
    """A task with how many organisations it concerns, and of how many it is recorded."""

    task: Task
    asked: int
    recorded: int

    @property
    def is_ended(self) -> bool:
        """Whether it is asked of nobody any more."""
        return self.task.sectors == []


def month_tasks(session: Session, month: Month, tasks: Sequence[Task]) -> list[MonthTask]:
    """Count for some tasks of a month, with as many statements as for one."""
    sectors = assessed_in(month).order_by(None).with_only_columns(Organization.sector, func.count())
    living = _counts(session, sectors.group_by(Organization.sector))
    entries = select(DailyRecord.item, func.count()).where(*holding_in(month)).group_by(DailyRecord.item)
    recorded = _counts(session, entries)
    return [
        MonthTask(one, sum(many for sector, many in living.items() if one.concerns(sector)), recorded[one.id])
        for one in tasks
    ]


def _counts(session: Session, query: Executable) -> Counter[Any]:
    return Counter({row[0]: row[1] for row in session.execute(query)})
