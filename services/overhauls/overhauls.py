"""The overhaul of a branch: assigned by a confirmed consequence, reported on, checked by its group (R39, A14)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotNow
from bot.readers import needed
from models.appointments import OFFICE
from models.consequences import Consequence
from models.locks import lock
from models.overhauls import Overhaul
from models.people import Person
from models.transitions import transitions_of
from rules.cases import OVERHAUL
from rules.deadlines import Deadline, count_deadline
from rules.periods import Quarter
from rules.workdays import Calendar
from services.cases import begin, check_turn, step
from services.notices.handovers import settle
from services.notices.office import tell_of_missing_calendar
from services.notices.rectifications import answered, check_branch, send_to_next, tell_branch, tell_group
from services.notices.roles import tell
from services.overhauls.notices import NOTICES
from services.overhauls.rights import check_group
from services.register.groups import group_of
from services.schemes.versions import scheme_for

LONGEST_SECTION: Final = 500


@dataclass(frozen=True)
class Report:
    """整顿工作报告: the problems, their causes, the measures, by when and by whom."""

    problems: str
    causes: str
    measures: str
    schedule: str


def assign_overhaul(
    session: Session, consequence: Consequence, by: Person, calendar: Calendar, now: datetime
) -> Overhaul:
    """Make the overhaul the branch's task: its report is due `rectification_report_working_days` after today (A14).

    It goes to the first officer who can be reached, else the office hands it over on paper; the due day stays.
    """
    today = now.date()
    deadline = report_deadline(session, consequence, calendar, now)
    overhaul = Overhaul(
        id=consequence.id,
        consequence=consequence,
        organization=consequence.organization,
        group=group_of(session, consequence.organization, Quarter.of(today), today),
        assigned_at=now,
        state=OVERHAUL.first,
        due=deadline.limit,
        deadline=deadline.as_dict(),
    )
    session.add(overhaul)
    session.flush()
    begin(session, OVERHAUL, overhaul, by, now, due=deadline.day.isoformat())
    send_to_next(session, overhaul, now)
    tell_of_missing_calendar(session, deadline, now)
    return overhaul


def report_deadline(session: Session, consequence: Consequence, calendar: Calendar, now: datetime) -> Deadline:
    """Count until when a report is due that is asked for now: `rectification_report_working_days` after today (A14)."""
    policy = scheme_for(session, consequence.quarter or Quarter.of(now.date())).policy
    return count_deadline(now, policy.rectification_report_working_days, calendar, policy.deadline_time)


def lift_overhaul(session: Session, overhaul: Overhaul, reason: str, by: Person, now: datetime) -> None:
    """End an overhaul that is still open because its consequence was taken back; the branch is told."""
    lock(session, overhaul)
    if (overhaul.state, "withdraw") in OVERHAUL.steps:
        step(session, OVERHAUL, overhaul, "withdraw", by, now, reason=reason)
        settle(session, overhaul, now)
        tell_branch(session, overhaul, "withdrawn", now, reason=reason)


def check_may_report(session: Session, overhaul: Overhaul, by: Person, now: datetime) -> None:
    """Check, before anything is typed, that somebody may hand the report in. Raises Refused."""
    check_branch(session, overhaul, by, now)
    _check_turn(overhaul, "report")


def hand_in(session: Session, overhaul: Overhaul, report: Report, by: Person, now: datetime) -> None:
    """Hand the report in; the group is told. Until it decides a report can be replaced, and late ones are taken.

    Raises Refused for others, when the overhaul is over, and unless every section says something.
    """
    lock(session, overhaul)
    check_may_report(session, overhaul, by, now)
    said = {section: _said("report", overhaul, text) for section, text in asdict(report).items()}
    facts = {**said, "on_time": now < overhaul.due}
    step(session, OVERHAUL, overhaul, "report", by, now, reason=said["problems"], facts=facts)
    tell_group(session, overhaul, "reported", now, report_said=said, by=by)
    answered(session, overhaul, "report", by, now)


def accept(session: Session, overhaul: Overhaul, opinion: str, by: Person, now: datetime) -> None:
    """Accept a report with an opinion; branch and office are told, and the consequence can be carried out.

    Raises Refused unless somebody of the group decides who is no officer of the branch and has not reported (D10).
    """
    lock(session, overhaul)
    check_may_check(session, overhaul, "accept", by, now)
    said = _said("accept", overhaul, opinion)
    step(session, OVERHAUL, overhaul, "accept", by, now, reason=said)
    tell_branch(session, overhaul, "accepted", now, opinion=said)
    key = f"overhaul:{overhaul.id}:accepted"
    tell(session, OFFICE, NOTICES, "accepted_for_office", key=key, now=now, overhaul=overhaul, opinion=said)


def check_may_check(session: Session, overhaul: Overhaul, event: str, by: Person, now: datetime) -> None:
    """Check, before it is done, that somebody may accept a report or send it back as it stands now. Raises Refused."""
    check_group(session, overhaul, by, now)
    _check_turn(overhaul, event)
    if event == "accept" and _last_report_by(session, overhaul) == by.id:
        raise NoRight("overhaul_own_report", overhaul=overhaul)


def send_back(session: Session, overhaul: Overhaul, reason: str, by: Person, now: datetime) -> None:
    """Send a report back with a reason; the due day stays. Raises Refused unless the group does, like `accept`."""
    lock(session, overhaul)
    check_may_check(session, overhaul, "send_back", by, now)
    said = _said("send_back", overhaul, reason)
    step(session, OVERHAUL, overhaul, "send_back", by, now, reason=said)
    tell_branch(session, overhaul, "sent_back", now, reason=said)


def _check_turn(overhaul: Overhaul, event: str) -> None:
    check_turn(OVERHAUL, overhaul, event, NotNow("overhaul_out_of_turn", overhaul=overhaul, event=event))


def _said(event: str, overhaul: Overhaul, text: str) -> str:
    return needed(text, BadInput("overhaul_text_missing", overhaul=overhaul, event=event), LONGEST_SECTION)


def _last_report_by(session: Session, overhaul: Overhaul) -> int | None:
    steps = transitions_of(session, OVERHAUL.name, overhaul.id)
    return next(one.by_id for one in reversed(steps) if one.event == "report")
