"""Deadlines that ran into days no schedule ruled yet: counted anew before anybody is judged by them (A3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.self_checks import SelfCheck, provisional_redos
from models.slips import CALLED_OFF, DELIVERED, Slip, provisional_slips
from rules.cases import SLIP
from rules.deadlines import Deadline, count_anew
from rules.receipt import received_at_latest
from rules.workdays import Calendar
from services.cases import step
from services.notices.branches import tell_branch
from services.notices.handovers import matter
from services.notices.office import tell_office
from services.schemes.versions import closed_at, scheme_for
from services.slips.changing import hold

NOTICES: Final = "slips/changes.txt"


def recount_provisional(session: Session, calendar: Calendar, now: datetime) -> int:
    """Put right every deadline that ran into days whose schedule has become known, also of returned forms.

    The office hears in one message of all whose quarter is closed. Returns how many are settled.
    """
    found = [(slip, _settled(session, slip, calendar, now)) for slip in provisional_slips(session)]
    slips = [(slip, judged) for slip, judged in found if judged]
    _tell_of_closed(session, slips, now)
    redos = [one for one in provisional_redos(session) if put_redo_right(one, calendar)]
    return len(slips) + len(redos)


def put_right(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> bool:
    """Count a slip's provisional deadline anew once its days are known; the later of both days holds.

    A form that was judged late by the provisional day is judged anew, with a trace, and the branch is told of that, as
    it is when the day had passed without a form. In a quarter whose data are closed nothing moves: there the office
    hears whose form would have been in time. Returns whether the deadline is settled by this.
    """
    judged = _settled(session, slip, calendar, now)
    if judged:
        _tell_of_closed(session, [(slip, judged)], now)
    return judged is not None


@dataclass(frozen=True)
class _Settled:
    """A deadline that has been settled; `stays_late` where a form in time by it stays late: its quarter is closed."""

    deadline: Deadline
    stays_late: bool = False


def _settled(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> _Settled | None:
    """Put a slip's deadline right, and say by what it was settled; None where nothing was to be settled."""
    before = slip.counted
    if before is None or slip.state in CALLED_OFF or not before.provisional:
        return None
    holds = count_anew(before, calendar, _received(session, slip, calendar))
    if holds.provisional:
        return None
    hold(session, slip)
    if slip.counted != before:
        return None  # Somebody else has just put it right.
    late = _late_form(slip, holds)
    if closed_at(session, slip.month.quarter) is not None:
        slip.deadline = {**before.as_dict(), "provisional": False}
        return _Settled(holds, stays_late=late is not None)
    slip.received_at, slip.deadline, slip.due = holds.received, holds.as_dict(), holds.limit
    if late is not None:
        late.on_time = True
    if holds.moved_from:
        _note(session, slip, late, before, holds, now)
    return _Settled(holds)


def _tell_of_closed(session: Session, settled: Sequence[tuple[Slip, _Settled]], now: datetime) -> None:
    """Tell the office, in one message, whose form would have been in time and stays late."""
    late = [(slip, judged.deadline.day) for slip, judged in settled if judged.stays_late]
    if late:
        key = f"recount:{late[0][0].id}:{len(late)}"
        tell_office(session, "judged_in_closed_quarter", key=key, now=now, late=late)


def put_redo_right(self_check: SelfCheck, calendar: Calendar) -> bool:
    """Count the provisional deadline of a returned form anew, as `put_right` does; returns whether it is settled."""
    before = self_check.redo_counted
    if before is None or not before.provisional:
        return False
    holds = count_anew(before, calendar)
    self_check.redo_due, self_check.redo_deadline = holds.limit, holds.as_dict()
    return not holds.provisional


def _received(session: Session, slip: Slip, calendar: Calendar) -> datetime | None:
    """Tell when a slip nobody signed for counts as received, by the days known now; None for any other."""
    if not slip.is_deemed_received or slip.delivered_at is None:
        return None
    return received_at_latest(slip.delivered_at, scheme_for(session, slip.month.quarter).policy, calendar)


def _late_form(slip: Slip, holds: Deadline) -> SelfCheck | None:
    """Find the form of a slip that was judged late and is in time by the deadline that holds."""
    found = slip.self_check
    return found if found and not found.on_time and found.first_submitted_at < holds.limit else None


def _note(
    session: Session, slip: Slip, late: SelfCheck | None, before: Deadline, holds: Deadline, now: datetime
) -> None:
    """Keep that a deadline has moved, and tell the branch where it was taken for late."""
    facts: dict[str, Any] = {"from": before.day.isoformat(), "to": holds.day.isoformat(), "in_time_now": bool(late)}
    step(session, SLIP, slip, "recount", None, now, facts=facts)
    if late is not None or (slip.state == DELIVERED and before.limit <= now):
        said = word(NOTICES, "told_recount", slip=slip, before=before, form=late, now=now)
        key = f"slip-recount:{slip.id}:{holds.day}"
        tell_branch(session, slip.organization, said, key=key, now=now, prefer=slip.recipient, about=matter(slip))
