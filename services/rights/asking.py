"""Asking the table: may somebody do this, who else may, and which cases somebody sees. One query each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, String, and_, bindparam, cast, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import ColumnElement

from bot.errors import NoRight
from models.appointments import (
    DEPARTMENT_HEAD,
    OFFICE,
    SLIP_RECIPIENTS,
    Appointment,
    in_force,
    offices_of,
)
from models.organizations import GroupAssignment, Organization, assigned_on
from models.people import Person
from services.register.groups import INSPECTORS
from services.rights.modules import check_right_on
from services.rights.table import (
    ANYBODY,
    CAN,
    DEPARTMENT,
    EVERYBODY,
    GROUP,
    OPERATOR,
    OWN,
    SPARE_OFFICE,
    Right,
)

_TIED: Final = (OWN, GROUP, DEPARTMENT)
# The roles by which somebody is what the table names.
_TIES: Final = {OWN: SLIP_RECIPIENTS, GROUP: INSPECTORS, DEPARTMENT: (DEPARTMENT_HEAD,), SPARE_OFFICE: OFFICE}


@dataclass(frozen=True)
class Matter:
    """What a right is asked about: an organisation, or a case of it that knows more than the register does today.

    `groups` are the supervision groups of the case, None for the one the organisation belongs to today. Whoever was an
    officer on the day the case was `begun` is in conflict like today's (D10).
    """

    organization: Organization
    groups: tuple[str, ...] | None = None
    begun: date | None = None


def matter_of(of: Organization | Matter) -> Matter:
    """Take an organisation for what the register says of it today."""
    return of if isinstance(of, Matter) else Matter(of)


def may(session: Session, by: Person, right: Right, now: datetime, of: Organization | Matter | None = None) -> bool:
    """Tell whether a person may do something to an organisation; without one, whether they may to any at all."""
    if _is_everybodys(right):
        return True
    if of is None:
        return carries(offices_of(session, by, now.date()), right)
    about, asked = _about(of)
    return session.scalar(_carried(right, about), {"person": by.id, "day": now.date()} | asked) is not None


def carries(offices: Iterable[Appointment], right: Right) -> bool:
    """Tell whether one of the offices somebody holds carries a right, for whichever organisation."""
    roles, powers = _roles(right), _powers(right)
    return _is_everybodys(right) or any(one.role in roles or not powers.isdisjoint(one.powers) for one in offices)


def _is_everybodys(right: Right) -> bool:
    return not {EVERYBODY, ANYBODY, OPERATOR}.isdisjoint(right.value.who)


def check_may(
    session: Session, by: Person, right: Right, now: datetime, of: Organization | Matter | None = None, **facts: Any
) -> None:
    """Raise NoRight with the right's own sentence, filled with the facts, unless a person may.

    Of conflicts of interest it knows nothing: `conflicts.check` does.
    """
    if not may(session, by, right, now, of):
        raise no_right(right, of, **facts)


def check_at_door(session: Session, by: Person, right: Right, now: datetime) -> None:
    """Raise NoRight for whom a right concerns nowhere, where there is a sentence for that.

    Of one organisation the service behind the door says more: whose it is, and whom to ask. A right whose module is
    switched off is refused to everybody.
    """
    check_right_on(session, right)
    if right.value.refusal:
        check_may(session, by, right, now)


def no_right(right: Right, of: Organization | Matter | None = None, **facts: Any) -> NoRight:
    """Word the refusal of a right: in general, or for the organisation it was asked for."""
    if of is None:
        return NoRight(right.value.refusal, **facts)
    named = {"organization": matter_of(of).organization}
    return NoRight(right.value.elsewhere or right.value.refusal, **named | facts)


def entitled(session: Session, right: Right, now: datetime, of: Organization | Matter | None = None) -> list[Person]:
    """List the people who may, in the order of the table: a group's leader before its members."""
    about, asked = _about(of)
    found = session.scalars(_carrying(right, about), {"day": now.date()} | asked)
    ranks = {role: place for place, role in enumerate(_roles(right))}
    ordered = sorted(found, key=lambda one: (ranks.get(one.role, len(ranks)), one.id))
    return list(dict.fromkeys(one.person for one in ordered))


def seen(
    session: Session,
    by: Person,
    right: Right,
    now: datetime,
    organization_id: InstrumentedAttribute[str],
    group_id: InstrumentedAttribute[Any] | None = None,
) -> ColumnElement[bool]:
    """Select the cases a person may see by these columns: all of them, or those of the own branches and groups."""
    held = offices_of(session, by, now.date())
    if any(one.role in right.value.who for one in held):
        return true()
    own = [one.organization_id for one in held if one.role in SLIP_RECIPIENTS]
    groups = [one.group_id for one in held if one.role in INSPECTORS]
    headed = [one.department_id for one in held if one.role == DEPARTMENT_HEAD]
    of_department = select(Organization.id).where(Organization.department_id.in_(headed))
    ties = {OWN: organization_id.in_(own), DEPARTMENT: organization_id.in_(of_department)}
    if group_id is not None:
        ties[GROUP] = group_id.in_(groups)
    return or_(false(), *(tie for who, tie in ties.items() if who in right.value.who))


def _roles(right: Right) -> list[str]:
    return [role for who in right.value.who for role in _TIES.get(who, (who,))]


def _powers(right: Right) -> set[str]:
    return {who.removeprefix(CAN) for who in right.value.who if who.startswith(CAN)}


class About(Enum):
    """What a right can be asked about: anything, a branch of today, or a case that knows its groups or has none."""

    ANYTHING = auto()
    BRANCH = auto()
    CASE = auto()
    GROUPLESS = auto()


def _about(of: Organization | Matter | None) -> tuple[About, dict[str, Any]]:
    """Tell which question is asked, and what is to be put into it."""
    if of is None:
        return About.ANYTHING, {}
    matter = matter_of(of)
    asked = {"organization": matter.organization.id, "department": matter.organization.department_id}
    if matter.groups is None:
        return About.BRANCH, asked
    return (About.CASE, asked | {"groups": matter.groups}) if matter.groups else (About.GROUPLESS, asked)


@cache
def _carrying(right: Right, about: About) -> Select[Appointment]:
    """Select the appointments that carry a right on a `day`; put together once: it is asked with every message."""
    fits = or_(false(), *(_fitting(who, about) for who in right.value.who))
    return select(Appointment).where(in_force(bindparam("day")), fits)


@cache
def _carried(right: Right, about: About) -> Select[int]:
    """Select one of these appointments of a `person`."""
    mine = _carrying(right, about).where(Appointment.person_id == bindparam("person"))
    return mine.with_only_columns(Appointment.id).limit(1)


def _fitting(who: str, about: About) -> ColumnElement[bool]:
    if who in _TIED:
        return _tied(who, about)
    if who == SPARE_OFFICE:
        return Appointment.role.in_(OFFICE) if about in (About.ANYTHING, About.GROUPLESS) else false()
    if who.startswith(CAN):
        return cast(Appointment.powers, String).contains(f'"{who.removeprefix(CAN)}"')
    return Appointment.role == who


def _tied(who: str, about: About) -> ColumnElement[bool]:
    """Select the appointments in an organisation, its group or its department."""
    holds = Appointment.role.in_(_TIES[who])
    if about is About.ANYTHING:
        return holds
    if who == GROUP:
        return and_(holds, _in_groups(about))
    if who == OWN:
        return and_(holds, Appointment.organization_id == bindparam("organization"))
    return and_(holds, Appointment.department_id == bindparam("department"))


def _in_groups(about: About) -> ColumnElement[bool]:
    """Select the appointments in the groups of a case, or in those the register assigns a branch to today."""
    if about is About.GROUPLESS:
        return false()
    if about is About.CASE:
        return Appointment.group_id.in_(bindparam("groups"))
    assigned = GroupAssignment.organization_id == bindparam("organization"), assigned_on(bindparam("day"))
    return Appointment.group_id.in_(select(GroupAssignment.group_id).where(*assigned))
