"""Bonus claims (加分申报): filed by a branch, checked by the office, decided by somebody else (R30–R33, A15, A16).

Every step is one of `rules/cases.py`, BONUS_CLAIM, kept with who, when and why. Approving and revoking, which change
points, are in bonus_decisions.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from models.bonus_claims import BonusClaim
from models.organizations import Organization
from models.people import Person
from rules.cases import BONUS_CLAIM
from rules.periods import Quarter
from services.bonus_claims import rights as checks
from services.bonus_claims.notices import tell_branch, tell_of_acting_in, tell_office_of
from services.bonus_claims.points import quarter_for
from services.cases import begin, step
from services.rights.asking import check_may, may
from services.rights.table import Right
from services.schemes.versions import scheme_for


def claims_of(session: Session, organization_ids: Sequence[str]) -> list[BonusClaim]:
    """List the claims of some organisations, in the order they were filed."""
    query = select(BonusClaim).where(BonusClaim.organization_id.in_(organization_ids))
    return list(session.scalars(query.order_by(BonusClaim.id)))


def claims_in(session: Session, *states: str) -> list[BonusClaim]:
    """List the claims in some states, in the order they were filed."""
    return list(session.scalars(select(BonusClaim).where(BonusClaim.state.in_(states)).order_by(BonusClaim.id)))


def claim_seen(session: Session, number: int, person: Person, now: datetime) -> BonusClaim:
    """Find a claim by its number, for its branch, the office and those who decide.

    Raises Refused for anybody else as for a number nobody has given.
    """
    claim = session.get(BonusClaim, number)
    if claim is None or not may(session, person, Right.SEE_CLAIM, now, claim.organization):
        raise NotFound("claim_unknown", number=number)
    return claim


def file_claim(
    session: Session,
    organization: Organization,
    rule: str,
    level: str,
    matter: str,
    awarded_on: date,
    proof: str,
    by: Person,
    now: datetime,
) -> BonusClaim:
    """File a claim; the office hears of it once.

    Raises Refused for anybody but an officer of the branch or the office, a rule switched off, a level the rule does
    not list, a day ahead or outside the claim window, and the same matter filed before at that level.
    """
    checks.check_may_file(session, organization, by, now)
    checks.lock_claims(session, organization.id)
    checks.check_awarded(awarded_on, now.date(), scheme_for(session, Quarter.of(awarded_on)).policy)
    scheme = scheme_for(session, quarter_for(session, awarded_on, now.date()))
    checks.check_level(session, scheme, rule, level, checks.rules_off(session, now.date()))
    kept = checks.check_matter(matter)
    checks.check_not_filed(session, organization, kept, level)
    return _put(
        session,
        by,
        now,
        organization_id=organization.id,
        rule=rule,
        level=level,
        matter=kept,
        awarded_on=awarded_on,
        proof=checks.check_proof(proof),
        filed_by_id=by.id,
        filed_at=now,
    )


def _put(session: Session, by: Person, now: datetime, **filed: Any) -> BonusClaim:
    claim = BonusClaim(**filed, state=BONUS_CLAIM.first)
    session.add(claim)
    session.flush()
    begin(session, BONUS_CLAIM, claim, by, now)
    tell_office_of(session, claim, "claim_filed", now)
    tell_of_acting_in(session, claim, "file", by, now)
    return claim


def check_claim(session: Session, claim: BonusClaim, by: Person, now: datetime) -> None:
    """Note that the papers are in order (核实); from here on somebody else decides.

    Raises Refused unless the office does so, and neither who filed or resubmitted it nor an officer of the branch.
    """
    checks.lock_claim(session, claim)
    checks.check_may_decide(session, claim, "check", by, now)
    step(session, BONUS_CLAIM, claim, "check", by, now)


def return_claim(session: Session, claim: BonusClaim, reason: str, by: Person, now: datetime) -> None:
    """Hand a claim back for more papers; the branch is told which. Raises Refused unless the office does (D10)."""
    kept = _turn_down(session, claim, "return", reason, by, now)
    tell_branch(session, claim, "returned_told", by, now, reason=kept)


def reject_claim(session: Session, claim: BonusClaim, reason: str, by: Person, now: datetime) -> None:
    """Decide that a claim earns nothing; the branch is told why. Raises Refused unless office or decider does so."""
    kept = _turn_down(session, claim, "reject", reason, by, now)
    claim.decided_at, claim.decided_by_id = now, by.id
    tell_branch(session, claim, "rejected_told", by, now, reason=kept)


def _turn_down(session: Session, claim: BonusClaim, event: str, reason: str, by: Person, now: datetime) -> str:
    checks.lock_claim(session, claim)
    checks.check_may_decide(session, claim, event, by, now)
    kept = checks.check_reason(claim, event, reason)
    step(session, BONUS_CLAIM, claim, event, by, now, reason=kept)
    return kept


def resubmit_claim(session: Session, claim: BonusClaim, more: str, by: Person, now: datetime) -> None:
    """Hand a returned claim in again with what was lacking; the day it was first filed goes on counting.

    Raises Refused for anybody but the branch or the office, and when nothing is added.
    """
    check_may(session, by, Right.ANSWER_CLAIM, now, claim.organization)
    checks.check_ready(session, claim, "resubmit")
    added = checks.check_reason(claim, "resubmit", more)
    proof = checks.check_proof("；".join(filter(None, [claim.proof, added])))
    step(session, BONUS_CLAIM, claim, "resubmit", by, now, reason=added)
    claim.proof = proof
    tell_office_of(session, claim, "claim_filed", now)
    tell_of_acting_in(session, claim, "resubmit", by, now)


def withdraw_claim(session: Session, claim: BonusClaim, by: Person, now: datetime) -> None:
    """Take a claim back before the office has checked it. Raises Refused for anybody but the branch or the office."""
    check_may(session, by, Right.ANSWER_CLAIM, now, claim.organization)
    checks.check_ready(session, claim, "withdraw")
    step(session, BONUS_CLAIM, claim, "withdraw", by, now)
    tell_of_acting_in(session, claim, "withdraw", by, now)
