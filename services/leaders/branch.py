"""One branch as its leaders look at it: how it stands and why, in its own words too, and what is being done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import SECRETARY, officers
from models.boards import Board, BoardRow, newest_published
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.self_checks import Answer, SelfCheck, Submission
from models.slips import Slip, SlipItem
from rules.periods import Quarter
from rules.scheme import Scheme
from services.boards.history import history, ranks_won
from services.leaders.reasons import Shift, shifts
from services.leaders.under_way import UnderWay, under_way
from services.pages.results import Bar, category_bars
from services.register.groups import group_of
from services.scores.own_score import OwnScore, own_score
from services.scores.scores import Line
from services.trends.quarters import QuarterMark, quarter_marks

MOST_ENTRIES: Final = 3


@dataclass(frozen=True)
class BranchResult:
    """How a branch stands on the newest board: its score, ranks won since the board before, and what moved.

    `own_words` are the reason the branch gave for what failed where it lost most; None while it gave none.
    `dearest` are the entries that cost most, `others` how many more cost something.
    """

    score: OwnScore
    change: int | None
    shift: Shift | None
    own_words: Answer | None
    bars: tuple[Bar, ...]
    dearest: Sequence[Line]
    others: int


@dataclass(frozen=True)
class BranchPage:
    """A branch on one page; `result` is None where it is not on the newest board, and while there is none."""

    organization: Organization
    result: BranchResult | None
    under_way: UnderWay
    marks: tuple[QuarterMark, ...]
    secretary: Person | None
    group: SupervisionGroup | None


def branch_page(session: Session, organization: Organization, by: Person, now: datetime) -> BranchPage:
    """Gather what the page of a branch shows. Raises Refused where the score may not be seen."""
    board, today = newest_published(session), now.date()
    led = [one.person for one in officers(session, organization.id, today) if one.role == SECRETARY]
    return BranchPage(
        organization=organization,
        result=_result(session, organization, board, by, now) if board else None,
        under_way=under_way(session, [organization.id], now)[organization.id],
        marks=quarter_marks(session, organization.id, board.quarter) if board else (),
        secretary=led[0] if led else None,
        group=group_of(session, organization, Quarter.of(today), today),
    )


def _result(
    session: Session, organization: Organization, board: Board, by: Person, now: datetime
) -> BranchResult | None:
    wanted = BoardRow.board_id == board.id, BoardRow.organization_id == organization.id
    if session.scalar(select(BoardRow.id).where(*wanted)) is None:
        return None
    score = own_score(session, organization, board.quarter, by, now)
    shift = shifts(session, board, [score.row]).get(organization.id)
    taken = score.explained.deductions
    return BranchResult(
        score=score,
        change=ranks_won(score.row, history(session, board.quarter, [organization.id]).ranks),
        shift=shift,
        own_words=_own_words(session, organization, board.quarter, score.explained.scheme, shift),
        bars=category_bars(score),
        dearest=taken[:MOST_ENTRIES],
        others=len(taken[MOST_ENTRIES:]),
    )


def _own_words(
    session: Session, organization: Organization, quarter: Quarter, scheme: Scheme, shift: Shift | None
) -> Answer | None:
    """Find the newest reason the branch gave in the quarter, first for what lies in the category that moved most."""
    query = (
        select(Answer, SlipItem.indicator)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(SelfCheck, SelfCheck.id == Submission.self_check_id)
        .join(Slip, Slip.id == SelfCheck.slip_id)
        .join(SlipItem, SlipItem.id == Answer.slip_item_id)
        .where(Slip.organization_id == organization.id, Slip.month.in_(quarter.months), Answer.reason != "")
        .order_by(Submission.submitted_at.desc(), Submission.id.desc(), Answer.position)
    )
    found = session.execute(query).all()
    of_it = [answer for answer, code in found if shift and _lies_in(scheme, code, shift)]
    return next(iter([*of_it, *(answer for answer, _ in found)]), None)


def _lies_in(scheme: Scheme, code: str, shift: Shift) -> bool:
    indicator = scheme.indicators.get(code)
    return bool(indicator and shift.category and indicator.category == shift.category.code)
