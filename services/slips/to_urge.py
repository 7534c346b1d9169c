"""Whom the office may want to remind: every slip that waits for its answer, with how far its form is and when it was
last urged about; for a page of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.wording import word
from models.organizations import Organization
from models.slips import AWAITING_ANSWER, PAPER, Slip
from models.transitions import Transition
from rules.cases import SLIP
from rules.workdays import Calendar
from services.slips.half_filled import HalfFilled, all_half_filled
from services.slips.urging import WORDING, heard_at


@dataclass(frozen=True)
class Unanswered:
    """A slip nobody has answered; `begun` is the form somebody has begun, `urged` when the office last urged."""

    slip: Slip
    begun: HalfFilled | None
    urged: datetime | None

    def days_late(self, now: datetime) -> int:
        """Count the days since the due day; 0 on that day and before it."""
        due = self.slip.due
        # A deadline of 24:00 ends with its day.
        return max((now.date() - (due - timedelta(seconds=1)).date()).days, 0) if due else 0


def unanswered() -> Select[Slip]:
    """Select every slip that waits for its answer, on paper and on the way too, of organisations that live."""
    waiting = Slip.state.in_((*AWAITING_ANSWER, PAPER)), Organization.ended.is_(None)
    return select(Slip).join(Slip.organization).where(*waiting)


def overdue_count(session: Session, now: datetime) -> int:
    """Count the slips that are overdue."""
    late = unanswered().where(Slip.state.in_(AWAITING_ANSWER), Slip.due <= now)
    return session.scalar(late.with_only_columns(func.count())) or 0


def how_far(session: Session, slips: Sequence[Slip]) -> list[Unanswered]:
    """Tell of some slips how far each form is and when it was last urged about, with as many statements as for one."""
    begun = all_half_filled(session, slips)
    urged = (
        select(Transition.case_id, func.max(Transition.at))
        .where(
            Transition.case_kind == SLIP.name,
            Transition.event == "remind",
            Transition.case_id.in_([one.id for one in slips]),
        )
        .group_by(Transition.case_id)
    )
    last = {row[0]: row[1] for row in session.execute(urged)}
    return [Unanswered(one, begun.get(one.id), last.get(one.id)) for one in slips]


def words_of(session: Session, one: Unanswered, calendar: Calendar, now: datetime) -> str:
    """Word the reminder the branch would get."""
    return word(WORDING, "urged", slip=one.slip, now=heard_at(session, calendar, now), begun=one.begun)
