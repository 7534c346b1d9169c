"""Checking the monthly tasks of a township file against the rule and the calendar of months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.catalogue import Indicator
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from services.township.file import MonthPart, TaskPart, TownshipFile
from services.township.posts import EntryPath
from services.township.reading import Mistake


def task_mistakes(file: TownshipFile, scheme: Scheme, decided: Mapping[Quarter, Scheme]) -> Iterator[Mistake]:
    """List what is wrong with the tasks: months, days, and indicators that do not exist or do not fit.

    `decided` are the rules that hold from a quarter on in place of `scheme`.
    """
    for at, month in enumerate(file.monthly_tasks):
        path: EntryPath = ("monthly_tasks", at)
        begun = max((since for since in decided if since <= month.month.quarter), default=None)
        rule = decided[begun] if begun else scheme
        yield from _month_mistakes(month, path)
        for place, task in enumerate(month.tasks):
            yield from _indicator_mistakes(task, month.month, rule, (*path, "tasks", place))
            yield from _due_mistakes(task, month.month, (*path, "tasks", place, "due"))


def _month_mistakes(month: MonthPart, path: EntryPath) -> Iterator[Mistake]:
    if month.quarter is not None and month.quarter != month.month.quarter:
        reason = f"{month.month} belongs to {month.month.quarter}, not {month.quarter}; correct it"
        yield Mistake((*path, "quarter"), reason)
    if month.issue_on is not None and month.issue_on <= month.month.last_day:
        yield Mistake((*path, "issue_on"), f"the slips of {month.month} go out after the month; correct the day")
    if month.issue_on and month.self_check_due and month.self_check_due <= month.issue_on:
        yield Mistake((*path, "self_check_due"), f"must be after issue_on, {month.issue_on}")


def _due_mistakes(task: TaskPart, month: Month, path: EntryPath) -> Iterator[Mistake]:
    if task.due is not None and Month.of(task.due) != month:
        yield Mistake(path, f"{task.due} is not in {month}; correct the day, or move the task to its month")


def _indicator_mistakes(task: TaskPart, month: Month, scheme: Scheme, path: EntryPath) -> Iterator[Mistake]:
    indicator = scheme.indicators.get(task.indicator)
    if indicator is None:
        known = ", ".join(scheme.indicators)
        yield Mistake((*path, "indicator"), f"{task.indicator} is not in the rule; the known ones are {known}")
        return
    if not indicator.is_due_in(month.quarter):
        yield Mistake(
            (*path, "indicator"),
            f"{indicator.code} is assessed in quarter {indicator.due_quarter} only, and {month} is not in it; "
            "move the task, or set due_quarter in overrides",
        )
    yield from _sector_mistakes(task, indicator, path)


def _sector_mistakes(task: TaskPart, indicator: Indicator, path: EntryPath) -> Iterator[Mistake]:
    if indicator.applies_to is None:
        return
    outside = None if task.sectors is None else set(task.sectors) - indicator.applies_to
    if outside is None or outside:
        concerned = ", ".join(sorted(indicator.applies_to))
        yield Mistake((*path, "sectors"), f"{indicator.code} applies to {concerned} only; write no other sectors")
