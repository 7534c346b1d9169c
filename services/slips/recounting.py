"""Deadlines that ran into days no schedule ruled yet: counted anew before anybody is judged by them (A3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Final, TypeAlias

from sqlalchemy.orm import Session

from bot.wording import word
from models.locks import lock
from models.schemes import QuarterRule
from models.self_checks import SelfCheck, provisional_redos
from models.slips import CALLED_OFF, DELIVERED, Slip, locked_provisional_slips, provisional_slips
from rules.cases import SLIP
from rules.deadlines import Deadline, count_anew
from rules.periods import Quarter
from rules.policy import Policy
from rules.receipt import received_at_latest
from rules.workdays import Calendar
from services.cases import step
from services.notices.branches import tell_branch
from services.notices.handovers import matter
from services.notices.office import tell_office
from services.schemes.versions import closed_at, scheme_for

NOTICES: Final = "slips/changes.txt"
# What is counted anew: a slip, or a form that was returned, by its number.
Provisional: TypeAlias = tuple[type[Slip | SelfCheck], int]


def find_provisional(session: Session, calendar: Calendar, _now: datetime) -> list[Provisional]:
    """List the slips and the returned forms whose deadline ran into days of which the schedule has become known."""
    policy_for = cache(partial(_policy, session))
    slips = [one.id for one in provisional_slips(session) if _settled(one, calendar, policy_for) is not None]
    redos = [one.id for one in provisional_redos(session) if _redo_settled(one, calendar) is not None]
    return [*((Slip, number) for number in slips), *((SelfCheck, number) for number in redos)]


def recount_provisional(session: Session, calendar: Calendar, now: datetime, found: Sequence[Provisional]) -> int:
    """Put right the deadlines of some that were found. Returns how many are settled.

    The office hears in one message of all whose quarter is closed.
    """
    slips = locked_provisional_slips(session, [number for kind, number in found if kind is Slip])
    redos = provisional_redos(session, [number for kind, number in found if kind is SelfCheck])
    # A session forgets what nobody holds: which quarters are closed is asked once, not for every slip.
    _kept = [session.get(QuarterRule, quarter) for quarter in {slip.month.quarter for slip in slips}]
    settled = [judged for slip in slips if (judged := _put_right(session, slip, calendar, now))]
    _tell_of_closed(session, settled, now)
    return len(settled) + sum(put_redo_right(one, calendar) for one in redos)


def put_right(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> bool:
    """Count a slip's provisional deadline anew once its days are known; the later of both days holds.

    A form that was judged late by the provisional day is judged anew, with a trace, and the branch is told of that, as
    it is when the day had passed without a form. In a quarter whose data are closed nothing moves: there the office
    hears whose form would have been in time. Returns whether the deadline is settled by this.
    """
    if _settled(slip, calendar, partial(_policy, session)) is None:
        return False
    lock(session, slip)
    judged = _put_right(session, slip, calendar, now)
    _tell_of_closed(session, [judged] if judged else [], now)
    return judged is not None


@dataclass(frozen=True)
class _Judged:
    """A slip whose deadline is settled; `stays_late` where a form in time by it stays late: its quarter is closed."""

    slip: Slip
    day: date
    stays_late: bool = False


def _put_right(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> _Judged | None:
    """Put right a slip that is held: unless somebody else has just done it."""
    before, holds = slip.counted, _settled(slip, calendar, partial(_policy, session))
    if before is None or holds is None:
        return None
    late = _late_form(slip, holds)
    if closed_at(session, slip.month.quarter) is not None:
        slip.deadline = {**before.as_dict(), "provisional": False}
        return _Judged(slip, holds.day, stays_late=late is not None)
    slip.received_at, slip.deadline, slip.due = holds.received, holds.as_dict(), holds.limit
    if late is not None:
        late.on_time = True
    if holds.moved_from:
        _note(session, slip, late, before, holds, now)
    return _Judged(slip, holds.day)


def _tell_of_closed(session: Session, settled: Sequence[_Judged], now: datetime) -> None:
    """Tell the office, in one message, whose form would have been in time and stays late."""
    late = [(one.slip, one.day) for one in settled if one.stays_late]
    if late:
        key = f"recount:{late[0][0].id}:{len(late)}"
        tell_office(session, "judged_in_closed_quarter", key=key, now=now, late=late)


def put_redo_right(self_check: SelfCheck, calendar: Calendar) -> bool:
    """Count the provisional deadline of a returned form anew, as `put_right` does; returns whether it is settled."""
    holds = _redo_settled(self_check, calendar)
    if holds is None:
        return False
    self_check.redo_due, self_check.redo_deadline = holds.limit, holds.as_dict()
    return True


def _redo_settled(self_check: SelfCheck, calendar: Calendar) -> Deadline | None:
    """Tell the deadline of a returned form that holds now, as `_settled` does."""
    before = self_check.redo_counted
    if before is None or not before.provisional:
        return None
    return _unless_provisional(count_anew(before, calendar))


def _settled(slip: Slip, calendar: Calendar, policy_for: Callable[[Quarter], Policy]) -> Deadline | None:
    """Tell the deadline of a slip that holds now instead of a provisional one; None without, or while nobody knows."""
    before = slip.counted
    if before is None or slip.state in CALLED_OFF or not before.provisional:
        return None
    return _unless_provisional(count_anew(before, calendar, _received(slip, calendar, policy_for)))


def _unless_provisional(holds: Deadline) -> Deadline | None:
    return None if holds.provisional else holds


def _received(slip: Slip, calendar: Calendar, policy_for: Callable[[Quarter], Policy]) -> datetime | None:
    """Tell when a slip nobody signed for counts as received, by the days known now; None for any other."""
    if not slip.is_deemed_received or slip.delivered_at is None:
        return None
    return received_at_latest(slip.delivered_at, policy_for(slip.month.quarter), calendar)


def _policy(session: Session, quarter: Quarter) -> Policy:
    return scheme_for(session, quarter).policy


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
