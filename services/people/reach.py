"""Which branches nobody can be reached of by WeCom."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.appointments import SLIP_RECIPIENTS, Appointment, in_force
from models.looks import counted
from models.organizations import ON_PAPER, Organization
from models.people import Person

_HANGS_ON: Final = tuple(table.__tablename__ for table in (Organization, Appointment, Person))


def out_of_reach(session: Session, today: date) -> list[str]:
    """Name the branches by WeCom that have nobody with an account: their slips would go on paper (R11, D6)."""
    return list(session.scalars(_out_of_reach(today).order_by(Organization.position)))


def first_out_of_reach(session: Session, today: date, most: int) -> tuple[int, list[str]]:
    """Count those branches, and name the first of them."""
    count, names = counted(session, _HANGS_ON, _first_out_of_reach, today, most)
    return count, [*names]


def _first_out_of_reach(session: Session, today: date, most: int) -> tuple[int, list[str]]:
    query = _out_of_reach(today)
    count = session.scalar(query.with_only_columns(func.count())) or 0
    return count, list(session.scalars(query.order_by(Organization.position).limit(most))) if count else []


def _out_of_reach(today: date) -> Select[str]:
    reached = (
        select(Appointment.organization_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.role.in_(SLIP_RECIPIENTS), in_force(today), Person.userid.is_not(None))
    )
    return select(Organization.short_name).where(
        Organization.assessed,
        Organization.ended.is_(None),
        Organization.delivery != ON_PAPER,
        Organization.id.not_in(reached),
    )
