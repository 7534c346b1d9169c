"""/m/years: a year's review, as page, picture and Excel files, and each organisation's own year (R34, R44)."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.organizations import Organization
from services.annual_reviews.honours import seen_bases
from services.annual_reviews.honours_workbook import year_workbook as honours_workbook
from services.annual_reviews.rights import seen_review
from services.annual_reviews.sheet import annual_sheet
from services.annual_reviews.workbook import year_workbook
from services.pages.years import year_page
from services.rights.table import Right


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the pages of a year."""

    @pages.get("/m/years/<int:year>")
    @door.lets_in(Right.SEE_YEAR)
    def year(visit: Visit, year: int) -> ResponseReturnValue:
        return show("year", page=year_page(visit.session, year, visit.visitor, visit.now))

    @pages.get("/m/years/<int:year>/picture")
    @door.lets_in(Right.SEE_YEAR)
    def year_picture(visit: Visit, year: int) -> ResponseReturnValue:
        png = seen_review(visit.session, year, visit.visitor.person, visit.now).picture
        return abort(404) if png is None else Response(png, mimetype="image/png")

    @pages.get("/m/years/<int:year>.xlsx")
    @door.lets_in(Right.SEE_YEAR)
    def year_excel(visit: Visit, year: int) -> ResponseReturnValue:
        found = seen_review(visit.session, year, visit.visitor.person, visit.now)
        return _file(year_workbook(found), f"year-{year}-{found.version}")

    @pages.get("/m/years/<int:year>/honours.xlsx")
    @door.lets_in(Right.SEE_HONOURS)
    def year_honours(visit: Visit, year: int) -> ResponseReturnValue:
        found = seen_bases(visit.session, year, visit.visitor.person, visit.now)
        return _file(honours_workbook(year, found), f"honours-{year}")

    @pages.get("/m/years/<int:year>/<organization_id>")
    @door.lets_in(Right.SEE_YEAR_SHEET)
    def year_sheet(visit: Visit, year: int, organization_id: str) -> ResponseReturnValue:
        organization = visit.session.get(Organization, organization_id) or abort(404)
        sheet = annual_sheet(visit.session, year, organization, visit.visitor.person, visit.now)
        return show("year_sheet", sheet=sheet)


def _file(table: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(table, headers=headers, mimetype=EXCEL)
