"""A4 pages for paper days: slip with self-check, order, inspection sheet, and one sheet in large type."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bot.wording import quarter_text
from handlers.pages.boards import quarter_of
from handlers.pages.branch.named import organization_at, slip_at
from handlers.pages.branch.self_check_fields import usual_reasons
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.organizations import Organization
from models.schemes import township
from services.pages.inspections import sheet_frame
from services.pages.offices import addressee, office_people
from services.pages.orders import order_page, order_seen
from services.pages.slips import slip_page
from services.register.groups import group_of
from services.rights.table import Right


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the pages that are made to be printed."""

    @pages.get("/m/slips/<organization_id>/<month>/print")
    @door.lets_in(Right.SEE_SLIP)
    def print_slip(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        return _slip(visit, organization_id, month, "slip")

    @pages.get("/m/slips/<organization_id>/<month>/self-check/print")
    @door.lets_in(Right.SEE_SLIP)
    def print_self_check(visit: Visit, organization_id: str, month: str) -> ResponseReturnValue:
        return _slip(visit, organization_id, month, "self_check")

    @pages.get("/m/orders/<organization_id>/<int:order_id>/print")
    @door.lets_in(Right.SEE_ORDER)
    def print_order(visit: Visit, organization_id: str, order_id: int) -> ResponseReturnValue:
        organization = organization_at(visit, organization_id)
        order = order_seen(visit.session, organization, order_id, visit.visitor.person, visit.now)
        page = order_page(visit.session, order, visit.visitor.person, visit.parts.calendar, visit.now)
        return show("print/order", page=page, **_letter(visit, organization))

    @pages.get("/m/inspections/<quarter>/<organization_id>/print")
    @door.lets_in(Right.INSPECT)
    def print_inspection(visit: Visit, quarter: str, organization_id: str) -> ResponseReturnValue:
        organization = organization_at(visit, organization_id)
        frame = sheet_frame(visit.session, quarter_of(quarter), organization, visit.visitor.person, visit.now)
        group = group_of(visit.session, organization, frame.quarter, visit.now.date())
        return show(
            "print/inspection",
            frame=frame,
            group=group,
            quarter=quarter_text(frame.quarter),
            **_letter(visit, organization),
        )

    @pages.get("/m/large-type")
    @door.lets_in(Right.COME_IN)
    def large_type(visit: Visit) -> ResponseReturnValue:
        return show("print/large_type", town=township(visit.session), office=office_people(visit.session, visit.now))


def _slip(visit: Visit, organization_id: str, month: str, first: str) -> ResponseReturnValue:
    """Show slip and self-check, front and back; or the self-check alone."""
    slip = slip_at(visit, organization_id, month)
    page = slip_page(visit.session, slip, visit.visitor.person, visit.parts.calendar, visit.now)
    letter = _letter(visit, slip.organization)
    return show("print/slip", page=page, reasons=usual_reasons(), with_slip=first == "slip", **letter)


def _letter(visit: Visit, organization: Organization) -> dict[str, Any]:
    """What every sheet says at its head and foot: to whom, from which office, whom to ask."""
    return {
        "organization": organization,
        "addressee": addressee(visit.session, organization, visit.now),
        "town": township(visit.session),
        "office": office_people(visit.session, visit.now),
    }
