"""撤销通过, 撤销退回: what was accepted or returned by mistake waits for review again, for a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import word
from models.locks import lock
from models.people import Person
from models.self_checks import ACCEPTED, RETURNED, SUBMITTED, SelfCheck
from rules.cases import SLIP
from services.cases import step
from services.notices.branches import tell_branch
from services.notices.handovers import matter
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at
from services.self_checks.self_checks import NOTICES, return_key
from services.slips.changing import checked_reason, close_half_filled

# Later the next month's slip has taken its place, and a telephone call is the better way.
STANDS: Final = timedelta(hours=24)


def undo_acceptance(session: Session, self_check: SelfCheck, reason: str, by: Person, now: datetime) -> None:
    """Let an accepted form wait for review again. The branch was never told of the acceptance, so it hears nothing.

    Raises Refused unless somebody of the office who is no officer there (D10) does it with a reason, within 24 hours.
    """
    slip = self_check.slip
    lock(session, slip)
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


def undo_return(session: Session, self_check: SelfCheck, reason: str, by: Person, now: datetime) -> None:
    """Let a returned form wait for review again, as if it had not been returned: its one redo is still to be had (A5).

    The branch was told of the return, and hears that it is off and why; what it has begun to write anew is closed.
    Raises Refused unless somebody of the office who is no officer there (D10) does it with a reason, within 24 hours,
    before the branch has handed it in again and before the quarter is closed.
    """
    slip = self_check.slip
    lock(session, slip)
    check_undo_return(session, self_check, by, now)
    said, returned = checked_reason(slip, reason), self_check.return_reason
    step(session, SLIP, slip, "undo_return", by, now, reason=said, facts={"returned_for": returned})
    self_check.state, self_check.reviewed_by_id, self_check.reviewed_at = SUBMITTED, None, None
    self_check.return_reason = self_check.redo_due = self_check.redo_deadline = None
    close_half_filled(session, slip)
    told = word(NOTICES, "return_undone", slip=slip, reason=said)
    key, filer = f"{return_key(session, self_check)}:undone", self_check.latest.submitted_by
    tell_branch(session, slip.organization, told, key=key, now=now, prefer=filer, about=matter(slip))


def check_undo_return(session: Session, self_check: SelfCheck, by: Person, now: datetime) -> None:
    """Check that somebody may take a return back now. Raises Refused."""
    slip = self_check.slip
    check(session, by, Right.REVIEW_SELF_CHECK, now, slip.organization)
    if self_check.state != RETURNED or self_check.reviewed_at is None:
        raise NotNow("not_returned", slip=slip)
    if now - self_check.reviewed_at > STANDS:
        raise NotNow("returned_too_long_ago", slip=slip, at=self_check.reviewed_at)
    if closed_at(session, slip.month.quarter) is not None:
        raise NotNow("slip_quarter_closed", slip=slip)
