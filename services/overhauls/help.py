"""帮扶计划: who helps a branch and how, the days on which somebody looks after it again, and what was seen then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import BadInput, NotFound, NotNow
from bot.readers import LONGEST_TEXT, needed, readable
from bot.wording import word
from models.locks import lock
from models.overhauls import FollowUp, HelpPlan, Overhaul, follow_ups_due
from models.people import Person
from rules.workdays import Calendar
from services.notices.push_hours import may_push
from services.overhauls.notices import NOTICES
from services.overhauls.rights import check_helps

LONGEST_HELPER: Final = 64
FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class GivenPlan:
    """What a help plan says: the helper's name, what is done, and on which days somebody follows up."""

    helper: str
    measure: str
    days: Sequence[date]


def plan_help(session: Session, overhaul: Overhaul, given: GivenPlan, by: Person, now: datetime) -> HelpPlan:
    """Write a help plan down. Raises Refused unless the group or the office does, with helper, measure and days.

    Every day is today or later and within a year.
    """
    check_helps(session, overhaul, by, now)
    if overhaul.state == "withdrawn":
        raise NotNow("overhaul_out_of_turn", overhaul=overhaul, event="plan_help")
    helper, measure = readable(given.helper), readable(given.measure)
    if not (0 < len(helper) <= LONGEST_HELPER and 0 < len(measure) <= LONGEST_TEXT and given.days):
        raise BadInput("help_incomplete", overhaul=overhaul, longest=LONGEST_TEXT)
    today = now.date()
    if wrong := [day for day in given.days if not today <= day <= today + FARTHEST]:
        raise BadInput("help_day_wrong", day=wrong[0])
    plan = HelpPlan(
        overhaul=overhaul,
        helper=helper,
        helping=_person_named(session, helper),
        measure=measure,
        by=by,
        at=now,
        follow_ups=[FollowUp(day=day) for day in sorted(set(given.days))],
    )
    session.add(plan)
    session.flush()
    return plan


def _person_named(session: Session, name: str) -> Person | None:
    """Find the one person of a name; None when the register knows nobody, or several."""
    found = session.scalars(select(Person).where(Person.name == name)).all()
    return found[0] if len(found) == 1 else None


def reminded(plan: HelpPlan) -> Person:
    """Tell who is reminded of a plan's days: the helper, or its author where the helper gets no messages."""
    return plan.helping if plan.helping and plan.helping.userid else plan.by


def note_follow_up(session: Session, overhaul: Overhaul, remark: str, by: Person, now: datetime) -> FollowUp:
    """Note the earliest open follow-up of a branch as done, with a remark.

    Raises Refused unless the helper, the group or the office does, without a remark, and when none is open.
    """
    # Of two who note the same one, one comes second.
    lock(session, overhaul)
    helping = [one for plan in overhaul.plans for one in plan.follow_ups if plan.helper_id == by.id]
    if not helping:
        check_helps(session, overhaul, by, now)
    listed = helping or [one for plan in overhaul.plans for one in plan.follow_ups]
    found = min((one for one in listed if one.done_at is None), key=lambda one: (one.day, one.id), default=None)
    if found is None:
        raise NotFound("no_follow_up", overhaul=overhaul)
    missing = BadInput("follow_up_needs_remark", overhaul=overhaul, longest=LONGEST_TEXT)
    said = needed(remark, missing)
    found.done_at, found.done_by, found.remark = now, by, said
    session.flush()
    return found


def remind_follow_ups(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind helpers once of each follow-up, on the morning of its day or of the next working day.

    Returns how many were reminded now.
    """
    if not may_push(session, calendar, now):
        return 0
    due = [one for one in follow_ups_due(session, now.date()) if one.plan.overhaul.state != "withdrawn"]
    return sum(_remind(session, one, now) for one in due)


def _remind(session: Session, follow_up: FollowUp, now: datetime) -> bool:
    person = reminded(follow_up.plan)
    if person.userid is None:
        return False
    said = outbox.text(word(NOTICES, "follow_up_due", follow_up=follow_up, plan=follow_up.plan))
    key = f"follow-up:{follow_up.id}"
    return outbox.push(session, outbox.Addressee("member", person.userid), said, key=key, now=now)
