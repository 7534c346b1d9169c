"""Rows of a board as a page shows them: with the change since last quarter and the boards in a row (A11)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from rules.policy import Policy
from services.boards.history import History, Standing, history, outcome_on


@dataclass(frozen=True)
class Place:
    """One organisation on a board.

    `list` is "none" for a grey row whose list was never approved, as if it were not listed.
    """

    organization_id: str
    name: str
    list: str
    rank: int
    total: Decimal
    standing: Standing
    own: bool


def places(
    session: Session, board: Board, policy: Policy, rows: Sequence[BoardRow], own: Collection[str]
) -> dict[str, Place]:
    """Turn some rows of a board into places, by organisation; `own` are the visitor's organisations."""
    past = history(session, board.quarter, [row.organization_id for row in rows])
    return {row.organization_id: _place(row, board, policy, past, own=row.organization_id in own) for row in rows}


def _place(row: BoardRow, board: Board, policy: Policy, past: History, *, own: bool) -> Place:
    listed = outcome_on(board, row.list)
    standing = past.standing(row, board.quarter, listed, policy)
    return Place(row.organization_id, row.name, listed, row.rank, row.total, standing, own)
