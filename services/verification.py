"""Everything that can be proved, at once: the log and its rows, the cases, every board and every year (R5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.wording import quarter_text, word
from models.annual_reviews import PUBLISHED, AnnualReview
from models.ballots import Ballot
from models.base import Base
from models.boards import Board
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.missed_months import MissedMonth
from models.objections import Objection
from models.orders import RectificationOrder
from models.organization_changes import StreakTakeover
from models.overhauls import Overhaul
from models.promises import Promise
from models.schemes import SchemeVersion
from models.slip_holds import SlipHold
from models.transitions import Transition
from rules import cases
from services.annual_reviews.verification import year_differences
from services.boards.verification import SHOWN, differences, rule_differences
from services.log.checking import entries_now, problems
from services.log.tables import BY_NAME, LEFT_OUT, key_of

WORDS: Final = "log/whole.txt"
# Whose state must be where its last step has led. A slip's way is kept in the slip itself.
CASES: Final[Mapping[str, type[Base]]] = {
    cases.BONUS_CLAIM.name: BonusClaim,
    cases.OBJECTION.name: Objection,
    cases.BOARD.name: Board,
    cases.ORDER.name: RectificationOrder,
    cases.CONSEQUENCE.name: Consequence,
    cases.MEASURE.name: Consequence,
    cases.OVERHAUL.name: Overhaul,
    cases.ANNUAL_REVIEW.name: AnnualReview,
    cases.BALLOT.name: Ballot,
    cases.MISSED_MONTH.name: MissedMonth,
    cases.SLIP_HOLD.name: SlipHold,
    cases.STREAK_TAKEOVER.name: StreakTakeover,
    cases.PROMISE.name: Promise,
}
# Which columns of a board or a year must say who took a step, and when.
APPROVALS: Final = {"approve": "approved", "approve_grey": "grey_approved", "publish": "published"}


@dataclass(frozen=True)
class Covered:
    """What was checked: how many entries of the log, how many rows of each table, which boards and which years."""

    entries: int
    rows: Mapping[str, int]
    boards: list[Board]
    years: list[AnnualReview]
    left_out: tuple[str, ...] = LEFT_OUT


def covered(session: Session) -> Covered:
    """Tell what `all_problems` checks."""
    count = {name: session.scalar(select(func.count(key_of(table)))) or 0 for name, table in BY_NAME.items()}
    return Covered(entries_now(session), count, _boards(session), _years(session))


def all_problems(session: Session) -> Iterator[str]:
    """Name in Chinese whatever is not as it was written down, decided, or counted: row and kind, the causes first."""
    yield from problems(session)
    for kind, table in CASES.items():
        yield from _state_problems(session, kind, table)
    for board in _boards(session):
        yield from _approval_problems(session, cases.BOARD.name, board)
        for said in _read(differences(session, board)):
            yield word(WORDS, "board", board=board, quarter=quarter_text(board.quarter), said=said)
    for review in _years(session):
        yield from _approval_problems(session, cases.ANNUAL_REVIEW.name, review)
        for said in _read(year_differences(session, review)):
            yield word(WORDS, "year", review=review, said=said)
    for version in session.scalars(select(SchemeVersion).order_by(SchemeVersion.id)):
        yield from rule_differences(version)


def _read(found: Iterator[str]) -> Iterator[str]:
    """Say so where what is stored cannot even be counted any more: the causes are named before."""
    try:
        yield from found
    except (LookupError, ValueError, ArithmeticError, TypeError) as error:
        yield word(WORDS, "not_countable", error=type(error).__name__)


def _boards(session: Session) -> list[Board]:
    """List every board that people have seen."""
    return list(session.scalars(select(Board).where(Board.state.in_(SHOWN)).order_by(Board.quarter, Board.version)))


def _years(session: Session) -> list[AnnualReview]:
    published = select(AnnualReview).where(AnnualReview.state == PUBLISHED)
    return list(session.scalars(published.order_by(AnnualReview.year)))


def _state_problems(session: Session, kind: str, table: type[Base]) -> Iterator[str]:
    """Hold the state of each case against its last step."""
    last = select(func.max(Transition.id)).where(Transition.case_kind == kind).group_by(Transition.case_id)
    core = table.__table__
    steps = select(core.c.id, core.c.state, Transition.id, Transition.state)
    steps = steps.join(Transition, Transition.case_id == core.c.id).where(Transition.id.in_(last))
    for row, state, step, should in session.execute(steps.where(core.c.state != Transition.state)):
        yield word(WORDS, "state", row=f"{table.__tablename__}/{row}", state=state, step=step, should=should)


def _approval_problems(session: Session, kind: str, one: Board | AnnualReview) -> Iterator[str]:
    """Hold who approved and published, and when, against the steps."""
    query = select(Transition).where(Transition.case_kind == kind, Transition.case_id == one.id)
    steps = {step.event: step for step in session.scalars(query.order_by(Transition.id))}
    for event, column in APPROVALS.items():
        at, by = getattr(one, f"{column}_at", None), getattr(one, f"{column}_by_id", None)
        step = steps.get(event)
        if at is not None and (step is None or (step.at, step.by_id) != (at, by)):
            yield word(WORDS, "approval", row=f"{one.__tablename__}/{one.id}", column=column)
