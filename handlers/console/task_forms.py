"""What is filled in about a task."""

from __future__ import annotations

from typing import Any, Final

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from handlers.console.acts import ActForm, TicksField, a_day, words
from handlers.console.edited import EditForm
from handlers.console.showing import say
from models.tasks import Task
from rules.catalogue import SECTORS
from rules.periods import Month
from rules.scheme import Scheme
from services.tasks.entering import LONGEST_TITLE, GivenTask
from services.tasks.sectors import sector_label

NAME: Final = "tasks"


class TaskForm(EditForm):
    """What, by when, counted on which indicator, asked of whom (nothing ticked: everybody), and why."""

    task_title = StringField(validators=[DataRequired(), Length(max=LONGEST_TITLE)])
    due = a_day(required=False)
    indicator = SelectField(validators=[DataRequired()])
    sectors = TicksField()
    reason = words(required=False)


class EndForm(ActForm):
    """Why a task is asked of nobody any more."""

    reason = words(required=False)


def task_form(scheme: Scheme, month: Month, task: Task | None, **given: Any) -> TaskForm:
    """Make the form for a month, filled in with a task that is there."""
    data = {}
    if task is not None:
        data = {"task_title": task.title, "due": task.due, "indicator": task.indicator, "sectors": task.sectors or []}
    form = TaskForm(**given, data=data)
    fitting = [one for one in scheme.indicators.values() if one.is_due_in(month.quarter)]
    form.indicator.choices = [(one.code, f"{one.title}（{one.code}）") for one in fitting]
    form.sectors.choices = [(sector, sector_label(sector)) for sector in SECTORS]
    if task is None:
        del form.reason
    return form


def whom(task: Task) -> str:
    """Say of whom a task is asked."""
    return say(NAME, "whom", names=None if task.sectors is None else [sector_label(one) for one in task.sectors])


def given_in(form: Any, month: Month) -> GivenTask:
    """Take what a form says."""
    sectors = tuple(form.sectors.data or ()) or None
    return GivenTask(month, form.task_title.data, form.indicator.data, form.due.data, sectors)
