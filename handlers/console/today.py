"""今天: what waits for me."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from handlers.console.showing import show
from handlers.pages.door import Door, Visit
from services.duties.duties import duties_of
from services.rights.table import Right


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the first page of the console."""

    @console.get("/today")
    @door.lets_in(Right.USE_CONSOLE)
    def today(visit: Visit) -> ResponseReturnValue:
        waiting = duties_of(visit.session, visit.visitor.person, visit.now)
        return show(visit, "today", "today", duties=waiting)
