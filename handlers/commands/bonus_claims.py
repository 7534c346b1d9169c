"""加分 … 撤回加分: a branch claims a bonus. 加分审核 … 撤销加分: it is checked and decided (R30–R33)."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import BadInput
from bot.forms import Draft
from bot.router import Turn
from bot.wording import quarter_text
from handlers.commands.command import Behind, Command
from handlers.commands.said import branch_and_rest, case_said, first_and_rest, nothing_further
from handlers.forms import CONVERSATIONS
from handlers.forms.bonus_claim import BonusClaimForm
from handlers.offices import led_by
from models.bonus_claims import BonusClaim
from models.organizations import Organization
from models.transitions import transitions_of
from services.bonus_claims.claims import (
    check_claim,
    claim_seen,
    claims_in,
    claims_of,
    reject_claim,
    resubmit_claim,
    return_claim,
    withdraw_claim,
)
from services.bonus_claims.decisions import approve_claim, revoke_claim
from services.bonus_claims.notices import NOTICES, claim_line, shown_claim
from services.bonus_claims.offer import bonus_offer
from services.register.names import named_alone
from services.rights.table import Right

_NAMES_A_BRANCH: Final = re.compile(r"\S{1,12}(?:支部|总支|党委)")


def begin_claim(turn: Turn, more: str) -> None:
    """加分 [支部] [类别 级别 “名称” 日期 文号]: for one's own branch or, by the office, for the one named."""
    organization, said = _branch_and_claim(turn, more)
    offer = bonus_offer(turn.session, organization, turn.person, turn.now)
    CONVERSATIONS.begin(turn, BonusClaimForm, organization.id, Draft(offer), first=said)


def _branch_and_claim(turn: Turn, more: str) -> tuple[Organization, str]:
    name, rest = first_and_rest(more)
    if name and (named := named_alone(turn.session, name)):
        return named, rest
    if more and (_NAMES_A_BRANCH.fullmatch(more) or not led_by(turn)):
        return branch_and_rest(turn, more)
    return own_branch(turn), more


def own_branch(turn: Turn) -> Organization:
    """Find the one assessed branch a person answers for. Raises BadInput where it is none or several."""
    led = led_by(turn)
    assessed = [one for one in (turn.session.get_one(Organization, name) for name in led) if one.assessed]
    if len(assessed) != 1:
        raise BadInput("claim_which_branch", organizations=assessed)
    return assessed[0]


def show_own(turn: Turn, _more: str) -> None:
    """我的加分: list the branch's claims with their states."""
    led = led_by(turn)
    turn.say(NOTICES, "mine", lines=[claim_line(turn.session, one) for one in claims_of(turn.session, led)])


def review(turn: Turn, more: str) -> None:
    """加分审核: list what waits for check or decision, or show one claim in full."""
    if more:
        _show(turn, _claim(turn, "加分审核", more)[0])
        return
    claims = claims_in(turn.session, "submitted", "verifying")
    lines = [claim_line(turn.session, one) for one in claims]
    turn.say(NOTICES, "waiting", lines=lines, first=claims[0] if claims else None)


def _show(turn: Turn, claim: BonusClaim) -> None:
    turn.say(
        NOTICES,
        "detail",
        line=claim_line(turn.session, claim),
        shown=shown_claim(turn.session, claim),
        steps=transitions_of(turn.session, "bonus_claim", claim.id),
    )


def _claim(turn: Turn, command: str, more: str) -> tuple[BonusClaim, str]:
    """Find the claim a command names by its number, and what is said behind it. Raises Refused."""
    number, rest = case_said(command, more, BadInput("claim_number_missing", command=command), "加分")
    return claim_seen(turn.session, number.serial, turn.person, turn.now), rest


def check(turn: Turn, more: str) -> None:
    """核实加分: the papers are in order."""
    claim, rest = _claim(turn, "核实加分", more)
    nothing_further(rest)
    check_claim(turn.session, claim, turn.person, turn.now)
    turn.say(NOTICES, "checked", claim=claim)


def hand_back(turn: Turn, more: str) -> None:
    """退回加分: ask for more papers."""
    claim, reason = _claim(turn, "退回加分", more)
    return_claim(turn.session, claim, reason, turn.person, turn.now)
    turn.say(NOTICES, "turned_down", claim=claim)


def reject(turn: Turn, more: str) -> None:
    """不予加分: decide that a claim earns nothing."""
    claim, reason = _claim(turn, "不予加分", more)
    reject_claim(turn.session, claim, reason, turn.person, turn.now)
    turn.say(NOTICES, "turned_down", claim=claim)


def approve(turn: Turn, more: str) -> None:
    """同意加分: approve a checked claim."""
    claim, rest = _claim(turn, "同意加分", more)
    nothing_further(rest)
    approve_claim(turn.session, claim, turn.person, turn.now)
    turn.say(NOTICES, "approved", shown=shown_claim(turn.session, claim))


def revoke(turn: Turn, more: str) -> None:
    """撤销加分: take an approved bonus back."""
    claim, reason = _claim(turn, "撤销加分", more)
    again = revoke_claim(turn.session, claim, reason, turn.person, turn.now)
    turn.say(NOTICES, "revoked", claim=claim, quarter=quarter_text(claim.quarter) if claim.quarter else "", again=again)


def resubmit(turn: Turn, more: str) -> None:
    """补充加分: hand a returned claim in again with what was lacking."""
    claim, added = _claim(turn, "补充加分", more)
    resubmit_claim(turn.session, claim, added, turn.person, turn.now)
    turn.say(NOTICES, "resubmitted", claim=claim)


def withdraw(turn: Turn, more: str) -> None:
    """撤回加分: take a claim back before it is checked."""
    claim, rest = _claim(turn, "撤回加分", more)
    nothing_further(rest)
    withdraw_claim(turn.session, claim, turn.person, turn.now)
    turn.say(NOTICES, "withdrawn", claim=claim)


BONUS_COMMANDS = (
    Command(("加分", "申报加分", "加分申报"), begin_claim, Right.FILE_CLAIM, takes_more=True, returns=False),
    Command(("我的加分", "加分进度"), show_own, Right.OWN_AFFAIRS),
    Command(
        ("补充加分",),
        resubmit,
        Right.ANSWER_CLAIM,
        takes_more=True,
        behind=Behind.REASON,
        example="编号 理由：表彰文件已交组织办",
    ),
    Command(("撤回加分",), withdraw, Right.ANSWER_CLAIM, takes_more=True, behind=Behind.MEANT),
    Command(("加分审核",), review, Right.SEE_CLAIMS, takes_more=True),
    Command(("核实加分",), check, Right.CHECK_CLAIM, takes_more=True, behind=Behind.MEANT),
    Command(
        ("退回加分",),
        hand_back,
        Right.CHECK_CLAIM,
        takes_more=True,
        behind=Behind.REASON,
        example="编号 理由：请附表彰文件文号",
    ),
    Command(
        ("不予加分",),
        reject,
        Right.REJECT_CLAIM,
        takes_more=True,
        behind=Behind.REASON,
        example="编号 理由：属于单项荣誉",
    ),
    Command(("同意加分",), approve, Right.APPROVE_CLAIM, takes_more=True, behind=Behind.MEANT),
    Command(
        ("撤销加分",),
        revoke,
        Right.REVOKE_CLAIM,
        takes_more=True,
        behind=Behind.REASON,
        example="编号 理由：荣誉已被收回",
    ),
)
