"""What the page of an organisation's result shows: the five categories, every entry, and the last eight quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from models.organizations import Organization
from rules.periods import Quarter
from rules.scoring import ZERO
from services.boards.ties import ties_of
from services.pages.visitors import Visitor
from services.scores.own_score import OwnScore, own_score
from services.scores.scores import Line

QUARTERS_SHOWN: Final = 8
WHOLE: Final = 100


@dataclass(frozen=True)
class Bar:
    """One category: its points of its full points, its share in per cent, and whether it is the weakest one."""

    code: str
    title: str
    points: Decimal
    full: Decimal
    percent: Decimal
    weakest: bool


@dataclass(frozen=True)
class QuarterMark:
    """One quarter of the line: the organisation's total, None where it was not ranked, and everybody's mean."""

    quarter: Quarter
    total: Decimal | None
    mean: Decimal


@dataclass(frozen=True)
class ResultPage:
    """An organisation's result. `until` is the last day for objections, None when it has passed.

    `deductions` hold what cost points or would have; `own` tells whether the visitor may object for it,
    `ties` what decided between it and its neighbours of equal total.
    """

    score: OwnScore
    bars: tuple[Bar, ...]
    history: tuple[QuarterMark, ...]
    until: date | None
    own: bool
    ties: list[str]

    @property
    def deductions(self) -> tuple[Line, ...]:
        """The failures, counted or not."""
        return tuple(line for line in self.score.explained.lines if line.entry.points is None)

    @property
    def bonuses(self) -> tuple[Line, ...]:
        """What was earned, counted or not."""
        return tuple(line for line in self.score.explained.lines if line.entry.points is not None)


def result_page(
    session: Session, organization: Organization, quarter: Quarter, visitor: Visitor, now: datetime
) -> ResultPage:
    """Gather an organisation's result of a quarter as a visitor may see it: to whom and from when on says `own_score`.

    Raises Refused like it.
    """
    score = own_score(session, organization, quarter, visitor.person, now)
    until = score.objections_until
    return ResultPage(
        score=score,
        bars=_bars(score),
        history=_history(session, organization, quarter),
        until=until if until and until >= visitor.today else None,
        own=organization.id in visitor.own,
        ties=ties_of(session, score.board, score.row) if score.is_published else [],
    )


def _bars(score: OwnScore) -> tuple[Bar, ...]:
    """Lay out the categories; the weakest is the one with the smallest share, none where all are equal."""
    categories = score.explained.scheme.categories
    shares = [_share(score.category(one.code), one.points) for one in categories]
    lowest = min(shares) if len(set(shares)) > 1 else None
    return tuple(
        Bar(one.code, one.title, score.category(one.code), one.points, share * WHOLE, weakest=share == lowest)
        for one, share in zip(categories, shares, strict=True)
    )


def _share(points: Decimal, full: Decimal) -> Decimal:
    return min(max(points / full, ZERO), Decimal(1)) if full else ZERO


def _history(session: Session, organization: Organization, quarter: Quarter) -> tuple[QuarterMark, ...]:
    """Read totals and means of the boards in force, oldest first, of up to eight quarters until this one."""
    boards = select(Board.id, Board.quarter).where(Board.state.in_(PUBLIC), Board.quarter <= quarter)
    newest = session.execute(boards.order_by(Board.quarter.desc()).limit(QUARTERS_SHOWN)).all()
    ids = [id_ for id_, _ in newest]
    sums = select(BoardRow.board_id, func.sum(BoardRow.total), func.count()).where(BoardRow.board_id.in_(ids))
    means = {id_: total / count for id_, total, count in session.execute(sums.group_by(BoardRow.board_id))}
    own = select(BoardRow.board_id, BoardRow.total).where(
        BoardRow.board_id.in_(ids), BoardRow.organization_id == organization.id
    )
    totals = {row.board_id: row.total for row in session.execute(own)}
    return tuple(QuarterMark(one, totals.get(id_), means[id_]) for id_, one in reversed(newest) if id_ in means)
