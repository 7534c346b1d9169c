"""How it stands with one slip: handed in or not, until when, and how many working days that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.self_checks import ACCEPTED, RETURNED, SelfCheck
from models.slips import CALLED_OFF, PAPER, WAIVED, Slip
from rules.deadlines import Deadline
from rules.workdays import Calendar
from services.slips.recounting import put_right

Stage = Literal[
    "on_paper", "on_the_way", "waits", "overdue", "returned", "handed_in", "accepted", "withdrawn", "waived"
]


@dataclass(frozen=True)
class Standing:
    """A slip, what was handed in, and the deadline that runs: the slip's own, or that of a returned form.

    `days_left` are the working days from tomorrow to the last day, 0 on it.
    """

    slip: Slip
    self_check: SelfCheck | None
    stage: Stage
    deadline: Deadline | None
    days_left: int
    is_running: bool


def standing(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> Standing:
    """Tell how it stands with a slip at a moment; a deadline whose days have become known is put right first."""
    put_right(session, slip, calendar, now)
    found = slip.self_check
    is_returned = found is not None and found.state == RETURNED
    deadline = found.redo_counted if found is not None and is_returned else slip.counted
    left = len(calendar.working_days(now.date(), deadline.day)) if deadline else 0
    is_running = deadline is not None and now < deadline.limit
    return Standing(slip, found, _stage(slip, found, is_running), deadline, left, is_running)


def _stage(slip: Slip, found: SelfCheck | None, is_running: bool) -> Stage:
    if found is not None:
        stages: dict[str, Stage] = {ACCEPTED: "accepted", RETURNED: "returned"}
        return stages.get(found.state, "handed_in")
    if slip.state in CALLED_OFF:
        return "waived" if slip.state == WAIVED else "withdrawn"
    if slip.counted is None:
        return "on_paper" if slip.state == PAPER else "on_the_way"
    return "waits" if is_running else "overdue"


def forms_returned(session: Session, organization_ids: list[str]) -> list[SelfCheck]:
    """List the forms of some organisations that were returned and are not accepted since, newest first."""
    query = (
        select(SelfCheck)
        .join(Slip)
        .where(
            Slip.organization_id.in_(organization_ids),
            SelfCheck.return_reason.is_not(None),
            SelfCheck.state != ACCEPTED,
        )
        .order_by(SelfCheck.id.desc())
    )
    return list(session.scalars(query))
