"""待送达: what the office hands over to branches in which nobody gets messages; entered once it is there, printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.bounds import numbered
from handlers.console.acts import Act, ActForm, Deed, Facts, GroupAct, a_day, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip, say, shortly, show
from handlers.console.slip_words import sheets_of
from handlers.console.stories import told
from handlers.console.subject import Subject
from handlers.pages.door import Door, Visit
from models.handovers import Handover, has_lapsed, open_handovers, waits
from models.orders import RectificationOrder
from models.organizations import Organization
from models.slips import Slip
from models.transitions import transitions_of
from rules.cases import ORDER
from services.handing_over import check_may_enter, enter_handover, starts
from services.notices.handovers import LONGEST_REMARK, Matter, matter_of
from services.orders.delivery import department_head
from services.rights.asking import check_may
from services.rights.table import Right

NAME: Final = "handovers"


@dataclass(frozen=True)
class Paper:
    """What is handed over as it is printed: the slip or the order itself, else a letter with what it says."""

    handover: Handover
    form: str = "letter"
    facts: Facts = field(default_factory=dict)


class HandedOverForm(ActForm):
    """On which day it was handed over, and how."""

    day = a_day()
    remark = words(LONGEST_REMARK, required=False)


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the sheets of all that waits, to be printed at once."""

    @console.get("/handovers/sheets")
    @door.lets_in(Right.HAND_OVER)
    def handover_sheets(visit: Visit) -> ResponseReturnValue:
        papers = [_paper(visit, one) for one in open_handovers(visit.session, visit.now)]
        return show(visit, NAME, "handover_sheets", papers=papers, **_letter(visit))


def _letter(visit: Visit) -> Facts:
    return sheets_of(visit, []) | {"today": visit.now.date()}


def _paper(visit: Visit, one: Handover) -> Paper:
    matter = matter_of(visit.session, one)
    if matter is None or not starts(matter):
        return Paper(one)
    if isinstance(matter, Slip):
        return Paper(one, "slip", sheets_of(visit, [matter]))
    if isinstance(matter, RectificationOrder):
        steps = {step.event: step for step in transitions_of(visit.session, ORDER.name, matter.id)}
        head = department_head(visit.session, matter, visit.now.date())
        return Paper(one, "order", {"order": matter, "steps": steps, "head": head})
    return Paper(one)


def _state(one: Handover, now: datetime) -> Chip:
    if one.has_lapsed(now):
        return chip(NAME, "lapsed", "off")
    if one.done_at is None:
        return chip(NAME, "open", "late")
    return chip(NAME, "handed_over", "done") if one.handed_on or one.done_by else chip(NAME, "settled", "off")


def _columns(now: datetime) -> Sequence[Column[Handover]]:
    return (
        Column[Handover]("number", lambda one: one.id, Handover.id, number=True),
        Column[Handover]("organization", lambda one: one.organization.short_name, Organization.short_name),
        Column[Handover]("said", lambda one: shortly(one.first_line), long=True),
        Column[Handover]("made", lambda one: one.made_at, Handover.made_at),
        Column[Handover]("handed_on", lambda one: one.handed_on, Handover.handed_on),
        Column[Handover]("state", lambda one: _state(one, now)),
    )


def _listing(visit: Visit) -> Stored[Handover]:
    is_open, lapsed = waits(visit.now), has_lapsed(visit.now)
    return Stored(
        select(Handover).join(Handover.organization),
        _columns(visit.now),
        (~is_open, Handover.done_at.desc(), Handover.id),
        {"open": is_open, "done": Handover.done_at.is_not(None), "lapsed": lapsed},
        (Organization.name, Organization.short_name, Handover.text),
    )


def _panel(visit: Visit, one: Handover) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.HAND_OVER, visit.now)
    matter = matter_of(visit.session, one)
    done = say(NAME, "story_done", handover=one)
    return {
        **_letter(visit),
        "papers": [_paper(visit, one)],
        "slip": matter if isinstance(matter, Slip) else None,
        "order": matter if isinstance(matter, RectificationOrder) else None,
        "lapsed": one.has_lapsed(visit.now),
        "story": [*told(one.done_at, one.done_by, done, one.remark), *told(one.made_at, None, say(NAME, "story_made"))],
    }


def _found(session: Session, case_id: str) -> Handover | None:
    return numbered(session, Handover, case_id)


def _begins(visit: Visit, one: Handover) -> Facts:
    """Tell what begins with the handing over: the clock of a slip, or nothing."""
    matter = matter_of(visit.session, one)
    return {"begins": matter if matter is not None and starts(matter) else None, "is_slip": isinstance(matter, Slip)}


def _check(visit: Visit, one: Handover) -> None:
    check_may_enter(visit.session, one, visit.visitor.person, visit.now)


def _hand_over(deed: Deed, one: Handover) -> Matter | None:
    form = deed.form
    return enter_handover(deed.session, one, form.day.data, form.remark.data or "", deed.by, deed.calendar, deed.now)


def _hand_over_one(deed: Deed, one: Handover) -> Facts:
    matter = _hand_over(deed, one)
    return {"day": deed.form.day.data, "slip": matter if isinstance(matter, Slip) else None}


def _hand_over_several(deed: Deed, chosen: Sequence[Handover]) -> Facts:
    for one in chosen:
        # What one of them settled is not entered a second time.
        if one.done_at is None:
            _hand_over(deed, one)
            deed.session.expire_all()
    return {"day": deed.form.day.data}


def _today(visit: Visit, _one: Handover) -> dict[str, Any]:
    return {"day": visit.now.date()}


SUBJECT: Final = Subject[Handover](
    name=NAME,
    right=Right.HAND_OVER,
    listing=_listing,
    find=_found,
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act(
            "hand_over",
            Right.HAND_OVER,
            _hand_over_one,
            HandedOverForm,
            offered=lambda _visit, one: one.done_at is None,
            check=_check,
            facts=_begins,
            values=_today,
            is_main=True,
        ),
    ),
    group_acts=(GroupAct("hand_over_several", Right.HAND_OVER, _hand_over_several, HandedOverForm, check=_check),),
    has_sheet=True,
    others=add_pages,
)
