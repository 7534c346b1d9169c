"""Every step that waits for a person to decide, review or publish, found from the cases themselves (R21–R24, A16, A19).

Who is asked is who may: each kind asks the rights and conflicts of interest of its own subject. `KINDS` is all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import Refused
from models.annual_reviews import AnnualReview, reviews_in_work
from models.appointments import offices_of
from models.boards import APPROVED, Board, boards_in_work
from models.bonus_claims import claims_in
from models.consequences import consequences_in
from models.looks import once
from models.objections import Objection, all_open_objections
from models.orders import orders
from models.organization_changes import takeovers_in
from models.overhauls import overhauls
from models.people import Person
from models.self_checks import SUBMITTED, count_in, first_in
from rules.board_plan import planned_day
from rules.cases import (
    ANNUAL_REVIEW,
    BOARD,
    BONUS_CLAIM,
    CONSEQUENCE,
    OBJECTION,
    ORDER,
    OVERHAUL,
    STREAK_TAKEOVER,
)
from rules.workdays import Calendar
from services.annual_reviews.rights import check_impartial as check_year
from services.annual_reviews.rows import policy_of
from services.annual_reviews.too_few import undecided
from services.boards.progress import RIGHTS, due_step
from services.boards.rights import check_impartial as check_board
from services.bonus_claims.rights import check_impartial as check_claim
from services.consequences.rights import check_decides
from services.objections.decisions import check_impartial as check_objection
from services.orders.rights import check_group as check_order
from services.organizations.streaks import check_decides_takeover
from services.overhauls.rights import check_group as check_overhaul
from services.rights.asking import carries, check_may, entitled
from services.rights.table import Right
from services.self_checks.waiting import FormsWaiting, forms_to_review, left_to_others

# Finds the steps of one kind of case that wait for anybody.
Find = Callable[[Session, datetime], Iterator["Duty"]]
# Raises Refused for who holds the right and may not use it on this case.
Judge = Callable[[Session, Any, Right, Person, datetime], object]


@dataclass(frozen=True)
class Duty:
    """One step that waits: `kind` names its line in templates/duties/lines.txt, `case` is what it is about.

    `machine` is the kind of case, whose last transition made it somebody's turn; empty where many are one step.
    """

    kind: str
    case: Any
    right: Right
    judge: Judge
    machine: str = ""


def duties_of(session: Session, person: Person, now: datetime, about: Iterable[Find] | None = None) -> list[Duty]:
    """List the steps that wait for a person, in the order of KINDS; `about` some kinds of cases only."""
    offices = offices_of(session, person, now.date())
    asked = KINDS if about is None else about
    kinds = [find for find in asked if any(carries(offices, right) for right in KINDS[find])]
    found = [duty for find in kinds for duty in once(session, _steps, find, now)]
    mine = [one for one in found if carries(offices, one.right) and may_take(session, one, person, now)]
    return [_seen_by(session, one, person, now) for one in mine]


def _steps(session: Session, find: Find, now: datetime) -> Sequence[Duty]:
    return [*find(session, now)]


def count_duties(session: Session, person: Person, now: datetime, about: Iterable[Find]) -> int:
    """Count the steps that wait for a person about some kinds of cases."""
    return len(duties_of(session, person, now, about))


def _seen_by(session: Session, duty: Duty, person: Person, now: datetime) -> Duty:
    """Of the forms that wait, everybody has those that they may review: mostly all."""
    if not isinstance(duty.case, FormsWaiting) or not left_to_others(session, person, now):
        return duty
    return replace(duty, case=forms_to_review(session, person, now))


def waiting(session: Session, now: datetime) -> list[Duty]:
    """List every step that waits for anybody."""
    return [duty for find in KINDS for duty in find(session, now)]


def may_take(session: Session, duty: Duty, person: Person, now: datetime) -> bool:
    """Tell whether a person may take a step that waits."""
    try:
        check_may(session, person, duty.right, now)
        duty.judge(session, duty.case, duty.right, person, now)
    except Refused:
        return False
    return True


def last_day_of(duty: Duty, calendar: Calendar) -> date | None:
    """Tell the last day a step should be taken on: an objection's own (A19), a first board's by the plan; else None."""
    if duty.kind == "objection_decide":
        day: date = duty.case.reply_day
        return day
    if duty.machine == BOARD.name and duty.case.version == 1:
        return planned_day(duty.kind.removeprefix("board_"), duty.case.quarter, calendar)
    return None


def who_may_take(session: Session, duty: Duty, now: datetime) -> tuple[Person, ...]:
    """List who may take a step that waits."""
    return tuple(one for one in entitled(session, duty.right, now) if may_take(session, duty, one, now))


def _nobody_barred(*_asked: object) -> None:
    """Whoever has the right may."""


def _of_case(check: Callable[[Session, Any, Person, datetime], object]) -> Judge:
    """Take a check that knows by itself which right it is about."""
    return lambda session, case, _right, by, now: check(session, case, by, now)


def _boards(session: Session, now: datetime) -> Iterator[Duty]:
    found = (board_duty(session, board, now) for board in boards_in_work(session))
    yield from (one for one in found if one)


def board_duty(session: Session, board: Board, now: datetime) -> Duty | None:
    """Tell what a board waits for; None while nobody has to decide on it or to publish it."""
    step = due_step(session, board, now) or ("publish" if board.state == APPROVED else None)
    return Duty(f"board_{step}", board, RIGHTS[step], check_board, BOARD.name) if step else None


_YEAR_STEPS: Final[dict[str, tuple[str, Right, Judge]]] = {
    "draft": ("year_review", Right.REVIEW_YEAR, check_year),
    "reviewed": ("year_approve", Right.APPROVE_YEAR, check_year),
    "approved": ("year_publish", Right.DRAFT_YEAR, _nobody_barred),
}


def _years(session: Session, _now: datetime) -> Iterator[Duty]:
    for review in reviews_in_work(session):
        # Once it is reviewed, everybody has been decided about.
        if review.state == "draft" and undecided(session, review, policy_of(review.scheme_version)):
            yield Duty("year_too_few", review, Right.DECIDE_TOO_FEW, check_year, ANNUAL_REVIEW.name)
        yield year_duty(review)


def year_duty(review: AnnualReview) -> Duty:
    """Tell what a year's review on its way waits for."""
    kind, right, judge = _YEAR_STEPS[review.state]
    return Duty(kind, review, right, judge, ANNUAL_REVIEW.name)


def about_consequences(session: Session, _now: datetime) -> Iterator[Duty]:
    """Find the proposals that wait for the leading group."""
    for one in consequences_in(session, CONSEQUENCE.first):
        yield Duty("consequence_decide", one, Right.DECIDE_CONSEQUENCE, _of_case(check_decides), CONSEQUENCE.name)


def about_objections(session: Session, _now: datetime) -> Iterator[Duty]:
    """Find the objections that wait to be admitted or decided."""
    yield from map(objection_duty, all_open_objections(session))


def objection_duty(case: Objection) -> Duty:
    """Tell what an open objection waits for."""
    if case.state == OBJECTION.first:
        return Duty("objection_admit", case, Right.ADMIT_OBJECTION, check_objection, OBJECTION.name)
    return Duty("objection_decide", case, Right.DECIDE_OBJECTION, check_objection, OBJECTION.name)


def about_claims(session: Session, _now: datetime) -> Iterator[Duty]:
    """Find the claims that wait to be checked or decided on."""
    for claim in claims_in(session, BONUS_CLAIM.first):
        yield Duty("claim_check", claim, Right.CHECK_CLAIM, check_claim, BONUS_CLAIM.name)
    for claim in claims_in(session, "verifying"):
        yield Duty("claim_approve", claim, Right.APPROVE_CLAIM, check_claim, BONUS_CLAIM.name)


def _orders(session: Session, _now: datetime) -> Iterator[Duty]:
    for state, kind in (("reported", "order_close"), ("extension_requested", "order_extend")):
        for order in orders(session, states=[state]):
            yield Duty(kind, order, Right.DECIDE_ORDER, _of_case(check_order), ORDER.name)


def about_overhauls(session: Session, _now: datetime) -> Iterator[Duty]:
    """Find the reports on overhauls that wait to be checked."""
    for overhaul in overhauls(session, states=["reported"]):
        yield Duty("overhaul_check", overhaul, Right.CHECK_OVERHAUL, _of_case(check_overhaul), OVERHAUL.name)


def about_takeovers(session: Session, _now: datetime) -> Iterator[Duty]:
    """Find the takeovers of a streak that wait to be decided."""
    for one in takeovers_in(session, STREAK_TAKEOVER.first):
        judge = _of_case(check_decides_takeover)
        yield Duty("takeover_decide", one, Right.DECIDE_CONSEQUENCE, judge, STREAK_TAKEOVER.name)


def _self_checks(session: Session, _now: datetime) -> Iterator[Duty]:
    """All forms that wait are one step: they are looked at together."""
    if first := first_in(session, SUBMITTED):
        forms = FormsWaiting(count_in(session, SUBMITTED), first)
        yield Duty("self_checks_review", forms, Right.REVIEW_SELF_CHECK, _reviews_some)


def _reviews_some(session: Session, _forms: FormsWaiting, _right: Right, by: Person, now: datetime) -> None:
    left = left_to_others(session, by, now)
    if left and forms_to_review(session, by, now) is None:
        raise next(iter(left.values()))


# Who could ever be asked is told with each kind: whoever carries none of the rights is asked nothing, whatever waits.
KINDS: Final[Mapping[Find, frozenset[Right]]] = {
    _boards: frozenset(RIGHTS.values()),
    _years: frozenset({Right.DECIDE_TOO_FEW, *(right for _, right, _ in _YEAR_STEPS.values())}),
    about_consequences: frozenset({Right.DECIDE_CONSEQUENCE}),
    about_objections: frozenset({Right.ADMIT_OBJECTION, Right.DECIDE_OBJECTION}),
    about_claims: frozenset({Right.CHECK_CLAIM, Right.APPROVE_CLAIM}),
    _orders: frozenset({Right.DECIDE_ORDER}),
    about_overhauls: frozenset({Right.CHECK_OVERHAUL}),
    about_takeovers: frozenset({Right.DECIDE_CONSEQUENCE}),
    _self_checks: frozenset({Right.REVIEW_SELF_CHECK}),
}
