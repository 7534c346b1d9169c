"""Conflicts of interest: an officer of a branch does not decide on it (D10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.errors import NoRight
from models.appointments import SLIP_RECIPIENTS, Appointment, in_force
from models.organizations import Organization
from models.people import Person
from services.rights.asking import Matter, entitled, matter_of, may, no_right
from services.rights.table import Right


@dataclass(frozen=True)
class Conflict:
    """Somebody is an officer of organisations they would decide on. `others` may act instead; `bars` tells whether
    the person is refused for it: always for some rights, for others only while there is somebody else.
    """

    own: tuple[Organization, ...]
    others: tuple[Person, ...]
    bars: bool


def check(
    session: Session,
    by: Person,
    right: Right,
    now: datetime,
    of: Organization | Matter,
    *,
    but: Collection[int] = (),
    **facts: Any,
) -> None:
    """Raise NoRight unless a person may do something to an organisation, and no conflict of interest bars them.

    `but` are people who could not act instead for another reason, such as who handed the form in.
    """
    if (refused := refusal(session, by, right, now, of, but=but, **facts)) is not None:
        raise refused


def check_each(
    session: Session, by: Person, right: Right, now: datetime, organizations: Sequence[Organization]
) -> None:
    """Raise NoRight as `check` would for one of several, by a right that no branch of one's own gives.

    Of those a person holds no office in, it is the same for all, and asked once.
    """
    held = offices(session, [by.id], [now.date()]).get(by.id, set())
    others = [one for one in organizations if one.id not in held]
    for one in (*others[:1], *(one for one in organizations if one.id in held)):
        check(session, by, right, now, one)


def refusal(
    session: Session,
    by: Person,
    right: Right,
    now: datetime,
    of: Organization | Matter,
    *,
    but: Collection[int] = (),
    **facts: Any,
) -> NoRight | None:
    """Say why a person may not do something to an organisation: no right, or a conflict of interest; None if not."""
    if not may(session, by, right, now, of):
        return no_right(right, of, **facts)
    found = conflict(session, by, right, now, of, but=but)
    return barred(right, found, **facts) if found and found.bars else None


def barred(right: Right, found: Conflict, **facts: Any) -> NoRight:
    """Word the refusal of somebody with a conflict of interest: it names who may act instead."""
    named = {"organization": found.own[0], "own": found.own, "free": found.others}
    return NoRight(right.value.conflict, **named | facts)


def conflict(
    session: Session, by: Person, right: Right, now: datetime, of: Organization | Matter, *, but: Collection[int] = ()
) -> Conflict | None:
    """Find the conflict of interest of a person who acts on an organisation; None without one."""
    matter = matter_of(of)
    return _conflict(session, by, right, now, {matter.organization.id}, matter, but)


def check_over(
    session: Session,
    by: Person,
    right: Right,
    now: datetime,
    organization_ids: Collection[str],
    *,
    but: Collection[int] = (),
    **facts: Any,
) -> dict[str, Any]:
    """Raise NoRight when a conflict of interest bars a person from a step about many organisations, as on a board.

    Returns what is kept with the step: nothing, or the own organisations of somebody who alone can take it.
    """
    found = conflict_over(session, by, right, now, organization_ids, but=but)
    if found is not None and found.bars:
        raise barred(right, found, **facts)
    return {"own": [one.short_name for one in found.own]} if found else {}


def conflict_over(
    session: Session,
    by: Person,
    right: Right,
    now: datetime,
    organization_ids: Collection[str],
    *,
    but: Collection[int] = (),
) -> Conflict | None:
    """Find the conflict of interest of a person who decides on many organisations at once."""
    return _conflict(session, by, right, now, organization_ids, None, but)


def _conflict(
    session: Session,
    by: Person,
    right: Right,
    now: datetime,
    concerned: Collection[str],
    matter: Matter | None,
    but: Collection[int],
) -> Conflict | None:
    days = [now.date(), *([matter.begun] if matter and matter.begun else [])]
    held = offices(session, [by.id], days).get(by.id, set()) if right.value.conflict else set()
    own = held.intersection(concerned)
    if not own:
        return None
    others = _others(session, right, now, concerned, matter, days, {by.id, *but})
    named = session.scalars(select(Organization).where(Organization.id.in_(own)).order_by(Organization.position))
    return Conflict(tuple(named), others, bars=bool(others) or not right.value.unless_alone)


def others_free(session: Session, by: Person, right: Right, now: datetime, of: Organization | Matter) -> bool:
    """Tell whether somebody else may do something to an organisation: with an account, and no officer there."""
    matter, days = matter_of(of), [now.date()]
    return bool(_others(session, right, now, {matter.organization.id}, matter, days, {by.id}))


def _others(
    session: Session,
    right: Right,
    now: datetime,
    concerned: Collection[str],
    matter: Matter | None,
    days: Collection[date],
    but: Collection[int],
) -> tuple[Person, ...]:
    """List who has a right, an account, and no office of any of the organisations concerned."""
    able = [one for one in entitled(session, right, now, matter) if one.userid and one.id not in but]
    held = offices(session, [one.id for one in able], days)
    return tuple(one for one in able if held.get(one.id, set()).isdisjoint(concerned))


def offices(session: Session, people: Collection[int], days: Collection[date]) -> dict[int, set[str]]:
    """Tell of which organisations people are secretary, deputy or commissioner on any of some days."""
    query = select(Appointment.person_id, Appointment.organization_id).where(
        Appointment.person_id.in_(people),
        Appointment.role.in_(SLIP_RECIPIENTS),
        or_(*(in_force(day) for day in dict.fromkeys(days))),
    )
    held: dict[int, set[str]] = {}
    for person_id, organization_id in session.execute(query):
        if organization_id is not None:
            held.setdefault(person_id, set()).add(organization_id)
    return held
