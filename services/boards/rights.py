"""Which board is meant, and who may do what with it; a board is worked on one act after another."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow
from bot.readers import needed
from bot.wording import quarter_text
from models.boards import Board, has_rows, latest_board
from models.people import Person
from rules.cases import BOARD
from rules.periods import Quarter
from services import cases
from services.boards.standings import ranked
from services.rights.asking import check_may
from services.rights.conflicts import Conflict, check_over, conflict_over
from services.rights.table import Right

# Somebody else than the drafter looks at a board.
NOT_BY_DRAFTER: Final = (Right.REVIEW_BOARD, Right.APPROVE_BOARD)


def seen_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Find a quarter's board for somebody who works on boards. Raises Refused for everybody else, and without one."""
    board = followed_board(session, quarter, by, now)
    if not has_rows(session, board):
        raise NotFound("board_never_drafted", quarter=quarter_text(quarter))
    return board


def followed_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Find a quarter's board as `seen_board` does, also one that was cancelled before anybody had drafted it."""
    check_may(session, by, Right.SEE_DRAFT, now)
    board = latest_board(session, quarter)
    if board is None:
        raise no_board(quarter)
    return board


def locked_board(session: Session, quarter: Quarter) -> Board | None:
    """Find a quarter's board while nobody else works on boards."""
    return cases.locked(session, lambda: latest_board(session, quarter))


def existing_board(session: Session, quarter: Quarter) -> Board:
    """Find and lock a quarter's board. Raises NotFound without one."""
    return cases.existing(session, lambda: latest_board(session, quarter), no_board(quarter))


def no_board(quarter: Quarter) -> NotFound:
    """Word the refusal where a quarter has no board."""
    return NotFound("no_board", quarter=quarter_text(quarter))


def take_step(session: Session, board: Board, event: str, by: Person, now: datetime, **kept: Any) -> None:
    """Take one step in a board's life and keep who took it, when and why.

    Raises NotNow when a board in this state is not due for it.
    """
    cases.check_turn(BOARD, board, event, out_of_turn(board, event))
    cases.step(session, BOARD, board, event, by, now, **kept)


def out_of_turn(board: Board, event: str) -> NotNow:
    """Word the refusal of a step a board is not due for: where it stands, and what comes next."""
    return NotNow("board_out_of_turn", board=board, event=event, quarter=quarter_text(board.quarter))


def check_impartial(session: Session, board: Board, right: Right, by: Person, now: datetime) -> dict[str, Any]:
    """Raise Refused when a person drafted a board they would decide on, or is an officer of a branch on it (D10).

    Returns what is kept with the step: the own branches of somebody who takes it because nobody else can.
    """
    quarter = quarter_text(board.quarter)
    if right in NOT_BY_DRAFTER and board.drafted_by_id == by.id:
        raise NoRight("own_board", quarter=quarter)
    return check_over(session, by, right, now, ranked(session, board), but=barred_from(board, right), quarter=quarter)


def conflict_on(session: Session, board: Board, right: Right, by: Person, now: datetime) -> Conflict | None:
    """Find the conflict of interest of a person who would take a step of a board."""
    return conflict_over(session, by, right, now, ranked(session, board), but=barred_from(board, right))


def barred_from(board: Board, right: Right) -> list[int]:
    """List who cannot take a step of a board for having drafted it."""
    return [board.drafted_by_id] if right in NOT_BY_DRAFTER else []


def needed_reason(quarter: Quarter, reason: str, command: str) -> str:
    """Give the reason as it is kept. Raises BadInput when there is none, and for an endless one."""
    return needed(reason, BadInput("board_reason_missing", quarter=quarter_text(quarter), command=command))
