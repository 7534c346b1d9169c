"""督导组、部门: what each is called, who leads it, how many organisations belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import InputRequired

from handlers.console.acts import Act, ActForm, Creation, Deed, Facts, line
from handlers.console.listing import Column, WorkedOut
from handlers.console.register import choosing
from handlers.console.register.forms import AppointForm, DismissForm, dated, whom
from handlers.console.register.stories import entered
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.appointments import DEPARTMENT_HEAD, GROUP_LEADER, GROUP_MEMBER, Appointment
from models.organizations import Department, GroupAssignment, Organization, SupervisionGroup, assigned_on
from services.organizations.groups import Unit, change_unit, enter_unit
from services.people.appointing import Office, appoint, end_appointment, holding_from
from services.register.changes import LONGEST_REASON
from services.rights.asking import check_may
from services.rights.table import Right

ROLES: Final = {SupervisionGroup: (GROUP_LEADER, GROUP_MEMBER), Department: (DEPARTMENT_HEAD,)}


class GroupForm(ActForm):
    """What a supervision group is called, whom it inspects, its telephone."""

    name = line()
    scope = line(128, required=False)
    phone = line(20, required=False)
    reason = line(LONGEST_REASON)


class DepartmentForm(ActForm):
    """What a department is called."""

    name = line()
    reason = line(LONGEST_REASON)


class PostForm(AppointForm):
    """Whom, and to which office of the group."""

    role = SelectField(validators=[InputRequired()])


def may_change(visit: Visit, _one: Unit) -> None:
    """Raise NoRight unless this visitor may enter something of a group or a department."""
    check_may(visit.session, visit.visitor.person, Right.CHANGE_REGISTER, visit.now)


def office(one: Unit, role: str) -> Office:
    """Name an office of a group or a department."""
    title = choosing.named("title", role)
    if isinstance(one, SupervisionGroup):
        return Office(role, title, group=one)
    return Office(role, title, department=one)


def posts_of(session: Session, one: Unit, day: date) -> list[Appointment]:
    """List who holds an office there from a day on, the leader first."""
    return [post for role in ROLES[type(one)] for post in holding_from(session, office(one, role), day)]


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
        ),
    )


def _entering(table: type[Unit], form: type[ActForm]) -> tuple[Creation[Unit], ...]:
    def do(deed: Deed) -> Unit:
        return enter_unit(deed.session, table, _said(deed), deed.form.reason.data, deed.by, deed.now)

    return (Creation("enter", Right.CHANGE_REGISTER, do, form),)


def _names(posts: Sequence[Appointment], role: str) -> str:
    return "、".join(post.person.name for post in posts if post.role == role)


def _counted(session: Session, query: Executable) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _group_listing(visit: Visit) -> WorkedOut[Unit]:
    session, today = visit.session, visit.now.date()
    found = session.scalars(select(SupervisionGroup).order_by(SupervisionGroup.id)).all()
    posts = {one.id: posts_of(session, one, today) for one in found}
    living = (GroupAssignment.organization_id == Organization.id) & Organization.ended.is_(None) & assigned_on(today)
    counted = select(GroupAssignment.group_id, func.count()).join(Organization, living)
    counts = _counted(session, counted.group_by(GroupAssignment.group_id))
    return WorkedOut(
        found,
        (
            Column("name", lambda one: one.name),
            Column("leader", lambda one: _names(posts[one.id], GROUP_LEADER)),
            Column("members", lambda one: _names(posts[one.id], GROUP_MEMBER)),
            Column("scope", lambda one: one.scope if isinstance(one, SupervisionGroup) else ""),
            Column("organizations", lambda one: counts.get(one.id, 0), number=True),
        ),
        searched=lambda one: (one.name, _names(posts[one.id], GROUP_LEADER), _names(posts[one.id], GROUP_MEMBER)),
    )


def _department_listing(visit: Visit) -> WorkedOut[Unit]:
    session, today = visit.session, visit.now.date()
    found = session.scalars(select(Department).order_by(Department.id)).all()
    posts = {one.id: posts_of(session, one, today) for one in found}
    counted = select(Organization.department_id, func.count()).where(Organization.ended.is_(None))
    counts = _counted(session, counted.group_by(Organization.department_id))
    return WorkedOut(
        found,
        (
            Column("name", lambda one: one.name),
            Column("leader", lambda one: _names(posts[one.id], DEPARTMENT_HEAD)),
            Column("organizations", lambda one: counts.get(one.id, 0), number=True),
        ),
        searched=lambda one: (one.name, _names(posts[one.id], DEPARTMENT_HEAD)),
    )


GROUPS: Final = Subject[Unit](
    name="groups",
    right=Right.SEE_REGISTER,
    listing=_group_listing,
    find=lambda session, case_id: session.get(SupervisionGroup, case_id),
    key=lambda one: one.id,
    panel=_panel,
    acts=_acts(SupervisionGroup, GroupForm),
    creations=_entering(SupervisionGroup, GroupForm),
)
DEPARTMENTS: Final = Subject[Unit](
    name="departments",
    right=Right.SEE_REGISTER,
    listing=_department_listing,
    find=lambda session, case_id: session.get(Department, case_id),
    key=lambda one: one.id,
    panel=_panel,
    acts=_acts(Department, DepartmentForm),
    creations=_entering(Department, DepartmentForm),
)
