"""Whom a case of an organisation and its group concerns: one rule for orders and overhauls (D8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import ColumnElement

from models.appointments import (
    DEPARTMENT_HEAD,
    LEADERS,
    OFFICE,
    Appointment,
    has_role,
    in_force,
    organizations_led_by,
)
from models.organizations import Organization
from models.people import Person
from services.register.groups import groups_of


def concerning(
    session: Session,
    person: Person,
    today: date,
    organization_id: InstrumentedAttribute[str],
    group_id: InstrumentedAttribute[Any],
) -> ColumnElement[bool]:
    """Select the cases a person may see by these columns: the office and the leaders all, others their own.

    These are the officers of the branch, the people of the group, and the head of the branch's department.
    """
    if has_role(session, person, (*OFFICE, *LEADERS), today):
        return true()
    headed = select(Appointment.department_id).where(
        Appointment.person_id == person.id, Appointment.role == DEPARTMENT_HEAD, in_force(today)
    )
    of_department = select(Organization.id).where(Organization.department_id.in_(headed))
    return or_(
        organization_id.in_(organizations_led_by(session, person, today)),
        group_id.in_(groups_of(session, person, today)),
        organization_id.in_(of_department),
    )
