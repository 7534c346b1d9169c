"""整改督办: orders by state and what is late; what groups decide on them, and what the office enters for branches."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from sqlalchemy import select

from bot.bounds import numbered
from handlers.console.acts import Act, ActForm, Deed, Facts, ReasonForm, a_day, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.consequences import consequences_naming
from models.orders import ASKED, ISSUED, REPORTED, WITH_BRANCH, RectificationOrder
from models.organizations import Organization
from models.transitions import transitions_of
from rules.cases import ORDER
from services.notices.handovers import LONGEST_REMARK
from services.notices.rectifications import check_may_enter_delivery, enter_delivery
from services.orders.delivery import department_head
from services.orders.extensions import ask_extension, check_may_ask, extend, refuse_extension
from services.orders.rights import matter_of, visible_to
from services.orders.steps import (
    check_may_report,
    check_may_verify,
    check_may_withdraw,
    close_out,
    report,
    send_back,
    withdraw,
)
from services.rights.asking import check_may
from services.rights.table import Right

NAME: Final = "orders"
KINDS: Final = {REPORTED: "wait", ASKED: "wait", "closed_out": "done", "withdrawn": "off"}
Order = RectificationOrder


class DeliveryForm(ActForm):
    """On which day it was handed over, and how."""

    day = a_day()
    remark = words(LONGEST_REMARK, required=False)


class ExtensionForm(ReasonForm):
    """Which day the branch asks for, and why."""

    day = a_day()


class OpinionForm(ActForm):
    """What the group saw when it looked."""

    opinion = words()


def report_form(_visit: Visit, order: Order) -> type[ActForm]:
    """Make a form with a field for every problem of an order."""
    fields = {f"done{one.position}": words(label=f"{one.position}. {one.text}") for one in order.problems}
    return type("ReportForm", (ActForm,), fields)


def _state(visit: Visit, one: Order) -> Chip:
    if one.is_overdue_at(visit.now) and one.state != ASKED:
        return chip(NAME, "overdue", "bad")
    if one.state == ISSUED and one.recipient_id is None:
        return chip(NAME, "paper", "late")
    return chip(NAME, one.state, KINDS.get(one.state, "late"))


def _listing(visit: Visit) -> Stored[Order]:
    return Stored(
        select(Order).join(Order.organization).where(visible_to(visit.session, visit.visitor.person, visit.now)),
        (
            Column[Order]("number", lambda one: one.short_number, Order.id),
            Column[Order]("organization", lambda one: one.organization.short_name, Organization.short_name),
            Column[Order]("group", lambda one: one.group.name, Order.group_id),
            Column[Order]("problems", lambda one: len(one.problems), number=True),
            Column[Order]("issued", lambda one: one.issued_at.date(), Order.issued_at),
            Column[Order]("due", lambda one: one.counted.day, Order.due),
            Column[Order]("state", partial(_state, visit), Order.state),
        ),
        (Order.state.not_in(ORDER.open_states), Order.due, Order.id),
        {
            "open": Order.state.in_(ORDER.open_states),
            "overdue": Order.state.in_(WITH_BRANCH) & (Order.due <= visit.now),
            "asked": Order.state == ASKED,
            "reported": Order.state == REPORTED,
            "paper": (Order.state == ISSUED) & Order.recipient_id.is_(None),
        },
        (Organization.name, Organization.short_name, Order.number),
    )


def _panel(visit: Visit, order: Order) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_ORDER, visit.now, matter_of(order))
    steps = {one.event: one for one in transitions_of(visit.session, ORDER.name, order.id)}
    return {
        "story": story_of(visit.session, ORDER.name, order.id),
        "steps": steps,
        "head": department_head(visit.session, order, visit.now.date()),
        "consequences": consequences_naming(visit.session, order.organization_id, "order", order.number),
    }


def _verifies(event: str, visit: Visit, order: Order) -> None:
    check_may_verify(visit.session, order, event, visit.visitor.person, visit.now)


def _deciding(event: str, state: str, do: Any, form: type[ActForm], *, is_main: bool = False) -> Act[Order]:
    """Make an act of the group that answers what the branch has handed in or asked for."""
    return Act(
        event,
        Right.DECIDE_ORDER,
        do,
        form,
        offered=lambda _visit, order: order.state == state,
        check=partial(_verifies, event),
        is_main=is_main,
    )


def _report(deed: Deed, order: Order) -> None:
    said = [deed.form[f"done{one.position}"].data for one in order.problems]
    report(deed.session, order, said, deed.by, deed.now)


def _ask(deed: Deed, order: Order) -> None:
    ask_extension(deed.session, order, deed.form.day.data, deed.form.reason.data, deed.by, deed.calendar, deed.now)


def _enter(deed: Deed, order: Order) -> None:
    enter_delivery(deed.session, order, deed.form.day.data, deed.form.remark.data or "", deed.by, deed.now)


def _close_out(deed: Deed, order: Order) -> None:
    close_out(deed.session, order, deed.form.opinion.data, deed.by, deed.now)


def _send_back(deed: Deed, order: Order) -> None:
    send_back(deed.session, order, deed.form.reason.data, deed.by, deed.now)


def _extend(deed: Deed, order: Order) -> None:
    extend(deed.session, order, deed.by, deed.calendar, deed.now)


def _refuse(deed: Deed, order: Order) -> None:
    refuse_extension(deed.session, order, deed.form.reason.data, deed.by, deed.now)


def _withdraw(deed: Deed, order: Order) -> None:
    withdraw(deed.session, order, deed.form.reason.data, deed.by, deed.now)


_BY_BRANCH: Final = (
    Act(
        "enter_delivery",
        Right.ENTER_DELIVERY,
        _enter,
        DeliveryForm,
        offered=lambda _visit, order: order.state == ISSUED,
        check=lambda visit, order: check_may_enter_delivery(visit.session, order, visit.visitor.person, visit.now),
    ),
    Act(
        "report",
        Right.ANSWER_ORDER,
        _report,
        offered=lambda _visit, order: (order.state, "report") in ORDER.steps,
        check=lambda visit, order: check_may_report(visit.session, order, visit.visitor.person, visit.now),
        fitted=report_form,
    ),
    Act(
        "ask_extension",
        Right.ANSWER_ORDER,
        _ask,
        ExtensionForm,
        offered=lambda _visit, order: (order.state, "ask_extension") in ORDER.steps,
        check=lambda visit, order: check_may_ask(visit.session, order, visit.visitor.person, visit.now),
    ),
)
_BY_GROUP: Final = (
    _deciding("close_out", REPORTED, _close_out, OpinionForm, is_main=True),
    _deciding("send_back", REPORTED, _send_back, ReasonForm),
    _deciding("extend", ASKED, _extend, ActForm, is_main=True),
    _deciding("refuse_extension", ASKED, _refuse, ReasonForm),
)
SUBJECT: Final = Subject[Order](
    name=NAME,
    right=Right.USE_CONSOLE,
    listing=_listing,
    find=lambda session, case_id: numbered(session, Order, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        *_BY_GROUP,
        *_BY_BRANCH,
        Act(
            "withdraw",
            Right.WITHDRAW_ORDER,
            _withdraw,
            ReasonForm,
            offered=lambda _visit, order: order.is_open,
            check=lambda visit, order: check_may_withdraw(visit.session, order, visit.visitor.person, visit.now),
        ),
    ),
    has_sheet=True,
)
