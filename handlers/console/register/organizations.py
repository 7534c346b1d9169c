"""党组织: who leads it, where it belongs, what is on hand, how it came about; each fact with its own verb and a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from handlers.console.acts import Act, ActForm, Creation, Facts
from handlers.console.listing import Column, Stored
from handlers.console.register import acts, choosing, forms
from handlers.console.register.stories import story_of_organization
from handlers.console.register.workbooks import add_register_file
from handlers.console.showing import Chip, chip
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.appointments import (
    BRANCH_ORG_COMMISSIONER,
    DEPUTY,
    SECRETARY,
    SLIP_RECIPIENTS,
    Appointment,
    in_force,
)
from models.organization_changes import changes_of
from models.organizations import GroupAssignment, Organization
from services.rights.table import Right

NAME: Final = "organizations"
# So long before its last month a term is said to end.
TERM_ENDS: Final = timedelta(days=183)
ROOT: Final = "town_committee"


def _holder(one: Organization, role: str, today: date) -> Appointment | None:
    return next((post for post in one.appointments if post.role == role and post.holds_on(today)), None)


def _secretary(one: Organization, today: date) -> str | Chip:
    found = _holder(one, SECRETARY, today)
    if found is not None:
        return found.person.name
    return "" if one.ended or one.type == ROOT else chip(NAME, "vacant", "late")


def _group(one: Organization, today: date) -> str:
    holds = (post for post in one.assignments if post.since is None or post.since <= today)
    return next((post.group.name for post in holds if post.until is None or post.until > today), "")


def _term_end(one: Organization) -> str:
    return str(one.term["end"]) if one.term else ""


def _columns(today: date) -> tuple[Column[Organization], ...]:
    return (
        Column("organization", lambda one: one.short_name, Organization.short_name),
        Column("type", lambda one: choosing.named("type", one.type), Organization.type),
        Column("secretary", lambda one: _secretary(one, today)),
        Column("group", lambda one: _group(one, today)),
        Column("members", lambda one: one.full_members, Organization.full_members, number=True),
        Column("term_end", _term_end),
        Column("state", _state, Organization.ended),
    )


def _state(one: Organization) -> Chip:
    if one.ended is not None:
        return chip(NAME, "ended", "off")
    return chip(NAME, "assessed" if one.assessed else "unassessed", "done" if one.assessed else "off")


def _listing(visit: Visit) -> Stored[Organization]:
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


def _panel(visit: Visit, one: Organization) -> Facts:
    today = visit.now.date()
    return {
        "posts": {role: _holder(one, role, today) for role in SLIP_RECIPIENTS},
        "planned": [post for post in one.appointments if post.since and post.since > today and not post.is_void],
        "group": _group(one, today),
        "named": choosing.named,
        "open": acts.stake(visit, one) if one.ended is None else None,
        "changes": [change for change in changes_of(visit.session, one.id) if change.done_at is None],
        "story": story_of_organization(visit.session, one),
    }


def _find(session: Session, case_id: str) -> Organization | None:
    return session.get(Organization, case_id)


def _lives(_visit: Visit, one: Organization) -> bool:
    return one.ended is None


def _below_root(_visit: Visit, one: Organization) -> bool:
    return one.ended is None and one.type != ROOT


def _appointing(role: str) -> Act[Organization]:
    return Act(
        f"appoint_{role}",
        Right.CHANGE_REGISTER,
        acts.appointing(role),
        forms.AppointForm,
        offered=_below_root,
        check=acts.may_change,
        facts=acts.open_there,
        values=acts.from_today,
    )


def _dated(name: str, do: acts.Doing, form: type[ActForm]) -> Act[Organization]:
    return Act(
        name,
        Right.CHANGE_ORGANIZATION,
        do,
        form,
        offered=_below_root,
        check=acts.may_end,
        facts=acts.what_is_at_stake,
        values=acts.from_today,
    )


SUBJECT: Final = Subject[Organization](
    name=NAME,
    right=Right.SEE_REGISTER,
    listing=_listing,
    find=_find,
    key=lambda one: one.id,
    panel=_panel,
    acts=(
        _appointing(SECRETARY),
        _appointing(DEPUTY),
        _appointing(BRANCH_ORG_COMMISSIONER),
        Act(
            "dismiss",
            Right.CHANGE_REGISTER,
            acts.dismiss,
            forms.DismissForm,
            offered=lambda visit, one: _below_root(visit, one) and bool(acts.holding(visit, one)),
            check=acts.may_change,
            choices=lambda visit, one: {"appointment": choosing.holders(acts.holding(visit, one))},
            values=acts.from_today,
        ),
        Act(
            "assign_group",
            Right.CHANGE_REGISTER,
            acts.assign,
            forms.GroupForm,
            offered=_below_root,
            check=acts.may_change,
            choices=lambda visit, _one: {"group": choosing.groups(visit.session)},
            values=acts.from_today,
        ),
        Act(
            "correct",
            Right.CHANGE_REGISTER,
            acts.correct_facts,
            forms.FactsForm,
            offered=_lives,
            check=acts.may_change,
            choices=acts.fact_choices,
            values=acts.fact_values,
        ),
        _dated("rename", acts.rename_organization, forms.RenameForm),
        _dated("move", acts.move_organization, forms.OtherForm),
        _dated("merge", acts.merge_organization, forms.OtherForm),
        _dated("split", acts.split_organization, forms.SplitForm),
        _dated("dissolve", acts.dissolve_organization, forms.DatedForm),
    ),
    others=add_register_file,
    creations=(
        Creation(
            "found",
            Right.CHANGE_ORGANIZATION,
            acts.found_organization,
            forms.FoundForm,
            choices=acts.founding_choices,
            values=acts.founding_values,
        ),
    ),
)
