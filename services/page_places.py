"""Rows of a board as a page shows them: with the change since last quarter and the boards in a row (A11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from rules.periods import Quarter
from rules.policy import Policy
from rules.streaks import Outcome, grey_streak

# The same rule counts red boards when red and grey change places.
MIRRORED: Final[dict[Outcome, Outcome]] = {"red": "grey", "grey": "red", "none": "none", "unranked": "unranked"}


@dataclass(frozen=True)
class Place:
    """One organisation on a board; `change` counts the ranks won, None without a rank last quarter.

    `list` is "none" for a grey row whose list was never approved, as if it were not listed.
    """

    organization_id: str
    name: str
    list: str
    rank: int
    total: Decimal
    change: int | None
    red_streak: int
    grey_streak: int
    is_new: bool
    own: bool


@dataclass(frozen=True)
class _Past:
    """What the boards in force of earlier quarters say: outcomes per organisation, and the ranks of last quarter."""

    outcomes: dict[str, dict[Quarter, Outcome]]
    ranks: dict[str, int]
    any_board: bool


def places(
    session: Session, board: Board, policy: Policy, rows: Sequence[BoardRow], own: Collection[str]
) -> dict[str, Place]:
    """Turn some rows of a board into places, by organisation; `own` are the visitor's organisations."""
    past = _past(session, board, [row.organization_id for row in rows])
    return {row.organization_id: _place(row, board, policy, past, own=row.organization_id in own) for row in rows}


def _place(row: BoardRow, board: Board, policy: Policy, past: _Past, *, own: bool) -> Place:
    listed = _displayed(row.list, grey_approved=board.grey_approved_at is not None)
    outcomes: dict[Quarter, Outcome] = {**past.outcomes[row.organization_id], board.quarter: listed}
    red_streak = grey_streak({quarter: MIRRORED[one] for quarter, one in outcomes.items()}, policy)
    before = past.ranks.get(row.organization_id)
    return Place(
        organization_id=row.organization_id,
        name=row.organization.short_name,
        list=listed,
        rank=row.rank,
        total=row.total,
        change=None if before is None else before - row.rank,
        red_streak=red_streak,
        grey_streak=grey_streak(outcomes, policy),
        is_new=past.any_board and red_streak == 1,
        own=own,
    )


def _displayed(listed: str, *, grey_approved: bool) -> Outcome:
    """A grey list that was never approved was not displayed and counts for nothing."""
    if listed == "grey":
        return "grey" if grey_approved else "none"
    return "red" if listed == "red" else "none"


def _past(session: Session, board: Board, organization_ids: Sequence[str]) -> _Past:
    known = select(Board.id, Board.quarter, Board.grey_approved_at)
    in_force = known.where(Board.state.in_(PUBLIC), Board.quarter < board.quarter)
    earlier = {id_: (quarter, approved is not None) for id_, quarter, approved in session.execute(in_force)}
    unranked: dict[Quarter, Outcome] = {quarter: "unranked" for quarter, _ in earlier.values()}
    outcomes: dict[str, dict[Quarter, Outcome]] = defaultdict(lambda: dict(unranked))
    ranks: dict[str, int] = {}
    query = select(BoardRow.board_id, BoardRow.organization_id, BoardRow.list, BoardRow.rank).where(
        BoardRow.board_id.in_(earlier), BoardRow.organization_id.in_(organization_ids)
    )
    for board_id, organization_id, listed, rank in session.execute(query):
        quarter, grey_approved = earlier[board_id]
        outcomes[organization_id][quarter] = _displayed(listed, grey_approved=grey_approved)
        if quarter == board.quarter.previous:
            ranks[organization_id] = rank
    return _Past(outcomes, ranks, bool(earlier))
