"""How a bonus claim is said, and who hears of it: the branch of every decision, the office of every new claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.db import page_address
from bot.wording import quarter_text, word
from models.bonus_claims import BonusClaim
from models.people import Person
from models.transitions import transitions_of
from rules.cases import BONUS_CLAIM
from rules.catalogue import BonusRule
from rules.periods import Quarter
from services.bonus_claims.levels import level_names
from services.notices import branches
from services.notices.office import tell_office
from services.notices.speaking import tell_of_acting
from services.schemes.versions import scheme_for

NOTICES: Final = "bonus_claims/notices.txt"


@dataclass(frozen=True)
class ShownClaim:
    """A claim in words. `notice` says what the county has to confirm first, empty where nothing has to be."""

    claim: BonusClaim
    clause: str
    title: str
    level: str
    quarter: str
    notice: str


def shown_claim(session: Session, claim: BonusClaim) -> ShownClaim:
    """Put a claim into words; a rule or level that the town has since struck out is named by its code."""
    scheme = scheme_for(session, claim.quarter or Quarter.of(claim.awarded_on))
    rule = scheme.bonus_rules.get(claim.rule)
    return ShownClaim(
        claim,
        clause=rule.bf if rule else claim.rule,
        title=rule.title if rule else "",
        level=level_names(session, scheme).get(claim.level, claim.level),
        quarter=quarter_text(claim.quarter) if claim.quarter else "",
        notice=notice_for(rule) if rule else "",
    )


def notice_for(rule: BonusRule) -> str:
    """Word what has to be confirmed before a bonus rule is used at all; empty for the others."""
    return word(NOTICES, "notice", clause=rule.bf) if rule.to_confirm else ""


def claim_line(session: Session, claim: BonusClaim) -> str:
    """Write a claim in one line: number, branch, rule, level, matter, state."""
    return word(NOTICES, "line", shown=shown_claim(session, claim))


def tell_branch(session: Session, claim: BonusClaim, block: str, by: Person, now: datetime, **facts: Any) -> None:
    """Tell the branch what was decided: whoever filed, or else the first who is reached. Call it after the step."""
    said = word(NOTICES, block, shown=shown_claim(session, claim), by=by, **facts)
    branches.tell_branch(session, claim.organization, said, key=_key(session, claim), now=now, prefer=claim.filed_by)


def tell_of_acting_in(session: Session, claim: BonusClaim, event: str, by: Person, now: datetime) -> None:
    """Tell the branch when the office took a step in its name. Call it after the step."""
    what = word(NOTICES, "acted", claim=claim, event=event)
    tell_of_acting(session, claim.organization, by, what, key=_key(session, claim), now=now)


def tell_office_of(session: Session, claim: BonusClaim, block: str, now: datetime, **facts: Any) -> None:
    """Tell the office once of what happened to a claim. Call it after the step."""
    key = f"{_key(session, claim)}:office"
    pages = [page_address(session, f"console/bonus_claims/{claim.id}")]
    tell_office(session, block, key=key, now=now, shown=shown_claim(session, claim), pages=pages, **facts)


def _key(session: Session, claim: BonusClaim) -> str:
    """Name the news of a claim's latest step."""
    return f"claim:{claim.id}:{len(transitions_of(session, BONUS_CLAIM.name, claim.id))}"
