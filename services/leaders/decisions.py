"""What waits for somebody, with what is to be known of it, and deciding it: the same services as in the chat."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.objections import Objection
from models.organization_changes import StreakTakeover
from models.people import Person
from rules.workdays import Calendar
from services.annual_reviews import steps as years
from services.bonus_claims.claims import reject_claim
from services.bonus_claims.decisions import approve_claim
from services.bonus_claims.notices import ShownClaim, shown_claim
from services.consequences import decisions as consequences
from services.consequences.notices import Shown, shown
from services.duties.duties import Duty, duties_of
from services.objections import decisions as objections
from services.organizations.streaks import decide_takeover

CONSEQUENCE, OBJECTION, CLAIM = "consequence_decide", "objection_decide", "claim_approve"
TAKEOVER = "takeover_decide"
YEAR_REVIEW, YEAR_APPROVE = "year_review", "year_approve"


@dataclass(frozen=True)
class Waiting:
    """What waits, by what it takes: a decision that can be taken on the page, the page of a board, or the chat."""

    consequences: Sequence[Shown]
    objections: Sequence[Objection]
    claims: Sequence[ShownClaim]
    takeovers: Sequence[StreakTakeover]
    years: Sequence[Duty]
    boards: Sequence[Duty]
    others: Sequence[Duty]

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not any(vars(self).values())


def decisions_page(session: Session, by: Person, now: datetime) -> Waiting:
    """Sort what waits for a person."""
    duties = duties_of(session, by, now)

    def cases(kind: str) -> list[Any]:
        return [one.case for one in duties if one.kind == kind]

    boards = [one for one in duties if one.kind.startswith("board_")]
    return Waiting(
        consequences=shown(session, cases(CONSEQUENCE)),
        objections=cases(OBJECTION),
        claims=[shown_claim(session, claim) for claim in cases(CLAIM)],
        takeovers=cases(TAKEOVER),
        years=[one for one in duties if one.kind in (YEAR_REVIEW, YEAR_APPROVE)],
        boards=boards,
        others=[one for one in duties if one.kind not in ANSWERS and one not in boards],
    )


@dataclass(frozen=True)
class Given:
    """What somebody decides: the reason in the person's words, by whom and when."""

    session: Session
    reason: str
    by: Person
    calendar: Calendar
    now: datetime


def meant(session: Session, kind: str, numbers: Collection[str], by: Person, now: datetime) -> list[Any]:
    """Find the cases of a kind by their numbers, of those that wait for a person. Raises NotNow for any other."""
    found = [one.case for one in duties_of(session, by, now) if one.kind == kind and str(one.case.id) in numbers]
    if not found or len(found) < len(set(numbers)):
        raise NotNow("decision_gone")
    return found


def decide(kind: str, answer: str, cases: Sequence[Any], given: Given) -> None:
    """Give an answer to cases of a kind. Raises Refused as the service of that kind does."""
    ANSWERS[kind][answer](cases, given)


def _confirm(cases: Sequence[Any], given: Given) -> None:
    consequences.confirm(given.session, cases, given.reason, given.by, given.calendar, given.now)


def _decline(cases: Sequence[Any], given: Given) -> None:
    consequences.decline(given.session, cases, given.reason, given.by, given.now)


def _judge(verdict: objections.Verdict) -> Answer:
    def judged(cases: Sequence[Any], given: Given) -> None:
        for one in cases:
            objections.decide(given.session, one, verdict, given.reason, given.by, given.now)

    return judged


def _approve_claims(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        approve_claim(given.session, one, given.by, given.now)


def _reject_claims(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        reject_claim(given.session, one, given.reason, given.by, given.now)


def _take_over(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        decide_takeover(given.session, one, given.reason, given.by, given.now, goes_on=True)


def _leave(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        decide_takeover(given.session, one, given.reason, given.by, given.now, goes_on=False)


def _review_year(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        years.review_year(given.session, one.year, given.by, given.now, note=given.reason)


def _approve_year(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        years.approve_year(given.session, one.year, given.by, given.now)


def _reopen_year(cases: Sequence[Any], given: Given) -> None:
    for one in cases:
        years.reopen_year(given.session, one.year, given.by, given.reason, given.now)


Answer = Callable[[Sequence[Any], Given], None]
ANSWERS: Final[Mapping[str, Mapping[str, Answer]]] = {
    CONSEQUENCE: {"confirm": _confirm, "decline": _decline},
    OBJECTION: {"uphold": _judge("uphold"), "uphold_in_part": _judge("uphold_in_part"), "dismiss": _judge("dismiss")},
    CLAIM: {"approve": _approve_claims, "reject": _reject_claims},
    TAKEOVER: {"take_over": _take_over, "leave": _leave},
    YEAR_REVIEW: {"review": _review_year},
    YEAR_APPROVE: {"approve": _approve_year, "reopen": _reopen_year},
}
