"""What may be claimed as a bonus, and who may take which step: whoever files does not approve (R30–R33, A16)."""

from __future__ import annotations

from collections.abc import Collection, Sized
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow
from bot.readers import bounded, needed
from models.bonus_claims import BonusClaim
from models.locks import lock_organizations
from models.organizations import Organization
from models.people import Person
from models.schemes import version_from
from models.transitions import transitions_of
from rules.bonus import is_in_time, matter_key, rules_in_use
from rules.cases import BONUS_CLAIM
from rules.periods import Quarter
from rules.policy import Policy
from rules.scheme import Scheme
from services.bonus_claims.levels import level_names
from services.cases import check_turn
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.modules import check_right_on
from services.rights.table import Right
from services.schemes.versions import rule_of

LONGEST_MATTER: Final = 60
LONGEST_PROOF: Final = 300
LONGEST_REASON: Final = 200
# A claim in one of these states stands in nobody's way.
FALLEN: Final = ("rejected", "withdrawn", "revoked")
_DECISIONS: Final = {
    "check": Right.CHECK_CLAIM,
    "return": Right.CHECK_CLAIM,
    "reject": Right.REJECT_CLAIM,
    "approve": Right.APPROVE_CLAIM,
    "revoke": Right.REVOKE_CLAIM,
}


def check_claims_on(session: Session) -> None:
    """Check that claims may be filed in this town. Raises Refused where they are switched off."""
    check_right_on(session, Right.FILE_CLAIM)


def check_may_file(session: Session, organization: Organization, person: Person, now: datetime) -> None:
    """Check that a person may claim for an organisation, and that it is assessed. Raises Refused."""
    check_may(session, person, Right.FILE_CLAIM, now, organization)
    if not organization.assessed:
        raise NotNow("claim_not_assessed", organization=organization)


def check_impartial(session: Session, claim: BonusClaim, right: Right, person: Person, now: datetime) -> None:
    """Check that neither who filed or resubmitted a claim nor an officer of its branch judges it. Raises Refused.

    Who checked it does not decide on it; checking it a second time, after more papers came, is in order.
    """
    barring = ("resubmit", "check") if right is Right.APPROVE_CLAIM else ("resubmit",)
    steps = transitions_of(session, BONUS_CLAIM.name, claim.id)
    barred = {claim.filed_by_id, *(one.by_id for one in steps if one.event in barring)}
    if person.id in barred:
        raise NoRight("claim_needs_another", claim=claim)
    check(session, person, right, now, claim.organization, claim=claim)


def check_level(session: Session, scheme: Scheme, rule: str, level: str, off: Collection[str]) -> None:
    """Check that a rule exists, is switched on, and lists the level (R30–R33). Raises Refused and names the levels."""
    if rule not in scheme.bonus_rules:
        raise NotFound("claim_rule_unknown", rule=rule, rules=list(rules_in_use(scheme).values()))
    found = scheme.bonus_rules[rule]
    if rule in off:
        raise NotNow("claim_rule_off", rule=found)
    if level not in found.levels:
        names = level_names(session, scheme)
        listed = [names[one] for one in found.levels]
        raise BadInput("claim_level_not_listed", rule=found, level=names.get(level, level), levels=listed)


def check_any_rule(rules: Sized) -> None:
    """Check that there is any rule to claim by. Raises Refused when the town has switched all of them off."""
    if not rules:
        raise NotNow("claim_all_off")


def check_awarded(awarded_on: date, today: date, policy: Policy) -> None:
    """Check the day of the award: not ahead, and not longer ago than the claim window (A16). Raises Refused."""
    if awarded_on > today:
        raise NotNow("claim_award_ahead", awarded_on=awarded_on)
    if not is_in_time(awarded_on, today, policy):
        days = policy.bonus_claim_window_days
        raise NotNow("claim_too_late", awarded_on=awarded_on, days=days, last=awarded_on + timedelta(days=days))


def check_matter(matter: str) -> str:
    """Return the matter as it is kept. Raises Refused when it says nothing or too much."""
    kept = bounded(matter, LONGEST_MATTER, "claim_matter_too_long")
    if not matter_key(kept):
        raise BadInput("claim_matter_empty")
    return kept


def check_proof(proof: str) -> str:
    """Return the proof as it is kept; none at all is as good (D3). Raises Refused when it is endless."""
    return bounded(proof, LONGEST_PROOF, "claim_proof_too_long")


def check_reason(claim: BonusClaim, event: str, reason: str) -> str:
    """Return the reason as it is kept. Raises Refused for none, or one that is too long."""
    return needed(reason, BadInput("claim_reason_missing", claim=claim, event=event), LONGEST_REASON)


def check_not_filed(session: Session, organization: Organization, matter: str, level: str) -> None:
    """Check that a branch has no claim for the same matter at the same level under way or approved. Raises Refused."""
    query = select(BonusClaim).where(
        BonusClaim.organization_id == organization.id, BonusClaim.level == level, BonusClaim.state.not_in(FALLEN)
    )
    for claim in session.scalars(query):
        if matter_key(claim.matter) == matter_key(matter):
            raise NotNow("claim_filed_before", claim=claim)


def rules_off(session: Session, today: date) -> tuple[str, ...]:
    """List the bonus rules switched off: the switch holds at once, also in quarters pinned to an older version."""
    newest = version_from(session, Quarter.of(today))
    return rule_of(newest).policy.bonus_rules_off if newest else ()


def lock_claims(session: Session, organization_id: str) -> None:
    """Let two claims of one branch wait for each other: what one adds depends on the others."""
    lock_organizations(session, [organization_id])


def lock_claim(session: Session, claim: BonusClaim) -> None:
    """Lock a branch's claims until the transaction ends, and look at this one as it is now."""
    lock_claims(session, claim.organization_id)
    session.refresh(claim)


def check_ready(session: Session, claim: BonusClaim, event: str) -> None:
    """Look at a claim as it is now, and check that it knows a step. Raises Refused and names the state."""
    lock_claim(session, claim)
    _check_turn(claim, event)


def check_may_decide(session: Session, claim: BonusClaim, event: str, by: Person, now: datetime) -> None:
    """Check that somebody may take a step about a claim as it stands: the right, the state, no conflict (D10, A16)."""
    right = _DECISIONS[event]
    check_may(session, by, right, now)
    _check_turn(claim, event)
    if event in ("check", "approve"):
        check_impartial(session, claim, right, by, now)
    else:
        check(session, by, right, now, claim.organization, claim=claim)


def _check_turn(claim: BonusClaim, event: str) -> None:
    check_turn(BONUS_CLAIM, claim, event, NotNow("claim_not_now", claim=claim, event=event))
