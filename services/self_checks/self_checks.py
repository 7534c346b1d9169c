"""Self-checks: handed in by the branch, accepted or returned by the office (R13–R16, A5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotNow
from bot.readers import needed
from bot.wording import word
from models.people import Person
from models.self_checks import ACCEPTED, RETURNED, SUBMITTED, Answer, SelfCheck, Submission
from models.slips import ANSWERED, CLOSED, PAPER, Slip
from models.transitions import transitions_of
from rules.cases import SLIP
from rules.deadlines import count_deadline
from rules.periods import moment_on
from rules.promise_lines import Told
from rules.push_window import next_push_moment
from rules.workdays import Calendar
from services.notices.branches import tell_branch
from services.notices.handovers import matter, settle
from services.notices.speaking import tell_of_acting
from services.promises.promises import note_promises, tell_of_promises
from services.rights.asking import check_may
from services.rights.conflicts import check, others_free, refusal
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.slips.receipt import check_stands, receive
from services.slips.recounting import put_right

NOTICES: Final = "self_checks/notices.txt"
LONGEST_RETURN_REASON: Final = 200
NOTHING_TOLD: Final[Mapping[int, Told]] = MappingProxyType({})


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as the branch gave it; `item` is the position on the slip, None for a problem of its own finding.

    `done_by` is None for an item that was done late: there is nothing left to do by a day.
    """

    item: int | None
    problem: str
    reason: str
    measure: str
    responsible: str
    done_by: date | None


def check_concerned(session: Session, slip: Slip, person: Person, now: datetime) -> None:
    """Check that a slip concerns a person: somebody of the branch or of the office. Raises Refused."""
    check_may(session, person, Right.ANSWER_SLIP, now, slip.organization)


def check_may_answer(session: Session, slip: Slip, person: Person, now: datetime) -> None:
    """Check that a person may answer a slip at this moment. Raises Refused with the reason."""
    check_concerned(session, slip, person, now)
    check_stands(slip)
    if slip.state == PAPER:
        raise NotNow("paper_not_received", slip=slip)
    found = slip.self_check
    if found is None or found.state == RETURNED:
        return
    if found.state == ACCEPTED:
        raise NotNow("already_accepted", slip=slip)
    if slip.due is not None and now >= slip.due:
        raise NotNow("too_late_to_change", slip=slip)


def _check_complete(slip: Slip, answers: list[GivenAnswer]) -> None:
    given = {answer.item for answer in answers}
    if missing := [item for item in slip.open_items if item.position not in given]:
        raise BadInput("incomplete", slip=slip, missing=missing)


def submit(
    session: Session,
    slip: Slip,
    answers: list[GivenAnswer],
    person: Person,
    calendar: Calendar,
    now: datetime,
    *,
    handed_in: date | None = None,
    told: Mapping[int, Told] = NOTHING_TOLD,
) -> SelfCheck:
    """Hand in a complete form (R15). Late ones are taken and marked late; a returned one is handed in again.

    `told` is what it says of promises the slip asks about, by their ids; what it promises itself is kept, too.

    `handed_in` is the day on which a form on paper came in, entered by the office: on time is judged by that day (D6).
    Raises Refused when the person may not answer, when an open item has no answer, or for a day that cannot be.
    """
    # Before anybody is judged by it: a schedule may have come in since the last sweep.
    put_right(session, slip, calendar, now)
    check_may_answer(session, slip, person, now)
    came = now if handed_in is None else _came_in(session, slip, handed_in, person, now)
    _check_complete(slip, answers)
    # Whoever answers has the slip (A2).
    receive(session, slip, calendar, came)
    found = _kept(session, slip, _submission(slip, answers, person, now), came)
    tell_of_promises(session, slip, told, person, now)
    note_promises(session, slip, found.latest, person, now)
    settle(session, slip, now, person)
    what, key = word(NOTICES, "acted", slip=slip), f"self-check:{found.id}:{len(found.submissions)}"
    tell_of_acting(session, slip.organization, person, what, key=key, now=now)
    return found


def _came_in(session: Session, slip: Slip, day: date, clerk: Person, now: datetime) -> datetime:
    """Return the first moment of the day a paper form came in: at which hour, nobody can tell."""
    check(session, clerk, Right.ENTER_PAPER_FORM, now, slip.organization)
    since = slip.reached_at.date()
    if not since <= day <= now.date():
        raise BadInput("handed_in_out_of_time", slip=slip, since=since)
    return moment_on(day, "00:00")


def _kept(session: Session, slip: Slip, submission: Submission, came: datetime) -> SelfCheck:
    """Keep a submission with the form it belongs to, the first of which tells whether the form came in time."""
    found = slip.self_check
    if found is None:
        on_time = slip.due is None or came < slip.due
        found = SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=came, on_time=on_time, submissions=[])
        session.add(found)
    found.state = SUBMITTED
    found.submissions.append(submission)
    slip.state = ANSWERED
    session.flush()
    return found


def _submission(slip: Slip, answers: list[GivenAnswer], person: Person, now: datetime) -> Submission:
    ids = {item.position: item.id for item in slip.items}
    rows = [
        Answer(
            position=number,
            slip_item_id=None if answer.item is None else ids[answer.item],
            problem=answer.problem,
            reason=answer.reason,
            measure=answer.measure,
            responsible=answer.responsible,
            done_by=answer.done_by,
        )
        for number, answer in enumerate(answers, start=1)
    ]
    return Submission(submitted_by=person, submitted_at=now, answers=rows)


def accept(session: Session, self_check: SelfCheck, reviewer: Person, now: datetime) -> None:
    """Accept a form; its slip is closed. Raises Refused unless the office reviews a form of others (D10)."""
    check_review(session, self_check, reviewer, now)
    self_check.state, self_check.reviewed_by_id, self_check.reviewed_at = ACCEPTED, reviewer.id, now
    self_check.slip.state = CLOSED


def return_for_redo(
    session: Session, self_check: SelfCheck, reviewer: Person, reason: str, calendar: Calendar, now: datetime
) -> None:
    """Return a form once, with one working day to redo it (A5); the branch is told why. Raises Refused.

    The working day is counted from the moment the branch can hear of it: nothing is pushed at night (D5).
    """
    check_review(session, self_check, reviewer, now)
    if self_check.return_reason is not None:
        raise NotNow("already_returned_once", slip=self_check.slip)
    said = needed(reason, BadInput("return_needs_reason", slip=self_check.slip), LONGEST_RETURN_REASON)
    policy = scheme_for(session, self_check.slip.month.quarter).policy
    heard = next_push_moment(now, calendar, policy.push_window)
    deadline = count_deadline(heard, policy.return_for_redo_working_days, calendar, policy.deadline_time)
    self_check.state, self_check.reviewed_by_id, self_check.reviewed_at = RETURNED, reviewer.id, now
    self_check.return_reason = said
    self_check.redo_due, self_check.redo_deadline = deadline.limit, deadline.as_dict()
    _tell_branch(session, self_check, now)


def check_review(session: Session, self_check: SelfCheck, reviewer: Person, now: datetime) -> None:
    """Check that a form waits for review and that this person may review it (D10). Raises Refused."""
    check_may(session, reviewer, Right.REVIEW_SELF_CHECK, now)
    if self_check.state != SUBMITTED:
        raise NotNow("not_under_review", slip=self_check.slip)
    if (refused := review_refusal(session, self_check, reviewer, now)) is not None:
        raise refused


def review_refusal(session: Session, self_check: SelfCheck, reviewer: Person, now: datetime) -> NoRight | None:
    """Say why somebody leaves a form to others: not of the office, or, while others are free to review it, handed it in
    or an officer of the branch (D10).
    """
    filer, of, right = self_check.latest.submitted_by, self_check.slip.organization, Right.REVIEW_SELF_CHECK
    if filer.id == reviewer.id and others_free(session, reviewer, right, now, of):
        return NoRight("own_form", slip=self_check.slip)
    return refusal(session, reviewer, right, now, of, but=[filer.id])


def _tell_branch(session: Session, self_check: SelfCheck, now: datetime) -> None:
    said, slip = word(NOTICES, "returned", self_check=self_check), self_check.slip
    filer = self_check.latest.submitted_by
    tell_branch(
        session,
        slip.organization,
        said,
        key=return_key(session, self_check),
        now=now,
        prefer=filer,
        about=matter(slip),
    )


def return_key(session: Session, self_check: SelfCheck) -> str:
    """Name what is told of a return; one that follows an undone return is another."""
    slip = self_check.slip
    undone = sum(one.event == "undo_return" for one in transitions_of(session, SLIP.name, slip.id))
    return f"returned:{self_check.id}" + (f":{undone}" if undone else "")
