"""年度总评, 年度得分, 起草年度总评 … 发布年度总评: the year for office and leaders, and each branch's own (R44)."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from bot.errors import BadInput
from bot.router import Turn
from bot.wording import word
from handlers.commands.command import Behind, Command
from handlers.commands.opinions import decision
from handlers.commands.said import (
    branch_and_rest,
    first_and_rest,
    nothing_further,
    organizations_meant,
    unlabelled,
    year_and_rest,
)
from models.annual_reviews import APPROVED, AnnualReview, latest_review
from models.transitions import transitions_of
from rules.cases import ANNUAL_REVIEW
from services.annual_reviews import steps as annual_review
from services.annual_reviews.code import year_code
from services.annual_reviews.posts import NOTICES
from services.annual_reviews.rights import seen_review
from services.annual_reviews.rows import policy_of, still_lacking
from services.annual_reviews.sheet import annual_sheet
from services.rights.table import Right

COUNT: Final = "计年度得分"
LEAVE_OUT: Final = "不计年度得分"
EVERYBODY: Final = "全部"


def show_table(turn: Turn, said: str) -> None:
    """年度总评: say where the year stands, what is missing, and the table, to office and leaders."""
    year, _ = year_and_rest(turn, said)
    review = seen_review(turn.session, year, turn.person, turn.now)
    past = transitions_of(turn.session, ANNUAL_REVIEW.name, review.id)
    _say(turn, "table", review, past=past, policy=policy_of(review.scheme_version))


def show_sheet(turn: Turn, said: str) -> None:
    """年度得分: explain one's own year, or to office and leaders anybody's."""
    year, name = year_and_rest(turn, said)
    organizations = organizations_meant(turn, name)
    if not organizations:
        raise BadInput("annual_name_missing", year=year)
    for one in organizations:
        turn.say(NOTICES, "sheet", sheet=annual_sheet(turn.session, year, one, turn.person, turn.now))


def draft(turn: Turn, said: str) -> None:
    """起草年度总评: draft a year from what holds now."""
    year = _year_alone(turn, said)
    _say(turn, "drafted", annual_review.draft_year(turn.session, year, turn.person, turn.now))


def amend(turn: Turn, said: str) -> None:
    """修订年度总评: begin a new version of a published year, with the reason."""
    year, reason = year_and_rest(turn, said)
    _say(turn, "drafted", annual_review.amend_year(turn.session, year, turn.person, unlabelled(reason), turn.now))


def review(turn: Turn, said: str) -> None:
    """会审年度总评: note that the leading group went through it, with what it settled."""
    year, note = _year_and_note(turn, "会审年度总评", said)
    _say(turn, "reviewed", annual_review.review_year(turn.session, year, turn.person, turn.now, note=unlabelled(note)))


def _year_and_note(turn: Turn, _command: str, said: str) -> tuple[int, str]:
    return year_and_rest(turn, said)


def send_back(turn: Turn, said: str) -> None:
    """退回年度总评: send a reviewed or approved year back with a reason."""
    year, reason = year_and_rest(turn, said)
    _say(turn, "reopened", annual_review.reopen_year(turn.session, year, turn.person, unlabelled(reason), turn.now))


def cancel(turn: Turn, said: str) -> None:
    """取消年度总评: give a new version up while it is being drafted, with a reason."""
    year, reason = year_and_rest(turn, said)
    _say(turn, "cancelled", annual_review.cancel_year(turn.session, year, turn.person, unlabelled(reason), turn.now))


def approve(turn: Turn, said: str) -> None:
    """批准年度总评: approve a reviewed year."""
    year = _year_alone(turn, said)
    _say(turn, "approved", annual_review.approve_year(turn.session, year, turn.person, turn.now))


def publish(turn: Turn, said: str) -> None:
    """发布年度总评: publish an approved year; the messages follow within a minute."""
    year = _year_alone(turn, said)
    found = annual_review.publish_year(turn.session, year, turn.person, turn.now)
    _say(turn, "published", found, code=year_code(found))


def before_publishing(turn: Turn, said: str) -> str | None:
    """Say what publishing a year would do; None where it cannot be published yet. Raises Refused."""
    year = _year_alone(turn, said)
    review = latest_review(turn.session, year)
    return word(NOTICES, "before_publishing", year=year) if review and review.state == APPROVED else None


def decide_too_few(turn: Turn, said: str, *, counts: bool) -> None:
    """计年度得分, 不计年度得分: decide about one of those ranked in too few quarters, or about all, with the reason."""
    year, rest = year_and_rest(turn, said)
    name, reason = first_and_rest(rest)
    if not name or not reason:
        raise BadInput("annual_too_few_how", year=year, command=COUNT if counts else LEAVE_OUT)
    meant = []
    if name != EVERYBODY:
        organization, reason = branch_and_rest(turn, rest)
        meant = [organization]
    decided = annual_review.decide_too_few(turn.session, year, meant, counts, reason, turn.person, turn.now)
    turn.say(NOTICES, "decided_too_few", organizations=decided, year=year, counts=counts, by=turn.person)


def _year_alone(turn: Turn, said: str) -> int:
    """Read which year is meant; nothing else may stand there. Raises BadInput."""
    year, rest = year_and_rest(turn, said)
    nothing_further(rest)
    return year


def _say(turn: Turn, block: str, found: AnnualReview, **facts: Any) -> None:
    missing = still_lacking(turn.session, found, turn.now)
    turn.say(NOTICES, block, review=found, by=turn.person, missing=missing, **facts)


ANNUAL_COMMANDS = (
    Command(("年度总评",), show_table, Right.SEE_YEAR, takes_more=True),
    Command(("年度得分", "全年得分"), show_sheet, Right.SEE_YEAR_SHEET, takes_more=True),
    Command(("起草年度总评",), draft, Right.DRAFT_YEAR, takes_more=True, behind=Behind.MEANT),
    Command(
        ("修订年度总评",),
        amend,
        Right.DRAFT_YEAR,
        takes_more=True,
        behind=Behind.REASON,
        example="理由：有一处结果更正",
    ),
    decision("会审年度总评", review, Right.REVIEW_YEAR, _year_and_note, is_final=False),
    Command(
        ("退回年度总评",),
        send_back,
        Right.REOPEN_YEAR,
        takes_more=True,
        behind=Behind.REASON,
        example="理由：有一处需要核对",
    ),
    Command(
        (COUNT,), partial(decide_too_few, counts=True), Right.DECIDE_TOO_FEW, takes_more=True, behind=Behind.REASON
    ),
    Command(
        (LEAVE_OUT,), partial(decide_too_few, counts=False), Right.DECIDE_TOO_FEW, takes_more=True, behind=Behind.REASON
    ),
    Command(
        ("取消年度总评",),
        cancel,
        Right.DRAFT_YEAR,
        takes_more=True,
        behind=Behind.REASON,
        example="理由：核对后不用修订",
    ),
    Command(("批准年度总评",), approve, Right.APPROVE_YEAR, takes_more=True, behind=Behind.MEANT),
    Command(
        ("发布年度总评",),
        publish,
        Right.PUBLISH_YEAR,
        takes_more=True,
        behind=Behind.MEANT,
        asks_first=before_publishing,
    ),
)
