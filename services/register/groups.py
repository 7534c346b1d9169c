"""Who inspects whom: a quarter's groups and their organisations, and conflicts of interest between them (D10)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.appointments import (
    DEPARTMENT_HEAD,
    GROUP_LEADER,
    GROUP_MEMBER,
    SLIP_RECIPIENTS,
    Appointment,
    in_force,
)
from models.organizations import GroupAssignment, Organization, SupervisionGroup, assessed_organizations, assigned_on
from models.people import Person
from rules.applicability import is_ranked
from rules.periods import Month, Quarter

INSPECTORS: Final = (GROUP_LEADER, GROUP_MEMBER)


@dataclass(frozen=True)
class Conflict:
    """Somebody of a group is close to an organisation it inspects: an officer there, or head of its department."""

    person: Person
    organization: Organization
    kind: Literal["officer", "department_head"]


def assignment_day(quarter: Quarter, day: date, ended: date | None = None) -> date:
    """Return the day whose groups inspect a quarter: the day itself, after the quarter its last day (R3).

    For an organisation that `ended` meanwhile it is at the latest its last day.
    """
    last = min(day, quarter.last_day)
    return last if ended is None else min(last, ended - timedelta(days=1))


def organizations_by_group(
    session: Session, quarter: Quarter, day: date, min_full_months: int
) -> list[tuple[SupervisionGroup | None, list[Organization]]]:
    """List who is to be inspected in a quarter, group by group: assessed, and in existence by then (R17).

    Who ended meanwhile is inspected if it existed in so many full months of the quarter, for then it is ranked (A1).
    Organisations without a group stand under None at the end, so that nobody is forgotten.
    """
    last = assignment_day(quarter, day)
    query = select(GroupAssignment).where(assigned_on(last))
    group_ids = {one.organization_id: one.group_id for one in session.scalars(query)}
    found: dict[str | None, list[Organization]] = defaultdict(list)
    for one in assessed_organizations(session):
        if one.ended is None or one.ended > last:
            if one.existed_in(Month.of(last)):
                found[group_ids.get(one.id)].append(one)
        elif is_ranked(one.founded, quarter, min_full_months, one.ended):
            group = group_of(session, one, quarter, day)
            found[group.id if group else None].append(one)
    groups = session.scalars(select(SupervisionGroup).order_by(SupervisionGroup.id))
    listed = [(one, found[one.id]) for one in groups if one.id in found]
    return [*listed, (None, found[None])] if None in found else [*listed]


def group_of(session: Session, organization: Organization, quarter: Quarter, day: date) -> SupervisionGroup | None:
    """Find the group that inspects an organisation in a quarter; None when it belongs to none."""
    on = assignment_day(quarter, day, organization.ended)
    query = (
        select(SupervisionGroup)
        .join(GroupAssignment, GroupAssignment.group_id == SupervisionGroup.id)
        .where(GroupAssignment.organization_id == organization.id, assigned_on(on))
    )
    return session.scalar(query.order_by(GroupAssignment.id).limit(1))


def groups_of(session: Session, person: Person, day: date) -> list[str]:
    """List the ids of the groups a person leads or belongs to on a day."""
    query = select(Appointment.group_id).where(
        Appointment.person_id == person.id, Appointment.role.in_(INSPECTORS), in_force(day)
    )
    return [one for one in dict.fromkeys(session.scalars(query)) if one is not None]


def inspectors(session: Session, group_id: str, day: date) -> list[Person]:
    """List a group's people on a day, its leader first."""
    query = select(Appointment).where(Appointment.group_id == group_id, Appointment.role.in_(INSPECTORS), in_force(day))
    found = sorted(session.scalars(query), key=lambda one: (INSPECTORS.index(one.role), one.id))
    return list(dict.fromkeys(one.person for one in found))


def officer_ids(session: Session, organization: Organization, *days: date) -> frozenset[int]:
    """Tell who is secretary, deputy or commissioner of an organisation on any of the days: none of them inspects it."""
    on_any_day = or_(*(in_force(day) for day in dict.fromkeys(days)))
    holds = (Appointment.organization_id == organization.id, Appointment.role.in_(SLIP_RECIPIENTS), on_any_day)
    return frozenset(session.scalars(select(Appointment.person_id).where(*holds)))


def free_inspectors(session: Session, group_id: str, organization: Organization, *days: date) -> list[Person]:
    """List who of a group may check an organisation, the leader first: no officer there on any of the days (D10).

    The first day is the one whose group is meant.
    """
    inside = officer_ids(session, organization, *days)
    return [one for one in inspectors(session, group_id, days[0]) if one.id not in inside]


def conflicts(session: Session, organization: Organization, group_id: str, day: date) -> list[Conflict]:
    """List the conflicts of interest between a group's people and an organisation on a day (D10).

    An officer neither records nor signs; a department head may, but everybody sees it.
    """
    people = inspectors(session, group_id, day)
    inside = officer_ids(session, organization, day)
    query = select(Appointment.person_id).where(
        Appointment.role == DEPARTMENT_HEAD, Appointment.department_id == organization.department_id, in_force(day)
    )
    heads = set(session.scalars(query)) if organization.department_id else set[int]()
    as_officers = [Conflict(one, organization, "officer") for one in people if one.id in inside]
    return as_officers + [Conflict(one, organization, "department_head") for one in people if one.id in heads]
