"""加分: claims checked by one and decided by another; what each would add to which quarter, and revoked ones."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from sqlalchemy import select

from bot.bounds import numbered
from bot.wording import quarter_text
from handlers.console.acts import Act, ActForm, Deed, Facts, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.bonus_claims import SUBMITTED, VERIFYING, BonusClaim
from models.organizations import Organization
from rules.cases import BONUS_CLAIM
from rules.periods import Quarter
from services.bonus_claims.claims import check_claim, reject_claim, resubmit_claim, return_claim, withdraw_claim
from services.bonus_claims.decisions import approve_claim, check_may_approve, revoke_claim, worth
from services.bonus_claims.levels import level_names
from services.bonus_claims.notices import shown_claim
from services.bonus_claims.points import same_matter
from services.bonus_claims.rights import LONGEST_REASON, check_may_decide, check_may_file
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for

NAME: Final = "bonus_claims"
KINDS: Final = {SUBMITTED: "wait", VERIFYING: "wait", "approved": "done", "returned": "late"}


class ClaimReasonForm(ActForm):
    """Why, as long as a claim's story keeps it."""

    reason = words(LONGEST_REASON)


def _state(one: BonusClaim) -> Chip:
    return chip(NAME, one.state, KINDS.get(one.state, "off"))


def _listing(visit: Visit) -> Stored[BonusClaim]:
    levels = level_names(visit.session, scheme_for(visit.session, Quarter.of(visit.now.date())))
    return Stored(
        select(BonusClaim).join(BonusClaim.organization),
        (
            Column[BonusClaim]("id", lambda one: one.id, BonusClaim.id, number=True),
            Column[BonusClaim]("organization", lambda one: one.organization.short_name, Organization.short_name),
            Column[BonusClaim]("matter", lambda one: one.matter, BonusClaim.matter),
            Column[BonusClaim]("level", lambda one: levels.get(one.level, one.level), BonusClaim.level),
            Column[BonusClaim]("awarded", lambda one: one.awarded_on, BonusClaim.awarded_on),
            Column[BonusClaim]("points", lambda one: one.points, BonusClaim.points, number=True),
            Column[BonusClaim]("state", _state, BonusClaim.state),
        ),
        (BonusClaim.state.not_in((SUBMITTED, VERIFYING)), BonusClaim.id.desc()),
        {
            SUBMITTED: BonusClaim.state == SUBMITTED,
            VERIFYING: BonusClaim.state == VERIFYING,
            "returned": BonusClaim.state == "returned",
            "approved": BonusClaim.state == "approved",
            "revoked": BonusClaim.state == "revoked",
        },
        (Organization.name, Organization.short_name, BonusClaim.matter),
    )


def _panel(visit: Visit, claim: BonusClaim) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_CLAIMS, visit.now)
    return {
        "shown": shown_claim(visit.session, claim),
        "same": same_matter(visit.session, claim),
        "story": story_of(visit.session, BONUS_CLAIM.name, claim.id),
        **_worth(visit, claim),
    }


def _worth(visit: Visit, claim: BonusClaim) -> Facts:
    found = worth(visit.session, claim) if claim.state in (SUBMITTED, VERIFYING) else None
    return {"counts_in": quarter_text(found[0]) if found else "", "adds": found[1] if found else None}


def _decides(event: str, visit: Visit, claim: BonusClaim) -> None:
    check_may_decide(visit.session, claim, event, visit.visitor.person, visit.now)


def _speaks(visit: Visit, claim: BonusClaim) -> None:
    check_may_file(visit.session, claim.organization, visit.visitor.person, visit.now)


def _offered(event: str, _visit: Visit, claim: BonusClaim) -> bool:
    return (claim.state, event) in BONUS_CLAIM.steps


def _check(deed: Deed, claim: BonusClaim) -> None:
    check_claim(deed.session, claim, deed.by, deed.now)


def _approve(deed: Deed, claim: BonusClaim) -> Facts:
    approve_claim(deed.session, claim, deed.by, deed.now)
    return {"shown": shown_claim(deed.session, claim)}


def _revoke(deed: Deed, claim: BonusClaim) -> Facts:
    again = revoke_claim(deed.session, claim, deed.form.reason.data, deed.by, deed.now)
    return {"again": again, "quarter": quarter_text(claim.quarter) if claim.quarter else ""}


def _withdraw(deed: Deed, claim: BonusClaim) -> None:
    withdraw_claim(deed.session, claim, deed.by, deed.now)


def _with_reason(service: Any, deed: Deed, claim: BonusClaim) -> None:
    """Call one of the services that take a reason and tell the branch."""
    service(deed.session, claim, deed.form.reason.data, deed.by, deed.now)


def _act(event: str, right: Right, do: Any, **more: Any) -> Act[BonusClaim]:
    """Make the act that takes a step of a claim's life; it is there in the states that know the step."""
    return Act(event, right, do, offered=partial(_offered, event), **{"check": partial(_decides, event), **more})


SUBJECT: Final = Subject[BonusClaim](
    name=NAME,
    right=Right.SEE_CLAIMS,
    listing=_listing,
    find=lambda session, case_id: numbered(session, BonusClaim, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        _act("check", Right.CHECK_CLAIM, _check, is_main=True),
        _act(
            "approve",
            Right.APPROVE_CLAIM,
            _approve,
            check=lambda visit, claim: check_may_approve(visit.session, claim, visit.visitor.person, visit.now),
            facts=_worth,
            is_main=True,
        ),
        _act("return", Right.CHECK_CLAIM, partial(_with_reason, return_claim), form=ClaimReasonForm),
        _act("reject", Right.REJECT_CLAIM, partial(_with_reason, reject_claim), form=ClaimReasonForm),
        _act("revoke", Right.REVOKE_CLAIM, _revoke, form=ClaimReasonForm),
        _act(
            "resubmit",
            Right.ANSWER_CLAIM,
            partial(_with_reason, resubmit_claim),
            form=ClaimReasonForm,
            check=_speaks,
        ),
        _act("withdraw", Right.ANSWER_CLAIM, _withdraw, check=_speaks),
    ),
)
