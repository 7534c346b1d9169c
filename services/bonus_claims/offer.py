"""What a branch can claim at a moment, as plain values that a half-finished conversation keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.wording import day_text, points_text, quarter_text
from models.organizations import Organization
from models.people import Person
from rules.bonus import matter_key, rules_in_use
from rules.catalogue import BonusRule
from rules.periods import Quarter
from rules.scheme import Scheme
from services.bonus_claims.levels import level_names
from services.bonus_claims.notices import notice_for
from services.bonus_claims.points import quarter_for, standing_claims, value_then
from services.bonus_claims.rights import check_any_rule, check_claims_on, check_may_file, rules_off
from services.schemes.versions import scheme_for


def bonus_offer(session: Session, organization: Organization, person: Person, now: datetime) -> Mapping[str, Any]:
    """Gather the rules in use with their levels, earlier matters, the claim window and the quarters it counts in.

    Raises Refused when the person may not claim for the organisation, and while claims, or all their rules, are off.
    """
    check_claims_on(session)
    check_may_file(session, organization, person, now)
    today = now.date()
    scheme = scheme_for(session, Quarter.of(today))
    off = rules_off(session, today)
    names = level_names(session, scheme)
    rules = [_rule(scheme, rule, names) for rule in rules_in_use(scheme).values() if rule.code not in off]
    check_any_rule(rules)
    from_day = today - timedelta(days=scheme.policy.bonus_claim_window_days)
    standing = standing_claims(session, organization.id)
    matters = {matter_key(one.matter): one.matter for one in standing}
    quarters = dict.fromkeys(
        [Quarter.of(from_day + timedelta(days=days)) for days in range((today - from_day).days + 1)]
    )
    return {
        "organization": organization.short_name,
        "rules": rules,
        "matters": list(matters.values()),
        "earned": _earned(session, scheme, organization),
        "from_day": from_day.isoformat(),
        "since": day_text(from_day),
        "counts_in": {str(one): quarter_text(quarter_for(session, one.last_day, today)) for one in quarters},
    }


def _rule(scheme: Scheme, rule: BonusRule, names: Mapping[str, str]) -> dict[str, Any]:
    generic = {level: scheme.bonus_levels[level].generic_label for level in rule.levels}
    levels = [
        {"code": level, "label": names[level], "generic": generic[level], "points": points_text(points)}
        for level, points in rule.levels.items()
    ]
    named = {"code": rule.code, "clause": rule.bf, "title": rule.title, "condition": rule.condition}
    return {**named, "levels": levels, "notice": notice_for(rule)}


def _earned(session: Session, scheme: Scheme, organization: Organization) -> dict[str, str]:
    """Tell what each matter has earned at most; nothing where every level counts in full (A16)."""
    if scheme.policy.bonus_same_matter == "cumulative":
        return {}
    earned: dict[str, Decimal] = {}
    for claim in standing_claims(session, organization.id):
        key, value = matter_key(claim.matter), value_then(session, claim)
        earned[key] = max(value, earned.get(key, value))
    return {key: str(value) for key, value in earned.items()}
