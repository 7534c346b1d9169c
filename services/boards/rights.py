"""Which board is meant, and who may do what with it; a board is worked on one act after another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow, Refused
from bot.wording import quarter_text
from models.appointments import LEADING_GROUP, OFFICE, OFFICE_HEAD, SECRECY_REVIEWER, has_power, has_role
from models.boards import Board, latest_board
from models.people import Person
from rules.cases import BOARD
from rules.periods import Quarter
from services.cases import held, step


def may_draft(session: Session, by: Person, now: datetime) -> bool:
    """Tell whether a person may draft boards: the office's head, or whom the register lets."""
    day = now.date()
    return has_role(session, by, (OFFICE_HEAD,), day) or has_power(session, by, "draft_board", day)


def may_approve(session: Session, by: Person, now: datetime) -> bool:
    """Tell whether a person may review and approve boards: the leading group, or whom the register lets."""
    day = now.date()
    return has_role(session, by, (LEADING_GROUP,), day) or has_power(session, by, "approve_board", day)


def may_check_secrecy(session: Session, by: Person, now: datetime) -> bool:
    """Tell whether a person checks boards for what must not be published."""
    return has_role(session, by, (SECRECY_REVIEWER,), now.date())


def seen_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Find a quarter's board for somebody who works on boards. Raises Refused for everybody else, and without one."""
    rights = (may_draft, may_approve, may_check_secrecy)
    if not (has_role(session, by, OFFICE, now.date()) or any(may(session, by, now) for may in rights)):
        raise NoRight("board_show_not_yours")
    board = latest_board(session, quarter)
    if board is None:
        raise NotFound("no_board", quarter=quarter_text(quarter))
    return board


def held_board(session: Session, quarter: Quarter) -> Board | None:
    """Find a quarter's board while nobody else works on boards."""
    return held(session, lambda: latest_board(session, quarter))


def existing_board(session: Session, quarter: Quarter) -> Board:
    """Find and hold a quarter's board. Raises Refused without one."""
    board = held_board(session, quarter)
    if board is None:
        raise NotFound("no_board", quarter=quarter_text(quarter))
    return board


def take_step(session: Session, board: Board, event: str, by: Person, now: datetime, **kept: Any) -> None:
    """Take one step in a board's life and keep who took it, when and why.

    Raises Refused when a board in this state is not due for it.
    """
    if (board.state, event) not in BOARD.steps:
        raise out_of_turn(board, event)
    step(session, BOARD, board, event, by, now, **kept)


def out_of_turn(board: Board, event: str) -> Refused:
    """Word the refusal of a step a board is not due for: where it stands, and what comes next."""
    return NotNow("board_out_of_turn", board=board, event=event, quarter=quarter_text(board.quarter))


def check_not_drafter(board: Board, by: Person) -> None:
    """Raise Refused when a person drafted this board: somebody else looks at it."""
    if board.drafted_by_id == by.id:
        raise NoRight("own_board", quarter=quarter_text(board.quarter))


def needed_reason(quarter: Quarter, reason: str, command: str) -> str:
    """Give the reason without loose ends. Raises Refused when there is none."""
    if not reason.strip():
        raise BadInput("board_reason_missing", quarter=quarter_text(quarter), command=command)
    return reason.strip()
