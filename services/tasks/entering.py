"""Entering and changing the tasks of a month (R7–R9): never deleted, and what was reported stays comparable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow, Refused
from bot.readers import readable
from models.daily_records import DailyRecord
from models.people import Person
from models.tasks import Task, tasks_of
from rules.catalogue import Indicator
from rules.periods import Month
from rules.scheme import Scheme
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for

LONGEST_TITLE: Final = 64


@dataclass(frozen=True)
class GivenTask:
    """A task as somebody gives it: what, by when, counted on which indicator, by whom; None means every sector."""

    month: Month
    title: str
    indicator: str
    due: date | None = None
    sectors: tuple[str, ...] | None = None


def enter_task(session: Session, given: GivenTask, by: Person, now: datetime, task: Task | None = None) -> Task:
    """Enter a task, or change one of the same month. Raises Refused for the first thing that is wrong."""
    check_may(session, by, Right.ENTER_TASK, now)
    scheme = scheme_for(session, given.month.quarter)
    for _, refused in problems(session, given, scheme, task):
        raise refused
    if task is None:
        task = Task(id=_next_id(session, given.month), month=given.month)
        session.add(task)
    task.title, task.indicator = readable(given.title), given.indicator
    task.kind = scheme.indicators[given.indicator].kind
    task.due = given.due
    task.sectors = None if given.sectors is None else list(given.sectors)
    session.flush()
    return task


def problems(
    session: Session, given: GivenTask, scheme: Scheme, task: Task | None = None
) -> Iterator[tuple[str, Refused]]:
    """Find everything that speaks against a task: the field, and why."""
    if closed_at(session, given.month.quarter) is not None:
        yield "title", NotNow("task_quarter_closed", month=given.month)
    title = readable(given.title)
    if not title or len(title) > LONGEST_TITLE:
        yield "title", BadInput("task_wrong_title", longest=LONGEST_TITLE)
    if given.due is not None and Month.of(given.due) != given.month:
        yield "due", BadInput("task_due_elsewhere", month=given.month, due=given.due)
    indicator = scheme.indicators.get(given.indicator)
    if indicator is None:
        yield "indicator", BadInput("task_indicator_unknown", said=given.indicator)
        return
    yield from _indicator_problems(given, indicator)
    if task is not None and task.indicator != given.indicator and _is_reported(session, task):
        yield "indicator", NotNow("task_reported", task=task)


def _indicator_problems(given: GivenTask, indicator: Indicator) -> Iterator[tuple[str, Refused]]:
    if not indicator.is_due_in(given.month.quarter):
        yield "indicator", BadInput("task_out_of_season", indicator=indicator, month=given.month)
    if indicator.applies_to is not None:
        outside = given.sectors is None or not set(given.sectors) <= indicator.applies_to
        if outside:
            yield "sectors", BadInput("task_sectors_outside", indicator=indicator)


def _is_reported(session: Session, task: Task) -> bool:
    return session.scalar(select(DailyRecord.id).where(DailyRecord.item == task.id).limit(1)) is not None


def _next_id(session: Session, month: Month) -> str:
    """Number a new task behind those of its month."""
    beginning = f"T-{month.year:04}{month.month:02}-"
    numbers = [one.id.removeprefix(beginning) for one in tasks_of(session, month) if one.id.startswith(beginning)]
    return f"{beginning}{max((int(one) for one in numbers if one.isdecimal()), default=0) + 1:02}"
