"""任务: what a month asks for, of whom and by when; entered, changed and ended, never deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NoRight, Refused
from bot.wording import refusal_text
from handlers.console.acts import Act, Deed, Facts
from handlers.console.listing import Column, Stored
from handlers.console.months import month_asked
from handlers.console.showing import Chip, chip, say, show
from handlers.console.stories import Told
from handlers.console.subject import Subject
from handlers.console.task_forms import NAME, EndForm, TaskForm, given_in, task_form, whom
from handlers.pages.door import Door, Visit
from handlers.pages.showing import status_of
from models.people import Person
from models.slips import months_with_slips
from models.task_changes import changes_of_task
from models.tasks import Task
from rules.periods import Month
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.slips.preview import leaving
from services.tasks.changing import add_task, change_task, check_change, check_end, end_task
from services.tasks.month_tasks import MonthTask, month_tasks


def _month(visit: Visit) -> Month:
    """Tell of which month: that of the task that is open, else the one asked for."""
    task = visit.session.get(Task, (request.view_args or {}).get("case_id", ""))
    return task.month if task else month_asked(visit.now)


def _found(session: Session, case_id: str) -> MonthTask | None:
    task = session.get(Task, case_id)
    return month_tasks(session, task.month, [task])[0] if task else None


def _whom(one: MonthTask) -> Chip | str:
    return chip(NAME, "ended", "off") if one.is_ended else whom(one.task)


def _recorded(one: MonthTask) -> str:
    return say(NAME, "recorded", one=one)


def _listing(visit: Visit) -> Stored[MonthTask]:
    month = _month(visit)
    indicators = scheme_for(visit.session, month.quarter).indicators
    columns = (
        Column[MonthTask]("title", lambda one: one.task.title, Task.title),
        Column[MonthTask]("due", lambda one: one.task.due, Task.due),
        Column[MonthTask]("whom", _whom),
        Column[MonthTask]("indicator", lambda one: indicators[one.task.indicator].title, Task.indicator),
        Column[MonthTask]("recorded", _recorded, number=True),
    )
    return Stored(
        select(Task).where(Task.month == month),
        columns,
        (Task.id,),
        searched=(Task.title,),
        dressed=lambda session, found: month_tasks(session, month, found),
    )


def _panel(visit: Visit, one: MonthTask) -> Facts:
    indicators = scheme_for(visit.session, one.task.month.quarter).indicators
    story = [
        Told(change.at, change.by.name, say(NAME, f"story_{change.kind}", change=change), change.reason)
        for change in changes_of_task(visit.session, one.task.id)
    ]
    return {"indicator": indicators[one.task.indicator], "whom": whom(one.task), "story": story}


def _above(visit: Visit) -> Facts:
    month = _month(visit)
    return {"month": month, "is_out": bool(months_with_slips(visit.session, [month]))}


def _change(deed: Deed, one: MonthTask) -> None:
    given = given_in(deed.form, one.task.month)
    change_task(deed.session, one.task, given, deed.form.reason.data, deed.by, deed.now)


def _end(deed: Deed, one: MonthTask) -> None:
    end_task(deed.session, one.task, deed.form.reason.data, deed.by, deed.now)


def _fitted(visit: Visit, one: MonthTask) -> Callable[..., TaskForm]:
    return partial(task_form, scheme_for(visit.session, one.task.month.quarter), one.task.month, one.task)


def _may_change(visit: Visit, one: MonthTask) -> None:
    check_change(visit.session, one.task, visit.visitor.person, visit.now)


def _may_end(visit: Visit, one: MonthTask) -> None:
    check_end(visit.session, one.task, visit.visitor.person, visit.now)


def _add_pages(console: Blueprint, door: Door) -> None:
    """Add the page on which a task is entered."""
    let_in = door.lets_in(Right.ENTER_TASK)
    console.add_url_rule("/tasks/months/<month>/new", "task_new", let_in(_new), methods=["GET", "POST"])


def _new(visit: Visit, month: str) -> ResponseReturnValue:
    """Enter a task; what is wrong comes back with what was filled in."""
    try:
        meant = Month.parse(month)
    except ValueError:
        abort(404)
    form = task_form(scheme_for(visit.session, meant.quarter), meant, None)
    refusal, status = "", 200
    if request.method == "POST" and form.validate():
        try:
            return _entered(visit, meant, form)
        except NoRight:
            raise
        except Refused as refused:
            refusal, status = refusal_text(refused), status_of(refused)
    leaves = leaving(visit.session, meant, visit.parts.calendar, visit.now)
    slips: Facts = {"goes": leaves.goes, "is_out": bool(months_with_slips(visit.session, [meant]))}
    return show(visit, NAME, "task_new", status, form=form, month=meant, refusal=refusal, **slips)


def _entered(visit: Visit, month: Month, form: Any) -> Response:
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        task = add_task(session, given_in(form, month), by, visit.now)
        done, task_id = say(NAME, "done_new", task=task), task.id
    flash(done)
    return Response(status=303, headers={"Location": url_for("console.tasks_record", case_id=task_id, month=month)})


SUBJECT: Final = Subject[MonthTask](
    name=NAME,
    right=Right.SEE_TOWN,
    listing=_listing,
    find=_found,
    key=lambda one: one.task.id,
    panel=_panel,
    above=_above,
    acts=(
        Act("change", Right.ENTER_TASK, _change, check=_may_change, fitted=_fitted, edits=True),
        Act("end", Right.ENTER_TASK, _end, EndForm, offered=lambda _visit, one: not one.is_ended, check=_may_end),
    ),
    kept=("month",),
    others=_add_pages,
)
