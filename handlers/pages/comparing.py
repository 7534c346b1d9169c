"""/m/groups and /m/trend: how strictly the groups inspect, and the town over quarters and months."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from handlers.charts.bars import meter
from handlers.charts.quarters import in_time_chart, town_chart
from handlers.pages.door import Door, Visit
from handlers.pages.showing import message, show
from services.leaders.comparing import groups_page, trend_page
from services.rights.table import Right


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the pages that compare."""

    @pages.get("/m/groups")
    @door.lets_in(Right.COMPARE_GROUPS)
    def groups(visit: Visit) -> ResponseReturnValue:
        page = groups_page(visit.session)
        if page is None:
            return message("nothing_to_compare")
        leads = visit.visitor.inside
        return show("groups", page=page, leads=leads, drawn=meter)

    @pages.get("/m/trend")
    @door.lets_in(Right.FOLLOW_TOWN)
    def trend(visit: Visit) -> ResponseReturnValue:
        page = trend_page(visit.session, visit.now)
        if page is None:
            return message("no_board_yet")
        line, columns = town_chart(page.marks), in_time_chart(page.months)
        return show("trend", page=page, line_of_town=line, columns_of_months=columns, drawn=meter)
