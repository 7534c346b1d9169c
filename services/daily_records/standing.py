"""How far a month is recorded, counted by the database: of every organisation at once, for lists of any length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Subquery, case, func, literal, select
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord, holding_in
from models.organizations import Organization, assessed_in
from models.tasks import Task
from rules.catalogue import SECTORS
from rules.periods import Month


def recorded_in(month: Month, tasks: Sequence[Task]) -> Subquery:
    """Count the entries of a month that hold, by organisation: `entries` of all, `of_tasks`, `late`, `not_done`."""
    of_tasks = DailyRecord.item.in_([task.id for task in tasks])
    return (
        select(
            DailyRecord.organization_id,
            func.count().label("entries"),
            func.count().filter(of_tasks).label("of_tasks"),
            func.count().filter(DailyRecord.state == "late").label("late"),
            func.count().filter(DailyRecord.state == "not_done").label("not_done"),
        )
        .where(*holding_in(month))
        .group_by(DailyRecord.organization_id)
        .subquery()
    )


def tasks_expected(tasks: Sequence[Task]) -> ColumnElement[int]:
    """Count the tasks that concern an organisation of its sector."""
    of_all = sum(task.sectors is None for task in tasks)
    counts = Counter(sector for task in tasks for sector in SECTORS if task.concerns(sector))
    if not counts:
        return literal(of_all)
    return case({sector: literal(many) for sector, many in counts.items()}, value=Organization.sector, else_=of_all)


def gaps_of(tasks: Sequence[Task], recorded: Subquery) -> ColumnElement[int]:
    """Count the tasks of an organisation that nobody recorded; `recorded` is joined to it, or lacks it."""
    return tasks_expected(tasks) - func.coalesce(recorded.c.of_tasks, 0)


def missing_in(session: Session, month: Month, tasks: Sequence[Task]) -> int:
    """Count the cells of a whole month that nobody recorded."""
    recorded = recorded_in(month, tasks)
    listed = assessed_in(month).outerjoin(recorded, recorded.c.organization_id == Organization.id).order_by(None)
    return int(session.scalar(listed.with_only_columns(func.coalesce(func.sum(gaps_of(tasks, recorded)), 0))) or 0)
