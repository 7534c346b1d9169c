"""提醒单: a month's slips before they go out, those to look at first; afterwards how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, request
from sqlalchemy.orm import Session

from handlers.console import paper_form, slip_months
from handlers.console.acts import Facts
from handlers.console.listing import Column, Stored
from handlers.console.months import month_asked
from handlers.console.showing import Chip, chip
from handlers.console.slip_acts import SLIP_ACTS
from handlers.console.slip_words import NAME, panel_of, totals_of
from handlers.console.subject import Subject
from handlers.pages.door import Door, Visit
from models.missed_months import missed_month
from models.organizations import Organization
from models.slip_holds import last_look
from models.slips import (
    ANSWERED,
    AWAITING_ANSWER,
    CALLED_OFF,
    CLOSED,
    DELIVERED,
    PAPER,
    SENT,
    WAIVED,
    WITHDRAWN,
    Slip,
    months_with_slips,
    slip_of,
)
from rules.periods import Month
from services.rights.table import Right
from services.slips.month_list import MonthList, MonthSlip, month_list, month_slips
from services.slips.preview import leaving

KINDS: Final = {
    SENT: "wait",
    DELIVERED: "wait",
    ANSWERED: "done",
    CLOSED: "done",
    PAPER: "late",
    WITHDRAWN: "bad",
    WAIVED: "off",
}


def month_shown(visit: Visit) -> Month:
    """Tell of which month: that of the slip that is open, else the one asked for."""
    case_id = (request.view_args or {}).get("case_id", "")
    try:
        return Month.parse(case_id.partition(".")[0])
    except ValueError:
        return month_asked(visit.now)


def _found(session: Session, case_id: str) -> MonthSlip | None:
    written, _, organization_id = case_id.partition(".")
    try:
        month = Month.parse(written)
    except ValueError:
        return None
    organization = session.get(Organization, organization_id)
    if organization is None:
        return None
    slip = slip_of(session, organization.id, month)
    may_get = organization.assessed and organization.existed_in(month)
    return MonthSlip(month, organization, slip, None) if slip or may_get else None


def _open(state: str, one: MonthSlip) -> int:
    items = one.slip.open_items if one.slip else one.ahead.open_items if one.ahead else []
    return sum(item.state == state for item in items)


def _recipient(one: MonthSlip) -> str | None:
    person = one.slip.recipient if one.slip else one.ahead.recipient if one.ahead else None
    return person.name if person else None


def _way(one: MonthSlip) -> Chip | str:
    person = one.ahead.recipient if one.ahead else None
    if person is None:
        return chip(NAME, "paper_way" if one.organization.is_on_paper else "unreachable", "off")
    return chip(NAME, "card_way" if person.gets_cards else "text_way", "off")


def _state(one: MonthSlip) -> Chip:
    if one.slip is not None:
        return chip(NAME, one.slip.state, KINDS[one.slip.state])
    ahead = one.ahead
    if ahead is None or ahead.hold:
        return chip(NAME, "held", "bad")
    if not ahead.has_records:
        return chip(NAME, "nothing", "bad")
    if ahead.unrecorded:
        return chip(NAME, "missing", "wait")
    if ahead.recipient is None and not one.organization.is_on_paper:
        return chip(NAME, "unreachable", "wait")
    return chip(NAME, "ready", "done")


def _ahead(of: MonthList) -> tuple[Column[MonthSlip], ...]:
    return (
        Column("place", lambda one: one.organization.position + 1, Organization.position, number=True),
        Column("organization", lambda one: one.organization.short_name, Organization.short_name),
        Column("not_done", lambda one: _open("not_done", one), of.not_done, number=True),
        Column("late", lambda one: _open("late", one), of.late, number=True),
        Column("missing", lambda one: len(one.ahead.unrecorded) if one.ahead else None, of.missing, number=True),
        Column("recipient", _recipient),
        Column("way", _way),
        Column("state", _state, of.trouble),
    )


def _out() -> tuple[Column[MonthSlip], ...]:
    return (
        Column("organization", lambda one: one.organization.short_name, Organization.short_name),
        Column("recipient", _recipient),
        Column("delivered", lambda one: one.slip and one.slip.delivered_at, Slip.delivered_at),
        Column("signed", lambda one: one.slip and one.slip.acknowledged_at, Slip.acknowledged_at),
        Column("due", lambda one: one.slip and one.slip.counted and one.slip.counted.day, Slip.due),
        Column("version", lambda one: one.slip and one.slip.version, Slip.version, number=True),
        Column("state", _state, Slip.state),
    )


def _listing(visit: Visit) -> Stored[MonthSlip]:
    """List those that want looking at first, then by how much is open; once slips are out, by their numbers."""
    month = month_shown(visit)
    of = month_list(visit.session, month, visit.now)
    is_out = bool(months_with_slips(visit.session, [month]))
    first = (Slip.id.is_not(None), Slip.serial) if is_out else (of.trouble, (of.not_done + of.late).desc())
    return Stored(
        of.out if is_out else of.query,
        _out() if is_out else _ahead(of),
        (*first, Organization.position),
        _filters_out(visit) if is_out else _filters_ahead(of),
        (Organization.name, Organization.short_name),
        lambda session, found: month_slips(session, month, visit.now, found),
    )


def _filters_ahead(of: MonthList) -> Mapping[str, Any]:
    return {
        "missing": of.missing > 0,
        "held": of.held,
        "unreachable": of.unreachable,
        "paper": of.on_paper,
        "clean": (of.entries > 0) & (of.late + of.not_done == 0),
    }


def _filters_out(visit: Visit) -> Mapping[str, Any]:
    return {
        "unsent": Slip.id.is_(None),
        "not_there": Slip.state.in_((SENT, PAPER)),
        "waiting": Slip.state == DELIVERED,
        "overdue": Slip.state.in_(AWAITING_ANSWER) & (Slip.due <= visit.now),
        "answered": Slip.state.in_((ANSWERED, CLOSED)),
        "called_off": Slip.state.in_(CALLED_OFF),
    }


def _above(visit: Visit) -> Facts:
    session, month = visit.session, month_shown(visit)
    is_out = bool(months_with_slips(session, [month]))
    return {
        "month": month,
        "is_out": is_out,
        "leaves": leaving(session, month, visit.parts.calendar, visit.now),
        "totals": {} if is_out else totals_of(session, month_list(session, month, visit.now)),
        "look": last_look(session, month),
        "missed": missed_month(session, month),
    }


def _add_pages(console: Blueprint, door: Door) -> None:
    slip_months.add_pages(console, door)
    paper_form.add_pages(console, door)


SUBJECT: Final = Subject[MonthSlip](
    name=NAME,
    right=Right.SEE_TOWN,
    listing=_listing,
    find=_found,
    key=lambda one: f"{one.month}.{one.organization.id}",
    panel=panel_of,
    above=_above,
    acts=SLIP_ACTS,
    kept=("month",),
    has_sheet=True,
    others=_add_pages,
)
