"""Loading the monthly tasks of a township file; what has been reported or closed does not change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord
from models.schemes import QuarterRule
from models.tasks import Task
from rules.periods import Month
from services.files import bad_file
from services.township.file import MonthPart, TaskPart, TownshipFile
from services.township.rows import put, rows_by_id


def load_tasks(session: Session, file: TownshipFile) -> int:
    """Add and change tasks; count both. Raises BadFile for a task that may no longer change, or is missing."""
    known = rows_by_id(session, Task)
    wanted = [(task, _columns(task, month.month)) for month in file.monthly_tasks for task in month.tasks]
    changed = [(task.id, values) for task, values in wanted if _differs(known.get(task.id), values)]
    mistakes = [*_missing(file.monthly_tasks, known), *_fixed(session, known, dict(changed))]
    if mistakes:
        raise bad_file([f"monthly_tasks: {mistake}" for mistake in mistakes])
    written = sum(put(session, Task, known.get(name), **values) for name, values in changed)
    session.flush()
    return written


def _columns(task: TaskPart, month: Month) -> dict[str, Any]:
    values = task.model_dump(include={"id", "title", "indicator", "kind", "due"})
    return values | {"month": month, "sectors": None if task.sectors is None else list(task.sectors)}


def _differs(row: Task | None, values: dict[str, Any]) -> bool:
    return row is None or any(getattr(row, name) != value for name, value in values.items())


def _missing(months: tuple[MonthPart, ...], known: dict[str, Task]) -> Iterator[str]:
    """A month that the file leaves out stays as it is; in a month it lists, every task must be there."""
    listed = {month.month for month in months}
    named = {task.id for month in months for task in month.tasks}
    for task in known.values():
        if task.month in listed and task.id not in named:
            yield (
                f"{task.month}: {task.id} was loaded before and is not in the file; tasks are never deleted: "
                "put it back, with sectors: [] when it no longer concerns anybody"
            )


def _fixed(session: Session, known: dict[str, Task], changed: dict[str, dict[str, Any]]) -> Iterator[str]:
    closed = set(session.scalars(select(QuarterRule.quarter).where(QuarterRule.closed_at.is_not(None))))
    reported = set(session.scalars(select(DailyRecord.item).where(DailyRecord.item.in_(changed)).distinct()))
    for name, values in changed.items():
        row, month = known.get(name), values["month"]
        for touched in sorted({month, row.month if row else month}):
            if touched.quarter in closed:
                yield f"{touched}: {name} cannot change, {touched.quarter} is closed; put the task back as it was"
        if row is not None and name in reported:
            yield from _fixed_by_records(row, values)


def _fixed_by_records(row: Task, values: dict[str, Any]) -> Iterator[str]:
    for column in ("indicator", "month"):
        before, after = getattr(row, column), values[column]
        if before != after:
            yield (
                f"{row.month}: {row.id} has daily records, so its {column} stays {before}, not {after}; "
                "write a new task with another id"
            )
