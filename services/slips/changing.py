"""What the office changes about a slip that is out: withdrawn, waived (免报), put off; each with a reason, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import needed
from bot.wording import word
from models.conversations import close_begun_about
from models.locks import lock
from models.people import Person
from models.slips import DELIVERED, PAPER, Slip
from rules.cases import SLIP
from rules.day_phrases import days_in
from rules.day_shifts import shift_said, without_shift
from rules.deadlines import Deadline
from rules.workdays import Calendar
from services.cases import step
from services.notices.branches import tell_branch
from services.notices.handovers import matter, settle
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for
from services.slips.receipt import check_stands, not_before

NOTICES: Final = "slips/changes.txt"
LONGEST_REASON: Final = 200
TOLD: Final = {
    "withdraw": "told_withdraw",
    "waive": "told_waive",
    "extend": "told_extend",
    "correct": "told_correct",
}
FORM: Final = "self_check"


def withdraw(session: Session, slip: Slip, reason: str, by: Person, now: datetime) -> None:
    """Withdraw a slip that was wrong: no deadline, no late entry; a form half filled in is closed, the branch told.

    Raises Refused unless the office does it with a reason, before the slip is answered and before its quarter closed.
    """
    _call_off(session, slip, "withdraw", reason, by, now)


def waive(session: Session, slip: Slip, reason: str, by: Person, now: datetime) -> None:
    """Let a branch off answering a slip (免报): no points are lost for it. Raises Refused like `withdraw`."""
    _call_off(session, slip, "waive", reason, by, now)


def _call_off(session: Session, slip: Slip, event: str, reason: str, by: Person, now: datetime) -> None:
    lock(session, slip)
    check_change(session, slip, event, by, now)
    said = checked_reason(slip, reason)
    # A branch that waits for its paper has not heard of the slip.
    is_known = slip.state != PAPER
    step(session, SLIP, slip, event, by, now, reason=said)
    settle(session, slip, now, by)
    close_half_filled(session, slip)
    if is_known:
        tell_of_change(session, slip, event, now, reason=said)


def close_half_filled(session: Session, slip: Slip) -> None:
    """Close a form about a slip that somebody has begun to fill in."""
    close_begun_about(session, FORM, [str(slip.id)])


def extend(session: Session, slip: Slip, day: date, reason: str, by: Person, calendar: Calendar, now: datetime) -> None:
    """Put the deadline of a self-check off to a later working day; reminders go by it, and the branch is told.

    Raises Refused unless the office does it with a reason, while the deadline runs, and for a day that is no working
    day after it or lies past `self_check_longest_extension`, which is counted from the deadline as it was counted.
    """
    lock(session, slip)
    last = check_extension(session, slip, by, calendar, now)
    counted = slip.counted
    if counted is None or not counted.day < day <= last or not calendar.is_working(day):
        raise BadInput("extension_day_wrong", slip=slip, day=day, works=calendar.is_working(day), last=last)
    said = checked_reason(slip, reason)
    facts = {"from": counted.day.isoformat(), "to": day.isoformat()}
    step(session, SLIP, slip, "extend", by, now, reason=said, facts=facts)
    deadline = not_before(counted, day)
    slip.extended_to, slip.deadline, slip.due = day, deadline.as_dict(), deadline.limit
    tell_of_change(session, slip, "extend", now, reason=said)


def check_extension(session: Session, slip: Slip, by: Person, calendar: Calendar, now: datetime) -> date:
    """Return the last day a deadline may be put off to. Raises Refused while none runs, or for whoever may not."""
    check_change(session, slip, "extend", by, now)
    counted = slip.counted
    if counted is None:
        raise NotNow("slip_not_received", slip=slip)
    if now >= counted.limit:
        raise NotNow("extension_too_late", slip=slip)
    return last_extension(session, slip, counted, calendar)


def last_extension(session: Session, slip: Slip, counted: Deadline, calendar: Calendar) -> date:
    """Tell the last day a slip's deadline may be put off to."""
    most = scheme_for(session, slip.month.quarter).policy.self_check_longest_extension
    return calendar.working_day_after(counted.counted[-1].day, most)


def check_change(session: Session, slip: Slip, event: str, by: Person, now: datetime) -> None:
    """Check that somebody of the office may change a slip now (D10). Raises Refused with what stands in the way."""
    check(session, by, Right.CHANGE_SLIP, now, slip.organization)
    check_stands(slip)
    if event == "extend" and slip.state not in (DELIVERED, *SLIP.final, "answered"):
        raise NotNow("slip_not_received", slip=slip)
    if (slip.state, event) not in SLIP.steps:
        raise NotNow("slip_answered", slip=slip)
    if closed_at(session, slip.month.quarter) is not None:
        # What a published board rests on is changed by objections only.
        raise NotNow("slip_quarter_closed", slip=slip)


def checked_reason(slip: Slip, reason: str) -> str:
    """Give a reason as it is kept. Raises BadInput for none, and for one that is too long."""
    return needed(reason, BadInput("slip_reason_missing", slip=slip), LONGEST_REASON)


def tell_of_change(session: Session, slip: Slip, event: str, now: datetime, **facts: Any) -> None:
    """Tell the branch what was changed, once: whoever got the slip, or the office's list."""
    said = word(NOTICES, TOLD[event], slip=slip, **facts)
    key = f"slip-{event}:{slip.id}:{slip.version}:{slip.extended_to or ''}"
    tell_branch(session, slip.organization, said, key=key, now=now, prefer=slip.recipient, about=matter(slip))


def later_days(
    session: Session, slips: Sequence[Slip], said: str, calendar: Calendar, now: datetime
) -> Iterator[tuple[Slip, date]]:
    """Find the slips that can be put off, each with the working day that is wished; without one, with the next.

    A wish that goes past what the office may grant is cut to that.
    """
    for slip in slips:
        counted = slip.counted
        if slip.state != DELIVERED or counted is None or now >= counted.limit:
            continue
        possible = calendar.working_days(counted.day, last_extension(session, slip, counted, calendar))
        wished = _wished(said, counted.day, now.date(), calendar)
        if possible:
            yield slip, next((day for day in possible if wished and day >= wished), possible[-1 if wished else 0])


def _wished(said: str, due: date, today: date, calendar: Calendar) -> date | None:
    """Read the day that is wished: so many days behind the one it is due, or one that is named."""
    shift = shift_said(said)
    if shift is not None:
        return due + shift
    return max((day for day in days_in(without_shift(said), today, calendar) if day > due), default=None)
