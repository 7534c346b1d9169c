"""/m/boards: the published boards, as page, picture and Excel file; everybody who is signed in may read them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from bot.wording import quarter_text
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.boards import Board
from rules.bounds import whole_number
from rules.periods import Quarter
from services.board_displays.workbook import board_workbook
from services.pages.boards import board_page, readable_board, stored_picture
from services.pages.years import year_links
from services.publications.own_terms import own_terms
from services.rights.table import Right

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the pages of published boards."""

    @pages.get("/m/boards/<quarter>")
    @door.lets_in(Right.SEE_PUBLISHED_BOARD)
    def board(visit: Visit, quarter: str) -> ResponseReturnValue:
        found = _readable(visit, quarter)
        page = board_page(visit.session, found, visit.visitor, visit.parts.calendar, visit.now)
        year = year_links(visit.session, visit.visitor, visit.now)
        with own_terms(visit.session, found):
            return show("board", page=page, year=year, quarter_text=quarter_text)

    @pages.get("/m/boards/<quarter>/picture")
    @door.lets_in(Right.SEE_PUBLISHED_BOARD)
    def picture(visit: Visit, quarter: str) -> ResponseReturnValue:
        png = stored_picture(visit.session, _readable(visit, quarter), visit.visitor)
        return abort(404) if png is None else Response(png, mimetype="image/png")

    @pages.get("/m/boards/<quarter>.xlsx")
    @door.lets_in(Right.SEE_PUBLISHED_BOARD)
    def excel(visit: Visit, quarter: str) -> ResponseReturnValue:
        found = _readable(visit, quarter)
        table = board_workbook(visit.session, found, inside=visit.visitor.inside)
        headers = {"Content-Disposition": f'attachment; filename="board-{found.quarter}-{found.version}.xlsx"'}
        return Response(table, headers=headers, mimetype=EXCEL)

    @pages.get("/m/<path:_anything>")
    @door.lets_in(Right.COME_IN)
    def nothing(_visit: Visit, _anything: str) -> ResponseReturnValue:
        return abort(404)


def quarter_of(text: str) -> Quarter:
    """Read the quarter of an address; anything but 2026-Q3 is a page that is not there."""
    try:
        found = Quarter.parse(text)
    except ValueError:
        abort(404)
    return found if str(found) == text else abort(404)


def _readable(visit: Visit, quarter: str) -> Board:
    asked = request.args.get("version")
    version = None if asked is None else whole_number(asked) or abort(404)
    found = readable_board(visit.session, quarter_of(quarter), version)
    return found or abort(404)
