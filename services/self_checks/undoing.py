"""撤销通过: what was accepted by mistake waits for review again, for a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.people import Person
from models.self_checks import ACCEPTED, SUBMITTED, SelfCheck
from rules.cases import SLIP
from services.cases import step
from services.rights.conflicts import check
from services.rights.table import Right
from services.slips.changing import checked_reason, hold

# Later the next month's slip has taken its place, and a telephone call is the better way.
STANDS: Final = timedelta(hours=24)


def undo_acceptance(session: Session, self_check: SelfCheck, reason: str, by: Person, now: datetime) -> None:
    """Let an accepted form wait for review again. The branch was never told of the acceptance, so it hears nothing.

    Raises Refused unless somebody of the office who is no officer there (D10) does it with a reason, within 24 hours.
    """
    slip = self_check.slip
    hold(session, slip)
    check_undo(session, self_check, by, now)
    step(session, SLIP, slip, "reopen", by, now, reason=checked_reason(slip, reason))
    self_check.state, self_check.reviewed_by_id, self_check.reviewed_at = SUBMITTED, None, None


def check_undo(session: Session, self_check: SelfCheck, by: Person, now: datetime) -> None:
    """Check that somebody may take an acceptance back now. Raises Refused."""
    check(session, by, Right.REVIEW_SELF_CHECK, now, self_check.slip.organization)
    if self_check.state != ACCEPTED or self_check.reviewed_at is None:
        raise NotNow("not_accepted", slip=self_check.slip)
    if now - self_check.reviewed_at > STANDS:
        raise NotNow("accepted_too_long_ago", slip=self_check.slip, at=self_check.reviewed_at)
