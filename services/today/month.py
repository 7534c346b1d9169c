"""How far the town is with the running month's slips, counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.self_checks import RETURNED, SUBMITTED, SelfCheck
from models.slips import CALLED_OFF, DELIVERED, PAPER, Slip
from rules.periods import Month


@dataclass(frozen=True)
class MonthStand:
    """Last month's slips in numbers. `wanted` are those that still stand. Most are due at `due`, the last of them at
    `last_due`: whoever got it later, as on paper, has longer.
    """

    month: Month
    wanted: int
    on_paper: int
    answered: int
    overdue: int
    under_review: int
    returned: int
    due: datetime | None
    last_due: datetime | None

    @property
    def missing(self) -> int:
        """How many branches have not answered yet."""
        return self.wanted - self.answered

    @property
    def settled(self) -> int:
        """How many forms the office has passed."""
        return self.answered - self.under_review - self.returned


def month_stand(session: Session, now: datetime) -> MonthStand:
    """Count last month's slips, which are the ones worked on now, in one statement."""
    month = Month.of(now.date()).previous
    unanswered = SelfCheck.id.is_(None)
    query = (
        select(
            func.count(),
            func.count().filter(Slip.state == PAPER),
            func.count(SelfCheck.id),
            func.count().filter(unanswered, Slip.state == DELIVERED, Slip.due <= now),
            func.count().filter(SelfCheck.state == SUBMITTED),
            func.count().filter(SelfCheck.state == RETURNED),
            func.min(Slip.due),
            func.max(Slip.due),
        )
        .select_from(Slip)
        .outerjoin(SelfCheck)
        .where(Slip.month == month, Slip.state.not_in(CALLED_OFF))
    )
    return MonthStand(month, *session.execute(query).one())
