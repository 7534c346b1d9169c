"""/m/town and /m/branches: what leaders see first, and one branch behind each of its lines."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from handlers.charts.bars import meter
from handlers.charts.quarters import category_meter, own_chart
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.organizations import Organization
from services.leaders.branch import branch_page
from services.leaders.town import town_page
from services.rights.table import Right


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of the town and that of one branch."""

    @pages.get("/m/town")
    @door.lets_in(Right.FOLLOW_TOWN)
    def town(visit: Visit) -> Response:
        page = town_page(visit.session, visit.visitor.person, visit.parts.calendar, visit.now)
        return show("town", page=page, now=visit.now, drawn=meter, speaks=bool(visit.visitor.own))

    @pages.get("/m/branches/<organization_id>")
    @door.lets_in(Right.FOLLOW_TOWN)
    def branch(visit: Visit, organization_id: str) -> Response:
        organization = visit.session.get(Organization, organization_id) or abort(404)
        page = branch_page(visit.session, organization, visit.visitor.person, visit.now)
        chart = own_chart(organization.short_name, page.marks)
        return show("branch", page=page, now=visit.now, chart=chart, drawn=category_meter)
