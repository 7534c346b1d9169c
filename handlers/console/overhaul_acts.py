"""What may be done about the overhaul of a branch, beside the consequence that began it: report, check, help."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from handlers.console.acts import Act, ActForm, Deed, Facts, ReasonForm, a_day, words
from handlers.pages.door import Visit
from models.consequences import Consequence
from models.overhauls import Overhaul
from models.transitions import transitions_of
from rules.cases import OVERHAUL
from services.notices.handovers import LONGEST_REMARK
from services.notices.rectifications import check_may_enter_delivery, enter_delivery
from services.overhauls.help import LONGEST_HELPER, GivenPlan, note_follow_up, plan_help
from services.overhauls.overhauls import (
    LONGEST_SECTION,
    Report,
    accept,
    check_may_check,
    check_may_report,
    hand_in,
    send_back,
)
from services.overhauls.rights import check_helps
from services.rights.table import Right


class ReportForm(ActForm):
    """整顿工作报告 in its four parts, as it came on paper."""

    problems = words(LONGEST_SECTION)
    causes = words(LONGEST_SECTION)
    measures = words(LONGEST_SECTION)
    schedule = words(LONGEST_SECTION)


class OpinionForm(ActForm):
    """What whoever checked a report thinks of it."""

    opinion = words(LONGEST_SECTION)


class HandedOverForm(ActForm):
    """On which day it was handed over, and how."""

    day = a_day()
    how = words(LONGEST_REMARK, required=False)


class HelpForm(ActForm):
    """Who helps, how, and on which days somebody looks again."""

    helper = words(LONGEST_HELPER)
    measure = words()
    first_day = a_day()
    second_day = a_day(required=False)


class RemarkForm(ActForm):
    """What was seen on a follow-up."""

    remark = words()


def overhaul_of(visit: Visit, one: Consequence) -> Overhaul | None:
    """Find the overhaul that a consequence has begun."""
    return visit.session.get(Overhaul, one.id)


def overhaul_facts(visit: Visit, overhaul: Overhaul | None) -> Facts:
    """Gather what the panel says of an overhaul: itself and its latest report."""
    steps = transitions_of(visit.session, OVERHAUL.name, overhaul.id) if overhaul else []
    report = next((one.facts for one in reversed(steps) if one.event == "report"), None)
    return {"overhaul": overhaul, "report": report}


def _begun(deed: Deed, one: Consequence) -> Overhaul:
    return deed.session.get_one(Overhaul, one.id)


def _knows(event: str, visit: Visit, one: Consequence) -> bool:
    overhaul = overhaul_of(visit, one)
    return overhaul is not None and (overhaul.state, event) in OVERHAUL.steps


def _stands(visit: Visit, one: Consequence) -> bool:
    overhaul = overhaul_of(visit, one)
    return overhaul is not None and overhaul.state != "withdrawn"


def _is_followed(visit: Visit, one: Consequence) -> bool:
    overhaul = overhaul_of(visit, one)
    days = [day for plan in overhaul.plans for day in plan.follow_ups] if overhaul else []
    return any(day.done_at is None for day in days)


def _checks(event: str, visit: Visit, one: Consequence) -> None:
    check_may_check(visit.session, visit.session.get_one(Overhaul, one.id), event, visit.visitor.person, visit.now)


def _reports(visit: Visit, one: Consequence) -> None:
    check_may_report(visit.session, visit.session.get_one(Overhaul, one.id), visit.visitor.person, visit.now)


def _helps(visit: Visit, one: Consequence) -> None:
    check_helps(visit.session, visit.session.get_one(Overhaul, one.id), visit.visitor.person, visit.now)


def _hands_over(visit: Visit, one: Consequence) -> None:
    overhaul = visit.session.get_one(Overhaul, one.id)
    check_may_enter_delivery(visit.session, overhaul, visit.visitor.person, visit.now)


def _accept(deed: Deed, one: Consequence) -> None:
    accept(deed.session, _begun(deed, one), deed.form.opinion.data, deed.by, deed.now)


def _send_back(deed: Deed, one: Consequence) -> Facts:
    send_back(deed.session, _begun(deed, one), deed.form.reason.data, deed.by, deed.now)
    return {"overhaul": _begun(deed, one)}


def _hand_in(deed: Deed, one: Consequence) -> None:
    said = {name: deed.form[name].data for name in ("problems", "causes", "measures", "schedule")}
    hand_in(deed.session, _begun(deed, one), Report(**said), deed.by, deed.now)


def _enter(deed: Deed, one: Consequence) -> None:
    enter_delivery(deed.session, _begun(deed, one), deed.form.day.data, deed.form.how.data or "", deed.by, deed.now)


def _plan(deed: Deed, one: Consequence) -> Facts:
    days: list[date] = [day for day in (deed.form.first_day.data, deed.form.second_day.data) if day]
    given = GivenPlan(deed.form.helper.data, deed.form.measure.data, days)
    return {"plan": plan_help(deed.session, _begun(deed, one), given, deed.by, deed.now)}


def _note(deed: Deed, one: Consequence) -> Facts:
    return {"seen": note_follow_up(deed.session, _begun(deed, one), deed.form.remark.data, deed.by, deed.now)}


def _about(visit: Visit, one: Consequence) -> Facts:
    return {"overhaul": overhaul_of(visit, one)}


def _act(name: str, right: Right, do: Any, form: type[ActForm], offered: Any, check_it: Any) -> Act[Consequence]:
    return Act(name, right, do, form, offered=offered, check=check_it, facts=_about)


OVERHAUL_ACTS: Final = (
    _act("accept", Right.CHECK_OVERHAUL, _accept, OpinionForm, partial(_knows, "accept"), partial(_checks, "accept")),
    _act(
        "send_back",
        Right.CHECK_OVERHAUL,
        _send_back,
        ReasonForm,
        partial(_knows, "send_back"),
        partial(_checks, "send_back"),
    ),
    _act("enter_delivery", Right.ENTER_DELIVERY, _enter, HandedOverForm, partial(_knows, "deliver"), _hands_over),
    _act("hand_in", Right.REPORT_OVERHAUL, _hand_in, ReportForm, partial(_knows, "report"), _reports),
    _act("plan_help", Right.HELP, _plan, HelpForm, _stands, _helps),
    _act("note_follow_up", Right.HELP, _note, RemarkForm, _is_followed, _helps),
)
