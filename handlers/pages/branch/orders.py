"""/m/orders: an order, what the branch reports on it, the extension, and the group's look at it (R19, R20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.errors import BadInput, NoRight, Refused
from bot.router import Turn
from bot.wording import refusal_text, word
from handlers.forms.order_report import OrderReportForm, order_report_draft
from handlers.pages.branch.acting import acts, looks
from handlers.pages.branch.named import organization_at, step_in
from handlers.pages.branch.open_forms import OpenForm, Written, answers_posted, open_form, show_twice
from handlers.pages.branch.order_report import PROGRESS, REPORT, begun_with, differences, hand_in
from handlers.pages.branch.typed import WORDS, fields
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show, status_of
from models.orders import RectificationOrder
from models.transitions import transitions_of
from rules.cases import ORDER
from services.orders import extensions, steps
from services.orders.delivery import NOTICES
from services.pages.orders import order_page, order_seen
from services.rights.table import Right

FORM = OrderReportForm()
# What is said of an event that was taken.
DONE: Final = {
    REPORT: "done_report",
    PROGRESS: "done_progress",
    "acknowledge": "done_acknowledge",
    "ask_extension": "done_ask_extension",
    "close_out": "done_close_out",
    "send_back": "done_send_back",
    "extend": "done_extend",
    "refuse_extension": "done_refuse_extension",
}


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of an order."""

    @pages.get("/m/orders/<organization_id>/<int:order_id>")
    @door.lets_in(Right.SEE_ORDER)
    def order(visit: Visit, organization_id: str, order_id: int) -> ResponseReturnValue:
        return _shown(visit, _order_at(visit, organization_id, order_id))

    @pages.post("/m/orders/<organization_id>/<int:order_id>")
    @door.lets_in(Right.SEE_ORDER)
    def act_on_order(visit: Visit, organization_id: str, order_id: int) -> ResponseReturnValue:
        step, found = step_in(*STEPS, REPORT), _order_at(visit, organization_id, order_id)
        try:
            done = _take(visit, found.id, step)
        except NoRight:
            raise
        except Refused as refused:
            return _shown(visit, found, refused=refused)
        if done.twice is not None:
            return done.twice
        if done.wrong:
            return _shown(visit, found, wrong=done.wrong)
        flash(word(WORDS, DONE[done.event]))
        return redirect(url_for("pages.order", **request.view_args or {}), 303)


@dataclass(frozen=True)
class _Done:
    """What became of a click: the event that was taken, what is wrong, or what two wrote at once."""

    event: str
    wrong: Mapping[str, str]
    twice: Response | None = None


def _order_at(visit: Visit, organization_id: str, order_id: int) -> RectificationOrder:
    organization = organization_at(visit, organization_id)
    return order_seen(visit.session, organization, order_id, visit.visitor.person, visit.now)


def _sheet(turn: Turn, order: RectificationOrder) -> OpenForm:
    events = [one.event for one in transitions_of(turn.session, ORDER.name, order.id)]
    return open_form(turn, FORM, str(order.id), lambda: order_report_draft(order), ",".join(events))


def _take(visit: Visit, order_id: int, step: str) -> _Done:
    with acts(visit) as turn:
        order = turn.session.get_one(RectificationOrder, order_id)
        if step != REPORT:
            STEPS[step](turn, order)
            return _Done(step, {})
        steps.check_may_report(turn.session, order, turn.person, turn.now)
        sheet, typed = _sheet(turn, order), answers_posted(request.form)
        if request.form.get("seen") != sheet.seen:
            return _Done(step, {}, _twice(turn, order, sheet, typed))
        handed = hand_in(turn, order, sheet, typed)
        return _Done(handed.event, handed.wrong)


def _twice(turn: Turn, order: RectificationOrder, sheet: OpenForm, typed: Mapping[str, str]) -> Response:
    last = transitions_of(turn.session, ORDER.name, order.id)[-1]
    first = Written(last.by.name if last.by else "", last.at, handed_in=last.event == "report")
    heading = word(WORDS, "order_heading")
    different = differences(order, sheet.draft, typed)
    return show_twice(sheet, typed, different, first, heading=heading, number=order.number, again=REPORT)


def _sign(turn: Turn, order: RectificationOrder) -> None:
    steps.acknowledge(turn.session, order, turn.person, turn.now)
    turn.say(NOTICES, "acknowledged", order=order)


def _ask_extension(turn: Turn, order: RectificationOrder) -> None:
    day = fields(turn, request.form).day_in("day")
    if day is None:
        raise BadInput("order_extension_day_missing")
    reason = request.form.get("reason", "")
    extensions.ask_extension(turn.session, order, day, reason, turn.person, turn.calendar, turn.now)
    turn.say(NOTICES, "extension_filed", order=order)


def _close_out(turn: Turn, order: RectificationOrder) -> None:
    steps.close_out(turn.session, order, request.form.get("opinion", ""), turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


def _send_back(turn: Turn, order: RectificationOrder) -> None:
    steps.send_back(turn.session, order, request.form.get("opinion", ""), turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


def _extend(turn: Turn, order: RectificationOrder) -> None:
    extensions.extend(turn.session, order, turn.person, turn.calendar, turn.now)
    turn.say(NOTICES, "decided", order=order)


def _refuse_extension(turn: Turn, order: RectificationOrder) -> None:
    extensions.refuse_extension(turn.session, order, request.form.get("reason", ""), turn.person, turn.now)
    turn.say(NOTICES, "decided", order=order)


STEPS: Final[Mapping[str, Callable[[Turn, RectificationOrder], None]]] = {
    "acknowledge": _sign,
    "ask_extension": _ask_extension,
    "close_out": _close_out,
    "send_back": _send_back,
    "extend": _extend,
    "refuse_extension": _refuse_extension,
}


def _shown(
    visit: Visit,
    order: RectificationOrder,
    wrong: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    """Show the order; what was typed and not taken stays in its field."""
    page = order_page(visit.session, order, visit.visitor.person, visit.parts.calendar, visit.now)
    sheet = _sheet(looks(visit), order)
    failed = bool(wrong or refused)
    return show(
        "branch/order",
        status_of(refused) if refused else 422 if wrong else 200,
        page=page,
        sheet=sheet,
        typed=answers_posted(request.form) if failed else begun_with(order, sheet.draft, page.report),
        wrong=wrong or {},
        refusal=refusal_text(refused) if refused else "",
        now=visit.now,
    )
