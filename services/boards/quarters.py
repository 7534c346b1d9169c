"""The quarters there is a board for, or could be one: each with its newest version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.boards import CANCELLED, Board, latest_board
from models.daily_records import DailyRecord
from models.looks import once
from rules.periods import Quarter
from services.boards.completeness import Completeness
from services.boards.neighbours import unsettled_quarters


@dataclass(frozen=True)
class QuarterBoard:
    """A quarter with the newest version of its board, None while nobody has drafted one, and what is there for it."""

    quarter: Quarter
    board: Board | None
    there: Completeness


def quarter_boards(session: Session, now: datetime) -> list[QuarterBoard]:
    """List every quarter that has a board, was begun, or has records; newest first, without rows.

    The running one is among them: what its board lacks can be read before it is over.
    """
    return [*once(session, _quarter_boards, Quarter.of(now.date()))]


def _quarter_boards(session: Session, this: Quarter) -> list[QuarterBoard]:
    found: dict[Quarter, Board | None] = dict.fromkeys(unsettled_quarters(session, this.next))
    found |= {one: None for one in (this.previous, this) if _is_recorded(session, one)}
    holds = (Board.state != CANCELLED) | (Board.version == 1)
    boards = session.scalars(select(Board).where(holds).order_by(Board.version))
    found |= {one.quarter: one for one in boards}
    return [QuarterBoard(one, found[one], Completeness(session, one)) for one in sorted(found, reverse=True)]


def quarter_board(session: Session, quarter: Quarter) -> QuarterBoard | None:
    """Find a quarter with its board; None for one that was never begun and has no records."""
    board = latest_board(session, quarter)
    if (
        board is None
        and quarter not in unsettled_quarters(session, quarter.next)
        and not _is_recorded(session, quarter)
    ):
        return None
    return QuarterBoard(quarter, board, Completeness(session, quarter))


def versions_of(session: Session, quarter: Quarter) -> list[Board]:
    """List every version of a quarter's board that was published, oldest first, without rows."""
    query = select(Board).where(Board.quarter == quarter, Board.published_at.is_not(None)).order_by(Board.version)
    return list(session.scalars(query))


def _is_recorded(session: Session, quarter: Quarter) -> bool:
    return bool(session.scalar(select(exists().where(DailyRecord.month.in_(quarter.months)))))
