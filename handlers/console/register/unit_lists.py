"""The lists of supervision groups and departments: who leads each, how many organisations belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session

from handlers.console.listing import Column, WorkedOut
from handlers.console.register import choosing
from handlers.pages.door import Visit
from models.appointments import DEPARTMENT_HEAD, GROUP_LEADER, GROUP_MEMBER, Appointment
from models.organizations import Department, GroupAssignment, Organization, SupervisionGroup, assigned_on
from services.organizations.groups import Unit
from services.people.appointing import Office, holding_from

ROLES: Final = {SupervisionGroup: (GROUP_LEADER, GROUP_MEMBER), Department: (DEPARTMENT_HEAD,)}


def office(one: Unit, role: str) -> Office:
    """Name an office of a group or a department."""
    title = choosing.named("title", role)
    if isinstance(one, SupervisionGroup):
        return Office(role, title, group=one)
    return Office(role, title, department=one)


def posts_of(session: Session, one: Unit, day: date) -> list[Appointment]:
    """List who holds an office there from a day on, the leader first."""
    return [post for role in ROLES[type(one)] for post in holding_from(session, office(one, role), day)]


def _names(posts: Sequence[Appointment], role: str) -> str:
    return "、".join(post.person.name for post in posts if post.role == role)


def _counted(session: Session, query: Executable) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def group_listing(visit: Visit) -> WorkedOut[Unit]:
    """List the groups."""
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


def department_listing(visit: Visit) -> WorkedOut[Unit]:
    """List the departments."""
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
