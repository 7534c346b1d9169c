"""后果与帮扶: what grey boards in a row give ground for, by branch; a meeting's decisions, carried out and closed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from bot.bounds import numbered
from bot.readers import LONGEST_TEXT
from bot.wording import label, quarter_text
from handlers.console.acts import (
    Act,
    ActForm,
    Creation,
    Deed,
    Facts,
    GroupAct,
    ReasonForm,
    a_day,
    line,
    words,
)
from handlers.console.listing import Column, Stored
from handlers.console.organization_field import an_organization, organizations
from handlers.console.overhaul_acts import OVERHAUL_ACTS, overhaul_facts, overhaul_of
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.consequences import OVERHAUL_REPORT, PROPOSED, Consequence
from models.organizations import Organization
from models.overhauls import Overhaul
from rules.cases import OVERHAUL
from services.consequences.decisions import (
    LONGEST_RECORD_NO,
    carry_out,
    check_may_take,
    close,
    confirm,
    decline,
    withdraw,
)
from services.consequences.measures import Decision, record_measure
from services.consequences.notices import interview_draft, is_interview, written_out
from services.overhauls.overhauls import report_deadline
from services.register.names import registered
from services.rights.asking import check_may
from services.rights.table import Right

NAME: Final = "consequences"
KINDS: Final = {PROPOSED: "wait", "confirmed": "late", "carried_out": "late", "closed": "done", "decided": "late"}


class DecisionForm(ActForm):
    """What a meeting has decided: on which day, which meeting and under which number, and why."""

    day = a_day(required=False)
    meeting = words(64, required=False)
    reason = words(300)


class MeasureForm(ActForm):
    """Whom the Party committee's decision concerns, of which day it is, under which number it is kept, what it says."""

    branch = an_organization()
    decided_on = a_day()
    decision_no = line(LONGEST_RECORD_NO)
    decision = words(LONGEST_TEXT)


class CarriedOutForm(ActForm):
    """On which day it was carried out, and under which number that is kept."""

    day = a_day()
    record_no = words(LONGEST_RECORD_NO)


def _state(one: Consequence) -> Chip:
    return (
        chip(NAME, "ground_fell", "bad") if one.ground_fell_at else chip(NAME, one.state, KINDS.get(one.state, "off"))
    )


def _last_by(one: Consequence) -> str:
    """Name who took the last step by hand."""
    return next((step.by.name for step in reversed(one.steps) if step.by), "")


COLUMNS: Final = (
    Column[Consequence]("organization", lambda one: one.organization.short_name, Organization.short_name),
    Column[Consequence]("kind", lambda one: label(f"consequence_{one.kind}"), Consequence.kind),
    Column[Consequence]("quarter", lambda one: quarter_text(one.quarter) if one.quarter else "", Consequence.quarter),
    Column[Consequence]("last_by", _last_by),
    Column[Consequence]("done_on", lambda one: one.done_on, Consequence.done_on),
    Column[Consequence]("state", _state, Consequence.state),
)


def _listing(_visit: Visit) -> Stored[Consequence]:
    reported = exists().where(Overhaul.id == Consequence.id, Overhaul.state == "reported")
    return Stored(
        select(Consequence).join(Consequence.organization).options(selectinload(Consequence.steps)),
        COLUMNS,
        (Consequence.year.desc(), Consequence.quarter.desc(), Organization.position, Consequence.id),
        {
            PROPOSED: Consequence.state == PROPOSED,
            "confirmed": Consequence.state == "confirmed",
            "reported": reported,
            "carried_out": Consequence.state.in_(("carried_out", "decided")),
            "declined": Consequence.state == "declined",
            "withdrawn": Consequence.state == "withdrawn",
        },
        (Organization.name, Organization.short_name),
    )


def _panel(visit: Visit, one: Consequence) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_CONSEQUENCES, visit.now)
    overhaul = overhaul_of(visit, one)
    of_overhaul = story_of(visit.session, OVERHAUL.name, overhaul.id) if overhaul else []
    return {
        "evidence": written_out(one.evidence),
        "draft": interview_draft(visit.session, one, visit.now) if is_interview(one) else "",
        "story": story_of(visit.session, one.machine.name, one.id, of_overhaul),
        **overhaul_facts(visit, overhaul),
    }


def _said(form: Any) -> str:
    """Write a meeting's decision as the reason that is kept with it."""
    return say(NAME, "reason", day=form.day.data, meeting=form.meeting.data, reason=form.reason.data)


def _confirm(deed: Deed, cases: Sequence[Consequence]) -> None:
    confirm(deed.session, cases, _said(deed.form), deed.by, deed.calendar, deed.now)


def _decline(deed: Deed, cases: Sequence[Consequence]) -> None:
    decline(deed.session, cases, _said(deed.form), deed.by, deed.now)


def _record_measure(deed: Deed) -> Consequence:
    form = deed.form
    organization = registered(deed.session, form.branch.data)
    decision = Decision(form.decided_on.data, form.decision_no.data, form.decision.data)
    return record_measure(deed.session, organization, decision, deed.by, deed.now)


def _branches(visit: Visit) -> Facts:
    return {"branch": organizations(visit.session)}


def _may_record(visit: Visit) -> None:
    check_may(visit.session, visit.visitor.person, Right.RECORD_MEASURE, visit.now)


def _withdraw(deed: Deed, one: Consequence) -> None:
    withdraw(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _carry_out(deed: Deed, one: Consequence) -> None:
    carry_out(deed.session, one, deed.form.day.data, deed.form.record_no.data, deed.by, deed.now)


def _close(deed: Deed, one: Consequence) -> None:
    close(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _takes(event: str, visit: Visit, one: Consequence) -> None:
    check_may_take(visit.session, one, event, visit.visitor.person, visit.now)


def _due(visit: Visit, cases: Sequence[Consequence]) -> Facts:
    """Tell until when reports would be due that are decided on now; None where no report is among them."""
    reports = [one for one in cases if one.kind == OVERHAUL_REPORT]
    due = report_deadline(visit.session, reports[0], visit.parts.calendar, visit.now) if reports else None
    return {"due": due}


def _offered(event: str, _visit: Visit, one: Consequence) -> bool:
    return (one.state, event) in one.machine.steps and not (event == "withdraw" and one.state == PROPOSED)


def _act(event: str, right: Right, do: Any, form: type[ActForm], **more: Any) -> Act[Consequence]:
    """Make the act that takes a step; it is there in the states that know the step."""
    return Act(event, right, do, form, offered=partial(_offered, event), check=partial(_takes, event), **more)


SUBJECT: Final = Subject[Consequence](
    name=NAME,
    right=Right.SEE_CONSEQUENCES,
    listing=_listing,
    find=lambda session, case_id: numbered(session, Consequence, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    above=lambda _visit: {"written_out": written_out},
    acts=(
        _act(
            "confirm",
            Right.DECIDE_CONSEQUENCE,
            lambda deed, one: _confirm(deed, [one]),
            DecisionForm,
            facts=lambda visit, one: _due(visit, [one]),
        ),
        _act("decline", Right.DECIDE_CONSEQUENCE, lambda deed, one: _decline(deed, [one]), DecisionForm),
        *OVERHAUL_ACTS,
        _act("carry_out", Right.CARRY_OUT, _carry_out, CarriedOutForm),
        _act("close", Right.CARRY_OUT, _close, ReasonForm),
        _act("withdraw", Right.DECIDE_CONSEQUENCE, _withdraw, ReasonForm),
    ),
    creations=(
        Creation("measure", Right.RECORD_MEASURE, _record_measure, MeasureForm, check=_may_record, choices=_branches),
    ),
    group_acts=(
        GroupAct(
            "confirm_several",
            Right.DECIDE_CONSEQUENCE,
            _confirm,
            DecisionForm,
            check=partial(_takes, "confirm"),
            facts=_due,
            is_main=True,
        ),
        GroupAct("decline_several", Right.DECIDE_CONSEQUENCE, _decline, DecisionForm, check=partial(_takes, "decline")),
    ),
)
