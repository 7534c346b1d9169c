"""A quarter's scores for those who look at all of them: office and leaders, each as early as they may (A5, A19, D8)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from bot.wording import quarter_text
from models.boards import CANCELLED, PUBLIC, Board, BoardRow
from models.people import Person
from rules.periods import Quarter
from services.readings import note_reading
from services.rights.asking import may
from services.rights.table import Right
from services.scores.own_score import OwnScore, shown_board
from services.scores.scores import explained


def seen_scores(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board | None:
    """Find the board whose scores somebody may see of everybody: the newest draft for who works on boards, from the
    preview on for who may see scores early, else what is published. Its rows are not read; None where there is none.
    """
    if may(session, by, Right.SEE_DRAFT, now):
        query = select(Board).where(Board.quarter == quarter, Board.state != CANCELLED).order_by(Board.version.desc())
        return session.scalar(query.limit(1))
    if may(session, by, Right.SEE_SCORE_EARLY, now):
        return shown_board(session, quarter)
    query = select(Board).where(Board.quarter == quarter, Board.state.in_(PUBLIC))
    return session.scalar(query)


def seen_score(session: Session, row: BoardRow, by: Person, now: datetime) -> OwnScore:
    """Tell how one of these scores came about, entry by entry. Raises Refused for a row of another board."""
    board = session.get_one(Board, row.board_id)
    seen = seen_scores(session, board.quarter, by, now)
    if seen is None:
        raise NotNow("score_not_shown_yet", quarter=quarter_text(board.quarter), early=False)
    if seen.id != board.id:
        raise NotFound("score_of_older_board", quarter=quarter_text(board.quarter), board=seen)
    note_reading(session, by, row.organization, board.quarter, now)
    found = explained(session, row.organization, board.quarter, board.drafted_at, row.register)
    return OwnScore(board, row, found)


def scored_quarters(session: Session, most: int) -> list[Quarter]:
    """List the last quarters that have a board, newest first."""
    query = select(Board.quarter).where(Board.state != CANCELLED).distinct().order_by(Board.quarter.desc())
    return list(session.scalars(query.limit(most)))
