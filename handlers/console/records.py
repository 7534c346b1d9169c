"""日常记录: the month as a grid, branches down and tasks across; a cell is set at once, also without a script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from handlers.console.listing import Asked
from handlers.console.months import month_asked
from handlers.console.record_grid import NAME, MonthGrid, grid_of, open_cell
from handlers.console.showing import say, show
from handlers.pages.door import Door, Visit
from handlers.pages.showing import filled, status_of
from models.daily_records import STATES
from models.organizations import Organization
from models.people import Person
from rules.bounds import moment_written
from rules.periods import Month
from services.daily_records.cells import take_back, take_back_filled
from services.daily_records.columns import fill_column, rest_of
from services.daily_records.entering import GivenRecord, enter_record
from services.rights.table import Right

NONE: Final = "none"
KEPT: Final = ("month",)


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the grid, its cells, and a whole column at once."""
    sees, enters = door.lets_in(Right.SEE_TOWN), door.lets_in(Right.ENTER_RECORD)
    base = "/daily_records"
    console.add_url_rule(base, NAME, sees(_grid))
    cell = f"{base}/<organization_id>/<item>"
    console.add_url_rule(cell, "daily_record", sees(_cell))
    console.add_url_rule(cell, "daily_record_set", enters(_set), methods=["POST"])
    column = f"{base}/columns/<month>/<item>"
    console.add_url_rule(column, "daily_records_column", sees(_column))
    console.add_url_rule(column, "daily_records_fill", enters(_fill), methods=["POST"])
    console.add_url_rule(f"{column}/undo", "daily_records_undo", enters(_undo), methods=["POST"])


def _asked() -> Asked:
    return Asked.of(request.args, KEPT)


def _grid(visit: Visit) -> ResponseReturnValue:
    return _shown(visit, grid_of(visit, month_asked(visit.now), _asked()))


def _shown(visit: Visit, grid: MonthGrid, status: int = 200, **more: Any) -> Response:
    facts = {"names": {one.id: one.name for one in grid.groups}, "filled": _filled(), "cell": None, "refusal": ""}
    return show(visit, NAME, "daily_records", status, grid=grid, **{**facts, **more})


def _filled() -> tuple[str, str] | None:
    """Tell which column was filled just now, and at which moment, so that it can be taken back."""
    item, at = request.args.get("filled", ""), request.args.get("at", "")
    return (item, at) if item and at else None


def _cell(visit: Visit, organization_id: str, item: str) -> ResponseReturnValue:
    organization = visit.session.get(Organization, organization_id) or abort(404)
    return _with_panel(visit, organization, item, wanted=request.args.get("state", ""))


def _with_panel(
    visit: Visit,
    organization: Organization,
    item: str,
    *,
    wanted: str = "",
    remark: str | None = None,
    refusal: Refused | None = None,
) -> Response:
    """Show a cell beside the grid, or the panel alone to whoever asks for no more."""
    grid = grid_of(visit, month_asked(visit.now), _asked())
    cell = open_cell(visit, grid, organization, item, wanted, remark)
    said, status = ("", 200) if refusal is None else (refusal_text(refusal), status_of(refusal))
    if "HX-Target" not in request.headers:
        return _shown(visit, grid, status, cell=cell, refusal=said)
    panel = _piece("daily_record_panel", visit, grid=grid, cell=cell, refusal=said)
    return Response(panel, status, {"HX-Retarget": "#panel", "HX-Reswap": "outerHTML"}, mimetype="text/html")


def _piece(template: str, visit: Visit, **facts: Any) -> str:
    return filled(
        f"console/{template}.html", say=lambda block, **more: say(NAME, block, **more), now=visit.now, **facts
    )


def _set(visit: Visit, organization_id: str, item: str) -> ResponseReturnValue:
    """Set a cell, and answer with the cell as it is now."""
    organization = visit.session.get(Organization, organization_id) or abort(404)
    month, state, remark = month_asked(visit.now), request.form.get("state", ""), request.form.get("remark", "").strip()
    try:
        with visit.parts.db.begin() as session:
            _enter(
                session, visit, GivenRecord(session.get_one(Organization, organization.id), month, item, state, remark)
            )
    except Refused as refusal:
        return _with_panel(visit, organization, item, wanted=state, remark=remark, refusal=refusal)
    if "HX-Target" in request.headers:
        return _as_set(visit, organization, item)
    flash(say(NAME, "done_set", organization=organization, month=month))
    query = _asked().query(page=_asked().page)
    return redirect(url_for("console.daily_record", organization_id=organization_id, item=item) + f"?{query}", 303)


def _as_set(visit: Visit, organization: Organization, item: str) -> Response:
    """Send the cell as it has become; what this visit reads is as it was before."""
    with visit.parts.db.read() as looking:
        later = replace(visit, session=looking)
        grid = grid_of(later, month_asked(visit.now), _asked())
        return Response(_piece("daily_record_set", later, grid=grid, cell=open_cell(later, grid, organization, item)))


def _enter(session: Session, visit: Visit, given: GivenRecord) -> None:
    by = session.get_one(Person, visit.visitor.person.id)
    if given.state == NONE:
        take_back(session, given.organization, given.month, given.item, by, visit.now)
    elif given.state not in STATES:
        abort(400)
    else:
        enter_record(session, given, by, visit.now)


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except ValueError:
        abort(404)


def _column(visit: Visit, month: str, item: str) -> ResponseReturnValue:
    """Read back for whom a task would be recorded as done."""
    rest = rest_of(visit.session, _month(month), item, visit.visitor.person, visit.now)
    return show(visit, NAME, "daily_records_column", rest=rest, month=_month(month))


def _fill(visit: Visit, month: str, item: str) -> ResponseReturnValue:
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        rest = fill_column(session, _month(month), item, by, visit.now)
        done = say(NAME, "done_fill", rest=rest)
    flash(done)
    return redirect(url_for("console.daily_records", month=month, filled=item, at=visit.now.isoformat()), 303)


def _undo(visit: Visit, month: str, item: str) -> ResponseReturnValue:
    at = moment_written(request.form.get("at", "")) or abort(400)
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        done = say(NAME, "done_undo", entries=take_back_filled(session, _month(month), item, at, by, visit.now))
    flash(done)
    return redirect(url_for("console.daily_records", month=month), 303)
