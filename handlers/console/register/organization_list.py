"""The list of the organisations: who leads each, its group, its term, whether it is ranked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from handlers.console.listing import Column, Stored
from handlers.console.register import choosing
from handlers.console.showing import Chip, chip
from handlers.pages.door import Visit
from models.appointments import SECRETARY, Appointment, in_force
from models.organizations import GroupAssignment, Organization

NAME: Final = "organizations"
# So long before its last month a term is said to end.
TERM_ENDS: Final = timedelta(days=183)
ROOT: Final = "town_committee"


def holder(one: Organization, role: str, today: date) -> Appointment | None:
    """Find who holds an office of an organisation on a day."""
    return next((post for post in one.appointments if post.role == role and post.holds_on(today)), None)


def _secretary(one: Organization, today: date) -> str | Chip:
    found = holder(one, SECRETARY, today)
    if found is not None:
        return found.person.name
    return "" if one.ended or one.type == ROOT else chip(NAME, "vacant", "late")


def group_on(one: Organization, today: date) -> str:
    """Name the group an organisation belongs to on a day; "" for none."""
    holds = (post for post in one.assignments if post.since is None or post.since <= today)
    return next((post.group.name for post in holds if post.until is None or post.until > today), "")


def _term_end(one: Organization) -> str:
    return str(one.term["end"]) if one.term else ""


def _columns(today: date) -> tuple[Column[Organization], ...]:
    return (
        Column("organization", lambda one: one.short_name, Organization.short_name),
        Column("type", lambda one: choosing.named("type", one.type), Organization.type),
        Column("secretary", lambda one: _secretary(one, today)),
        Column("group", lambda one: group_on(one, today)),
        Column("members", lambda one: one.full_members, Organization.full_members, number=True),
        Column("term_end", _term_end),
        Column("state", _state, Organization.ended),
    )


def _state(one: Organization) -> Chip:
    if one.ended is not None:
        return chip(NAME, "ended", "off")
    return chip(NAME, "assessed" if one.assessed else "unassessed", "done" if one.assessed else "off")


def listing(visit: Visit) -> Stored[Organization]:
    """List the organisations in the order of the register."""
    today = visit.now.date()
    living: ColumnElement[bool] = Organization.ended.is_(None)
    # Found once and not for every row: the database would walk through all secretaries each time.
    led = Organization.id.in_(
        select(Appointment.organization_id).where(
            Appointment.role == SECRETARY, Appointment.organization_id.is_not(None), in_force(today)
        )
    )
    soon = Organization.term["end"].as_string() <= f"{today + TERM_ENDS:%Y-%m}"
    return Stored(
        select(Organization).options(
            selectinload(Organization.appointments),
            selectinload(Organization.assignments).joinedload(GroupAssignment.group),
        ),
        _columns(today),
        (Organization.position, Organization.id),
        {
            "living": living,
            "vacant": living & ~led & (Organization.type != ROOT),
            "term_soon": living & soon,
            "ended": Organization.ended.is_not(None),
        },
        (Organization.name, Organization.short_name),
    )
