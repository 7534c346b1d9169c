"""Rows of a board as a page shows them: with the change since last quarter and the boards in a row (A11)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from rules.policy import Policy
from services.boards.history import History, Standing, history, outcome_on
from services.boards.ties import tie_notes


@dataclass(frozen=True)
class Place:
    """One organisation on a board.

    `list` is "none" for a grey row whose list was never approved, as if it were not listed. `tie` says why it stands
    behind the one before it of the same total.
    """

    organization_id: str
    name: str
    list: str
    rank: int
    total: Decimal
    standing: Standing
    own: bool
    tie: str


def places(
    session: Session, board: Board, policy: Policy, rows: Sequence[BoardRow], own: Collection[str]
) -> dict[str, Place]:
    """Turn some rows of a board into places, by organisation; `own` are the visitor's organisations."""
    past = history(session, board.quarter, [row.organization_id for row in rows])
    in_order = sorted({row.id: row for row in rows}.values(), key=lambda row: (row.rank, row.id))
    notes = tie_notes(session, board, in_order)
    return {
        row.organization_id: _place(row, board, policy, past, own, notes.get(row.organization_id, "")) for row in rows
    }


def _place(row: BoardRow, board: Board, policy: Policy, past: History, own: Collection[str], tie: str) -> Place:
    listed = outcome_on(board, row.list)
    standing = past.standing(row, board.quarter, listed, policy)
    return Place(
        organization_id=row.organization_id,
        name=row.name,
        list=listed,
        rank=row.rank,
        total=row.total,
        standing=standing,
        own=row.organization_id in own,
        tie=tie,
    )
