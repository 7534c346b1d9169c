"""第一天: a way through for a town that has just begun; each step with where it is taken and what is still missing."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from handlers.console.places import open_to
from handlers.console.register.choosing import named
from handlers.console.showing import show
from handlers.pages.door import Door, Visit
from services.rights.table import Right
from services.today.first_day import first_day

# The place at which each step is taken.
PLACES: Final = {
    "rule": "schemes",
    "register": "organizations",
    "groups": "groups",
    "town_offices": "town_offices",
    "people": "people",
    "tasks": "tasks",
    "records": "daily_records",
    "earlier": "daily_records",
    "chats": "chats",
}
# The page on which a step is taken: of some, one below the place.
PAGES: Final = {**PLACES, "people": "people_accounts"}


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the way through."""

    @console.get("/first_day", endpoint="first_day")
    @door.lets_in(Right.SEE_TOWN)
    def first_day_page(visit: Visit) -> ResponseReturnValue:
        way = first_day(visit.session, visit.parts.calendar, visit.now)
        may_open = open_to(visit.session, visit.visitor.person, visit.now)
        facts: dict[str, Any] = {"taken_at": PLACES, "pages": PAGES, "may_open": may_open}
        return show(visit, "first_day", "first_day", way=way, named=named, **facts)
