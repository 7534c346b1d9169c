"""/m/orders/…/new: an order written on a page and shown as the branch will read it before it is issued (R19, R20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.router import Turn
from bot.wording import word
from handlers.forms.order import OrderForm, order_draft
from handlers.page_drafts import drop, keep_on_page
from handlers.pages.branch.acting import acts, looks
from handlers.pages.branch.named import organization_at, step_in
from handlers.pages.branch.new_order_fields import differences, due_days, read_order, rows_of, rows_posted, typed_of
from handlers.pages.branch.open_forms import OpenForm, Written, answers_posted, finish, open_form, show_twice
from handlers.pages.branch.typed import WORDS, Fields, fields
from handlers.pages.door import Door, Visit
from handlers.pages.showing import show
from models.inspections import inspection_of
from models.organizations import Organization
from rules.periods import Quarter
from services.orders.issuing import check_may_issue
from services.pages.offices import addressee
from services.rights.table import Right

FORM = OrderForm()
# What is said of a step that was taken.
DONE: Final = {"issue": "done_issue", "drop": "done_drop"}


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the page of an order to be issued."""

    @pages.get("/m/orders/<organization_id>/new")
    @door.lets_in(Right.ISSUE_ORDER)
    def new_order(visit: Visit, organization_id: str) -> ResponseReturnValue:
        organization = organization_at(visit, organization_id)
        return _shown(visit, organization, _sheet(looks(visit), organization))

    @pages.get("/m/orders/<organization_id>/new/read-back")
    @door.lets_in(Right.ISSUE_ORDER)
    def read_back_order(visit: Visit, organization_id: str) -> ResponseReturnValue:
        return _read_back(visit, organization_at(visit, organization_id))

    @pages.post("/m/orders/<organization_id>/new")
    @door.lets_in(Right.ISSUE_ORDER)
    def write_order(visit: Visit, organization_id: str) -> ResponseReturnValue:
        step, organization = step_in("look", *DONE), organization_at(visit, organization_id)
        done = _take(visit, organization, step)
        if done.twice is not None:
            return done.twice
        if done.read and done.read.wrong:
            return _shown(visit, organization, done.sheet, done.read)
        if done.again:
            flash(word(WORDS, "changed_meanwhile"))
        if step == "look" or done.again:
            return redirect(url_for("pages.read_back_order", organization_id=organization_id), 303)
        flash(word(WORDS, DONE[step]))
        return redirect(url_for("pages.my_branches_page"), 303)


@dataclass(frozen=True)
class _Done:
    """What became of a click: the fields as they were read, what two wrote at once, or that it is to be read again."""

    sheet: OpenForm
    read: Fields | None = None
    twice: Response | None = None
    again: bool = False


def _read_back(visit: Visit, organization: Organization) -> ResponseReturnValue:
    """Show what was written, once it is whole, and who will read it."""
    sheet = _sheet(looks(visit), organization)
    if FORM.pending(sheet.draft):
        return redirect(url_for("pages.new_order", organization_id=organization.id), 303)
    reads = addressee(visit.session, organization, visit.now)
    return show(
        "branch/new_order_read_back",
        sheet=sheet,
        organization=organization,
        reads=reads.name if reads else organization.short_name,
        answers=FORM.read_back(sheet.draft),
        facts=sheet.draft.facts,
    )


def _sheet(turn: Turn, organization: Organization) -> OpenForm:
    here = turn.session.get_one(Organization, organization.id)
    group = check_may_issue(turn.session, here, turn.person, turn.now)
    return open_form(turn, FORM, here.id, lambda: order_draft(turn, here, group))


def _take(visit: Visit, organization: Organization, step: str) -> _Done:
    """Keep what was written, issue what was read back, or let go of it. Raises Refused."""
    with acts(visit) as turn:
        sheet = _sheet(turn, organization)
        if step == "drop":
            drop(turn.session, turn.person, FORM, sheet.subject)
            return _Done(sheet)
        read = fields(turn, answers_posted(request.form))
        if step == "look":
            read_order(sheet.draft, read)
        if request.form.get("seen") != sheet.seen:
            # Nothing was typed beside what is read back.
            again = step == "issue"
            return _Done(sheet, twice=None if again else _twice(turn, sheet, organization, read), again=again)
        if step == "issue":
            finish(turn, sheet, sheet.draft)
            return _Done(sheet)
        draft = sheet.draft.without(*sheet.draft.answers).with_answers(read.answers)
        keep_on_page(turn, FORM, sheet.subject, draft)
        return _Done(_sheet(turn, organization), read)


def _twice(turn: Turn, sheet: OpenForm, organization: Organization, read: Fields) -> Response:
    first = Written(turn.person.name, sheet.kept.at, handed_in=False) if sheet.kept else None
    heading = word(WORDS, "order_new_heading")
    found = differences(sheet.draft, read.answers) if read.answers else []
    return show_twice(sheet, read.posted, found, first, heading=heading, number=organization.short_name, again="look")


def _shown(visit: Visit, organization: Organization, sheet: OpenForm, read: Fields | None = None) -> Response:
    """Show the form with what is kept, or with what was typed and what would fit."""
    today, facts = visit.now.date(), sheet.draft.facts
    offered = due_days(visit.parts.calendar, today, facts["default_days"])
    running = Quarter.of(today)
    sheets = [inspection_of(visit.session, one, organization.id) for one in (running, running.previous)]
    inspected = next((one for one in sheets if one), None)
    return show(
        "branch/new_order",
        422 if read else 200,
        organization=organization,
        facts=facts,
        sheet=sheet,
        inspected=inspected,
        rows=rows_posted(read.posted) if read else rows_of(sheet.draft, inspected),
        offered=offered,
        typed=read.posted if read else typed_of(sheet.draft, [day for _, day in offered]),
        wrong=read.wrong if read else {},
        titles={one["code"]: one["title"] for one in facts["indicators"]},
    )
