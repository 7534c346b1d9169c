"""督导组、部门: what each is called, who leads it, how many organisations belong to it."""

from __future__ import annotations

from typing import Final

from wtforms import SelectField
from wtforms.validators import InputRequired

from handlers.console.acts import Act, ActForm, Creation, Deed, Facts, line
from handlers.console.edited import EditForm
from handlers.console.register import choosing
from handlers.console.register.forms import AppointForm, DismissForm, dated, whom
from handlers.console.register.stories import entered
from handlers.console.register.unit_lists import ROLES, department_listing, group_listing, office, posts_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.appointments import Appointment
from models.organizations import Department, SupervisionGroup
from services.organizations.groups import Unit, change_unit, enter_unit
from services.people.appointing import appoint, end_appointment
from services.register.changes import LONGEST_REASON
from services.rights.asking import check_may
from services.rights.table import Right


class GroupForm(EditForm):
    """What a supervision group is called, whom it inspects, its telephone."""

    name = line()
    scope = line(128, required=False)
    phone = line(20, required=False)
    reason = line(LONGEST_REASON)


class DepartmentForm(EditForm):
    """What a department is called."""

    name = line()
    reason = line(LONGEST_REASON)


class PostForm(AppointForm):
    """Whom, and to which office of the group."""

    role = SelectField(validators=[InputRequired()])


def may_change(visit: Visit, _one: Unit) -> None:
    """Raise NoRight unless this visitor may enter something of a group or a department."""
    check_may(visit.session, visit.visitor.person, Right.CHANGE_REGISTER, visit.now)


def _appoint(deed: Deed, one: Unit) -> Facts:
    person = whom(deed)
    post = office(one, deed.form.role.data)
    appoint(deed.session, post, person, dated(deed), deed.now)
    return {"person": person, "title": post.title, "day": deed.form.day.data}


def _dismiss(deed: Deed, _one: Unit) -> Facts:
    appointment = deed.session.get_one(Appointment, int(deed.form.appointment.data))
    end_appointment(deed.session, appointment, dated(deed), deed.now)
    return {"appointment": appointment, "day": deed.form.day.data}


def _values(one: Unit) -> dict[str, str | None]:
    names = ("name", "scope", "phone") if isinstance(one, SupervisionGroup) else ("name",)
    return {name: getattr(one, name) for name in names}


def _said(deed: Deed) -> dict[str, str | None]:
    return {name: deed.form[name].data for name in ("name", "scope", "phone") if name in deed.form}


def _change(deed: Deed, one: Unit) -> Facts:
    return {"changed": change_unit(deed.session, one, _said(deed), deed.form.reason.data, deed.by, deed.now)}


def _panel(visit: Visit, one: Unit) -> Facts:
    key = "group_id" if isinstance(one, SupervisionGroup) else "department_id"
    today = visit.now.date()
    return {
        "posts": posts_of(visit.session, one, today),
        "today": today,
        "story": entered(visit.session, **{key: one.id}),
    }


def _acts(table: type[Unit], form: type[ActForm]) -> tuple[Act[Unit], ...]:
    roles = choosing.options("title", ROLES[table])
    return (
        Act(
            "appoint",
            Right.CHANGE_REGISTER,
            _appoint,
            PostForm,
            check=may_change,
            choices=lambda _visit, _one: {"role": roles},
            values=lambda visit, _one: {"day": visit.now.date()},
        ),
        Act(
            "dismiss",
            Right.CHANGE_REGISTER,
            _dismiss,
            DismissForm,
            offered=lambda visit, one: bool(posts_of(visit.session, one, visit.now.date())),
            check=may_change,
            choices=lambda visit, one: {
                "appointment": choosing.holders(posts_of(visit.session, one, visit.now.date()))
            },
            values=lambda visit, _one: {"day": visit.now.date()},
        ),
        Act(
            "change",
            Right.CHANGE_REGISTER,
            _change,
            form,
            check=may_change,
            values=lambda _visit, one: _values(one),
            edits=True,
        ),
    )


def _entering(table: type[Unit], form: type[ActForm]) -> tuple[Creation[Unit], ...]:
    def do(deed: Deed) -> Unit:
        return enter_unit(deed.session, table, _said(deed), deed.form.reason.data, deed.by, deed.now)

    return (Creation("enter", Right.CHANGE_REGISTER, do, form),)


GROUPS: Final = Subject[Unit](
    name="groups",
    right=Right.SEE_REGISTER,
    listing=group_listing,
    find=lambda session, case_id: session.get(SupervisionGroup, case_id),
    key=lambda one: one.id,
    panel=_panel,
    acts=_acts(SupervisionGroup, GroupForm),
    creations=_entering(SupervisionGroup, GroupForm),
)
DEPARTMENTS: Final = Subject[Unit](
    name="departments",
    right=Right.SEE_REGISTER,
    listing=department_listing,
    find=lambda session, case_id: session.get(Department, case_id),
    key=lambda one: one.id,
    panel=_panel,
    acts=_acts(Department, DepartmentForm),
    creations=_entering(Department, DepartmentForm),
)
