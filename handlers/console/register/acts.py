"""What is done to an organisation of the register: each act calls one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import g

from bot.errors import BadInput
from bot.wording import word
from handlers.console.acts import Deed, Facts
from handlers.console.register import choosing
from handlers.console.register.forms import dated, whom
from handlers.pages.door import Visit
from models.appointments import SLIP_RECIPIENTS, Appointment
from models.organization_changes import OrganizationChange, changes_of
from models.organizations import Organization, SupervisionGroup
from services.organizations.ahead import AtStake, at_stake
from services.organizations.changes import dissolve, merge, move, rename
from services.organizations.dropping import drop_change
from services.organizations.facts import assign_group, correct, term_from
from services.people.appointing import Office, appoint, end_appointment, keep_appointment
from services.register.changes import Said
from services.register.names import registered
from services.rights.conflicts import check
from services.rights.table import Right

WORDS: Final = "console/organizations.txt"
Doing = Callable[[Deed, Organization], Facts | None]


def may_change(visit: Visit, one: Organization) -> None:
    """Raise NoRight unless this visitor may enter something of an organisation."""
    check(visit.session, visit.visitor.person, Right.CHANGE_REGISTER, visit.now, one)


def may_end(visit: Visit, one: Organization) -> None:
    """Raise NoRight unless this visitor may enter what becomes of an organisation."""
    check(visit.session, visit.visitor.person, Right.CHANGE_ORGANIZATION, visit.now, one)


def from_today(visit: Visit, _one: Organization) -> Facts:
    """Begin with today."""
    return {"day": visit.now.date()}


def stake(visit: Visit, one: Organization) -> AtStake:
    """Tell what is open there today; asked once for a page, whose acts all speak of it."""
    known: dict[str, AtStake] = g.setdefault("at_stake", {})
    if one.id not in known:
        known[one.id] = at_stake(visit.session, one, visit.now.date())
    return known[one.id]


def open_there(visit: Visit, one: Organization) -> Facts:
    """Tell which slips go on to whoever is appointed."""
    return {"slips": stake(visit, one).slips}


def what_is_at_stake(visit: Visit, one: Organization) -> Facts:
    """Tell what an ending would close."""
    return {"stake": stake(visit, one)}


def holding(visit: Visit, one: Organization) -> list[Appointment]:
    """List who holds an office there, or is going to."""
    today = visit.now.date()
    open_ones = (post for post in one.appointments if post.until is None or (post.until > today and not post.is_void))
    return [post for post in open_ones if post.role in SLIP_RECIPIENTS]


def appointing(role: str) -> Doing:
    """Make the act that fills an office of a branch."""

    def do(deed: Deed, one: Organization) -> Facts:
        person = whom(deed)
        office = Office(role, choosing.named("title", role), one)
        appoint(deed.session, office, person, dated(deed), deed.now)
        return {"person": person, "day": deed.form.day.data}

    return do


def dismiss(deed: Deed, _one: Organization) -> Facts:
    """Let an appointment end."""
    appointment = deed.session.get_one(Appointment, int(deed.form.appointment.data))
    end_appointment(deed.session, appointment, dated(deed), deed.now)
    return {"appointment": appointment, "day": deed.form.day.data}


def assign(deed: Deed, one: Organization) -> Facts:
    """Let another group inspect it."""
    group = deed.session.get_one(SupervisionGroup, deed.form.group.data)
    assign_group(deed.session, one, group, dated(deed), deed.now)
    return {"group": group, "day": deed.form.day.data}


def fact_choices(visit: Visit, _one: Organization) -> Facts:
    """Offer kinds of unit, departments and ways of delivery."""
    return {
        "sector": choosing.options("sector", choosing.SECTORS, empty=True),
        "department": choosing.departments(visit.session),
        "delivery": choosing.options("delivery", choosing.DELIVERIES),
    }


def fact_values(_visit: Visit, one: Organization) -> Facts:
    """Begin with what stands in the register."""
    same = ("sector", "delivery", "assessed", "full_members", "probationary_members", "has_committee", "party_groups")
    term = one.term or {}
    return {name: getattr(one, name) for name in (*same, "note")} | {
        "department": one.department_id or "",
        "sector": one.sector or "",
        "term_start": term.get("start", ""),
        "term_years": term.get("years"),
    }


def correct_facts(deed: Deed, one: Organization) -> None:
    """Let the register say something else of it."""
    form = deed.form
    start, years = form.term_start.data, form.term_years.data
    if bool(start) != bool(years):
        raise BadInput("term_wrong")
    values: dict[str, Any] = {
        "sector": form.sector.data or None,
        "department_id": form.department.data or None,
        "term": term_from(start, years) if start else None,
        "note": form.note.data or None,
    }
    for name in ("delivery", "assessed", "full_members", "probationary_members", "has_committee", "party_groups"):
        values[name] = form[name].data
    said = Said(deed.now.date(), form.reason.data, deed.by)
    correct(deed.session, one, values, said, deed.calendar, deed.now)


def rename_organization(deed: Deed, one: Organization) -> Facts:
    """Give it another name."""
    form = deed.form
    return {"change": rename(deed.session, one, form.name.data, form.short_name.data, dated(deed), deed.now)}


def move_organization(deed: Deed, one: Organization) -> Facts:
    """Put it under another parent."""
    parent = registered(deed.session, deed.form.other.data)
    return {"change": move(deed.session, one, parent, dated(deed), deed.now)}


def merge_organization(deed: Deed, one: Organization) -> Facts:
    """Merge it into another."""
    into = registered(deed.session, deed.form.other.data)
    return {"change": merge(deed.session, one, into, dated(deed), deed.now)}


def planned(visit: Visit, one: Organization) -> list[tuple[str, str]]:
    """List what is planned of it and of its officers, to be taken back: a value for the form, and its sentence."""
    today = visit.now.date()
    changes = [
        (f"change.{each.id}", word(WORDS, f"planned_{each.kind}", change=each))
        for each in changes_of(visit.session, one.id)
        if each.done_at is None and each.dropped_at is None
    ]
    ends = [post for post in holding(visit, one) if post.until is not None and post.holds_on(today)]
    return [*changes, *((f"post.{each.id}", word(WORDS, "planned_end", post=each)) for each in ends)]


def take_back(deed: Deed, one: Organization) -> Facts:
    """Take back what is planned."""
    what, _, number = deed.form.planned.data.partition(".")
    said = Said(deed.now.date(), deed.form.reason.data, deed.by)
    if what == "change":
        drop_change(deed.session, deed.session.get_one(OrganizationChange, int(number)), said.reason, deed.by, deed.now)
    else:
        keep_appointment(deed.session, deed.session.get_one(Appointment, int(number)), said, deed.now)
    return {"organization": one}


def dissolve_organization(deed: Deed, one: Organization) -> Facts:
    """End an organisation on the day that was written; nothing follows it."""
    return {"change": dissolve(deed.session, one, dated(deed), deed.now)}
