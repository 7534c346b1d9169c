"""What a bonus claim adds, and in which quarter, beside the others of its branch (A15, A16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.bonus_claims import BonusClaim
from models.schemes import QuarterRule
from rules.bonus import ZERO, bonus_quarter, matter_key, points_added, value_of
from rules.periods import Quarter
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Lacking:
    """An approved claim that should add `points` in its `quarter`, more than it does."""

    claim: BonusClaim
    quarter: Quarter
    points: Decimal


def quarter_for(session: Session, awarded_on: date, filed_on: date) -> Quarter:
    """Find the quarter a bonus counts in: that of the award, or the next one whose data is not closed (A15)."""
    policy = scheme_for(session, Quarter.of(awarded_on)).policy
    return bonus_quarter(awarded_on, filed_on, lambda quarter: _is_closed(session, quarter), policy)


def points_for(session: Session, claim: BonusClaim, quarter: Quarter) -> Decimal:
    """Compute what a claim adds in a quarter, given what the branch's approved claims have earned (A16)."""
    scheme = scheme_for(session, quarter)
    standing = standing_claims(session, claim.organization_id)
    earlier = [value_then(session, one) for one in standing if matter_key(one.matter) == matter_key(claim.matter)]
    value = value_of(scheme, claim.rule, claim.level)
    return points_added(value, earlier, _in_quarter(standing, quarter), scheme.policy)


def claim_lacking(session: Session, revoked: BonusClaim) -> Lacking | None:
    """Find the highest other claim of a matter whose points are too few once one claim of it is revoked."""
    standing = [one for one in standing_claims(session, revoked.organization_id) if one is not revoked]
    same = [one for one in standing if matter_key(one.matter) == matter_key(revoked.matter)]
    if not same:
        return None
    highest = max(same, key=lambda one: value_then(session, one))
    quarter = highest.quarter or Quarter.of(highest.awarded_on)
    policy = scheme_for(session, quarter).policy
    others = [one for one in same if one is not highest]
    beside = [one for one in standing if one is not highest]
    points = points_added(value_then(session, highest), [_sum(others)], _in_quarter(beside, quarter), policy)
    return Lacking(highest, quarter, points) if points > _sum([highest]) else None


def same_matter(session: Session, claim: BonusClaim) -> list[BonusClaim]:
    """List a branch's other claims for the same award or article, in every state: together they count once (A16)."""
    query = select(BonusClaim).where(BonusClaim.organization_id == claim.organization_id, BonusClaim.id != claim.id)
    found = session.scalars(query.order_by(BonusClaim.id))
    return [one for one in found if matter_key(one.matter) == matter_key(claim.matter)]


def standing_claims(session: Session, organization_id: str) -> list[BonusClaim]:
    """List a branch's approved claims that were not revoked, in the order they were decided."""
    query = select(BonusClaim).where(BonusClaim.organization_id == organization_id, BonusClaim.state == "approved")
    return list(session.scalars(query.order_by(BonusClaim.decided_at, BonusClaim.id)))


def value_then(session: Session, claim: BonusClaim) -> Decimal:
    """Return what an approved claim is worth by itself; what it added, where its rule no longer lists the level."""
    scheme = scheme_for(session, claim.quarter or Quarter.of(claim.awarded_on))
    rule = scheme.bonus_rules.get(claim.rule)
    return rule.levels.get(claim.level, _sum([claim])) if rule else _sum([claim])


def _is_closed(session: Session, quarter: Quarter) -> bool:
    rule = session.get(QuarterRule, quarter)
    return rule is not None and rule.closed_at is not None


def _in_quarter(claims: list[BonusClaim], quarter: Quarter) -> list[Decimal]:
    return [_sum([one]) for one in claims if one.quarter == quarter]


def _sum(claims: list[BonusClaim]) -> Decimal:
    return sum((one.points or ZERO for one in claims), ZERO)
