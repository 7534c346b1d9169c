"""What everybody on a board is called, and what its words seem to hold and should not."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.looks import once
from models.organizations import Organization
from rules.sensitive import Sign, signs_in
from services.boards.keeping import of_names


def signs_on(session: Session, board: Board) -> list[Sign]:
    """List what the words of a board seem to hold and should not: its names, and why there is another version of it."""
    return [*of_names(session, _signs, board.id, board.amendment_reason or "")]


def _signs(session: Session, board_id: int, reason: str) -> tuple[Sign, ...]:
    return tuple(signs_in(reason, *names_on(session, board_id)))


def names_on(session: Session, board_id: int) -> list[str]:
    """Read what everybody on a board is called, in no order."""
    return [*once(session, _names, board_id)]


def _names(session: Session, board_id: int) -> list[str]:
    """Read them as one text: 10,000 rows take twice as long."""
    called = func.coalesce(BoardRow.published_name, Organization.short_name)
    named = select(func.aggregate_strings(called, "\n")).join(BoardRow.organization)
    said = session.scalar(named.where(BoardRow.board_id == board_id))
    return said.split("\n") if said else []
