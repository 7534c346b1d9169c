"""Scores of the third quarter, and self-checks that came or did not."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.self_checks import SUBMITTED, SelfCheck
from models.slips import ANSWERED, DELIVERED, PAPER, Slip
from rules.periods import Month
from rules.scoring import Score
from services.scores.scores import quarter_scores
from tests.worlds.recorded_quarters import THIRD, after

NOW = after(THIRD)
JULY, AUGUST, SEPTEMBER = THIRD.months
BRANCH = "org-002"


def scored(session: Session, organization_id: str = BRANCH) -> Score:
    return next(score for one, score in quarter_scores(session, THIRD, NOW) if one.id == organization_id)


def hand_out(session: Session, month: Month, due: datetime | None, *, on_time: bool | None = None) -> None:
    """Give the branch a slip and, unless `on_time` is None, its answer."""
    slip = Slip(
        number=f"提-{month}",
        issue_month=month.next,
        serial=1,
        organization_id=BRANCH,
        month=month,
        state=PAPER if due is None else DELIVERED if on_time is None else ANSWERED,
        issued_at=NOW,
        due=due,
    )
    session.add(slip)
    if on_time is not None:
        session.add(SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=NOW, on_time=on_time))
    session.flush()
