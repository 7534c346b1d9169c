"""Tasks entered, changed and ended one by one, each change kept with who, when and why (R7–R9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import bounded, readable
from models.daily_records import DailyRecord
from models.people import Person
from models.task_changes import TaskChange
from models.tasks import Task, tasks_of
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import closed_at
from services.tasks.entering import GivenTask, enter_task


def add_task(session: Session, given: GivenTask, by: Person, now: datetime) -> Task:
    """Enter a task of a month. Raises Refused, also for one that is there already, as after a double click."""
    check_may(session, by, Right.ENTER_TASK, now)
    same = (one for one in tasks_of(session, given.month) if one.title == readable(given.title) and _meets(one, given))
    if there := next(same, None):
        raise NotNow("task_there", task=there)
    task = enter_task(session, given, by, now)
    _note(session, task, "entered", {}, "", by, now)
    return task


def change_task(session: Session, task: Task, given: GivenTask, reason: str, by: Person, now: datetime) -> Task:
    """Change a task; once something is recorded of it only with a reason, and its indicator not at all.

    Raises Refused.
    """
    said, before = _reason(session, task, reason), _said(task)
    enter_task(session, given, by, now, task)
    _note(session, task, "changed", before, said, by, now)
    return task


def end_task(session: Session, task: Task, reason: str, by: Person, now: datetime) -> Task:
    """Ask a task of nobody any more; what is recorded of it stays. Raises Refused as `check_end`, and without a reason
    where something is recorded.
    """
    check_end(session, task, by, now)
    said, before = _reason(session, task, reason), _said(task)
    task.sectors = []
    _note(session, task, "ended", before, said, by, now)
    return task


def _meets(task: Task, given: GivenTask) -> bool:
    """Tell whether a task is asked of anybody who is meant by another."""
    if task.sectors is None or given.sectors is None:
        return task.sectors != []
    return bool(set(task.sectors) & set(given.sectors))


def check_end(session: Session, task: Task, by: Person, now: datetime) -> None:
    """Raise Refused for whoever may not end a task, in a closed quarter, and where it is ended."""
    check_change(session, task, by, now)
    if task.sectors == []:
        raise NotNow("task_ended", task=task)


def check_change(session: Session, task: Task, by: Person, now: datetime) -> None:
    """Raise Refused for whoever may not enter tasks, and in a closed quarter."""
    check_may(session, by, Right.ENTER_TASK, now)
    if closed_at(session, task.month.quarter) is not None:
        raise NotNow("task_quarter_closed", month=task.month)


def _reason(session: Session, task: Task, reason: str) -> str:
    said = bounded(reason)
    if not said and session.scalar(select(exists().where(DailyRecord.item == task.id))):
        raise BadInput("task_reason_missing", task=task)
    return said


def _said(task: Task) -> dict[str, Any]:
    due = task.due.isoformat() if task.due else None
    return {"title": task.title, "indicator": task.indicator, "due": due, "sectors": task.sectors}


def _note(
    session: Session, task: Task, kind: str, before: dict[str, Any], reason: str, by: Person, now: datetime
) -> None:
    session.add(TaskChange(task_id=task.id, kind=kind, before=before, reason=reason, by_id=by.id, at=now))
    session.flush()
