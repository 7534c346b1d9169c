"""/m/: the town for leaders and office; for others what waits, if anything is theirs to do; else the board."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from handlers.pages.branch.named import organization_at
from handlers.pages.door import Door, Visit
from handlers.pages.showing import message, show
from rules.periods import Quarter
from services.pages.boards import newest_quarter
from services.pages.own_affairs import own_affairs
from services.pages.promises import promises_seen
from services.rights.modules import BOARD_PAGE, is_on
from services.rights.table import Right


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the first page, and what a branch has promised."""

    @pages.get("/m/")
    @door.lets_in(Right.COME_IN)
    def first(visit: Visit) -> ResponseReturnValue:
        if visit.visitor.inside and "own" not in request.args:
            return redirect(url_for("pages.town"), 303)
        page = own_affairs(visit.session, visit.visitor, visit.now)
        quarter = newest_quarter(visit.session)
        if page.branches or page.inspects or page.duties:
            last = Quarter.of(visit.now.date()).previous
            return show("branch/home", page=page, quarter=quarter, visitor=visit.visitor, now=visit.now, last=last)
        if not is_on(visit.session, BOARD_PAGE):
            return message("nothing_here")
        return redirect(url_for("pages.board", quarter=quarter), 303) if quarter else message("no_board_yet")

    @pages.get("/m/promises/<organization_id>")
    @door.lets_in(Right.SEE_SLIP)
    def promises(visit: Visit, organization_id: str) -> ResponseReturnValue:
        organization = organization_at(visit, organization_id)
        found = promises_seen(visit.session, organization, visit.visitor.person, visit.now)
        return show("branch/promises", found=found, organization=organization)
