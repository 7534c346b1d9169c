"""Approving and revoking bonus claims: what changes points, and is never done by who filed (A15, A16).

What an approval added is never changed afterwards: a revoked award takes its points with it, and a claim that lacks
some because of it is replaced by a new one.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import quarter_text, word
from models.annual_reviews import published_review
from models.boards import CANCELLED, latest_board
from models.bonus_claims import BonusClaim
from models.people import Person
from rules.cases import BONUS_CLAIM
from rules.periods import Quarter
from services.bonus_claims.notices import NOTICES, tell_branch, tell_office_of
from services.bonus_claims.points import Lacking, claim_lacking, points_for, quarter_for
from services.bonus_claims.rights import (
    check_impartial,
    check_level,
    check_may_decide,
    check_reason,
    lock_claim,
    rules_off,
)
from services.cases import begin, step
from services.rights.table import Right
from services.schemes.versions import scheme_for

# What a claim counted anew takes over from the one it replaces.
FILED: Final = ("organization_id", "rule", "level", "matter", "awarded_on", "proof", "filed_by_id", "filed_at")


def approve_claim(session: Session, claim: BonusClaim, by: Person, now: datetime) -> None:
    """Approve a checked claim: its quarter and what it adds there are set now (A15, A16), and the branch hears of it.

    Raises Refused unless the head of the office, the leading group or somebody with that right does so, and neither who
    filed or resubmitted it, nor who checked it, nor an officer of the branch; and for a rule switched off meanwhile.
    """
    lock_claim(session, claim)
    check_may_approve(session, claim, by, now)
    quarter = quarter_for(session, claim.awarded_on, claim.filed_at.date())
    _approve(session, claim, quarter, points_for(session, claim, quarter), by, now)
    tell_branch(session, claim, "approved_told", by, now)


def check_may_approve(session: Session, claim: BonusClaim, by: Person, now: datetime) -> None:
    """Check, before it is done, that somebody may approve a claim as it stands now. Raises Refused."""
    check_may_decide(session, claim, "approve", by, now)
    scheme = scheme_for(session, quarter_for(session, claim.awarded_on, claim.filed_at.date()))
    check_level(session, scheme, claim.rule, claim.level, rules_off(session, now.date()))


def worth(session: Session, claim: BonusClaim) -> tuple[Quarter, Decimal] | None:
    """Tell in which quarter a claim would count if it were approved now, and what it would add there (A15, A16).

    None where the town's rule does not list it any more.
    """
    quarter = quarter_for(session, claim.awarded_on, claim.filed_at.date())
    rule = scheme_for(session, quarter).bonus_rules.get(claim.rule)
    if rule is None or claim.level not in rule.levels:
        return None
    return quarter, points_for(session, claim, quarter)


def _approve(session: Session, claim: BonusClaim, quarter: Quarter, points: Decimal, by: Person, now: datetime) -> None:
    facts = {"quarter": str(quarter), "points": str(points)}
    step(session, BONUS_CLAIM, claim, "approve", by, now, facts=facts)
    claim.quarter, claim.points = quarter, points
    claim.decided_at, claim.decided_by_id = now, by.id
    session.flush()


def revoke_claim(session: Session, claim: BonusClaim, reason: str, by: Person, now: datetime) -> BonusClaim | None:
    """Take an approved bonus back: an award was withdrawn, or it was an error. Returns the claim counted anew, if any.

    Its points go from now on (`revoked_at`), and a board that has them needs a new version: branch and office are told.
    When another claim of the same matter had earned less because of this one, it is revoked too and a new one with the
    same facts takes its place in its quarter, so that the matter earns its highest level that still stands. What a cap
    had cut from claims of other matters is not given back. Raises Refused unless head of the office or leading group,
    for an officer of the branch, and for whoever could not approve the claim that counts anew.
    """
    lock_claim(session, claim)
    check_may_decide(session, claim, "revoke", by, now)
    kept = check_reason(claim, "revoke", reason)
    lacking = claim_lacking(session, claim)
    if lacking is not None:
        check_impartial(session, lacking.claim, Right.APPROVE_CLAIM, by, now)
    _revoke(session, claim, kept, by, now)
    again = _count_anew(session, claim, lacking, by, now) if lacking else None
    quarters = [one.quarter for one in (claim, again) if one and one.quarter]
    boards = [board for one in dict.fromkeys(quarters) if (board := latest_board(session, one))]
    affected = [quarter_text(board.quarter) for board in boards if board.state != CANCELLED]
    years = sorted({one.year for one in quarters if published_review(session, one.year)})
    facts = {
        "reason": kept,
        "again": again,
        "again_quarter": quarter_text(again.quarter) if again and again.quarter else "",
    }
    tell_branch(session, claim, "revoked_told", by, now, **facts)
    tell_office_of(session, claim, "claim_revoked", now, by=by, affected=affected, years=years, **facts)
    return again


def _revoke(session: Session, claim: BonusClaim, reason: str, by: Person, now: datetime) -> None:
    step(session, BONUS_CLAIM, claim, "revoke", by, now, reason=reason)
    claim.revoked_at = now
    session.flush()


def _count_anew(session: Session, revoked: BonusClaim, lacking: Lacking, by: Person, now: datetime) -> BonusClaim:
    old = lacking.claim
    _revoke(session, old, word(NOTICES, "counted_anew", claim=revoked), by, now)
    again = BonusClaim(**{name: getattr(old, name) for name in FILED}, state=BONUS_CLAIM.first)
    session.add(again)
    session.flush()
    begin(session, BONUS_CLAIM, again, by, now, counted_anew=old.id)
    step(session, BONUS_CLAIM, again, "check", None, now)
    _approve(session, again, lacking.quarter, lacking.points, by, now)
    return again
