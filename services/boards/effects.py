"""What each open objection about a board would change if it were upheld, by itself (A5, A9, A19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.objections import open_objections
from rules.ranking import ListName, ListRule, rank
from services.boards.movers import OPEN_ENDED, best_without
from services.boards.rows import standing_of
from services.objections.targets import kind_of
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Effect:
    """What an upheld objection would change: `points` more, the rank and list that would follow, others' lists.

    `sizes` are the lists whose size would change, with the new one; `others` the rows that would go to another list.
    """

    points: Decimal
    rank: int
    list: ListName
    moves: bool
    sizes: Mapping[ListName, int]
    others: tuple[BoardRow, ...]


def effects(session: Session, board: Board) -> dict[int, Effect]:
    """Say it for every open objection about a board's quarter, by its number.

    What an objection to a bonus or to the board as a whole would change nobody can tell: those are left out, and so are
    those of who is not on the board.
    """
    rows = {row.organization_id: row for row in board.rows}
    cases = [one for one in open_objections(session, board.quarter) if kind_of(one.target) not in OPEN_ENDED]
    return {
        one.id: _effect(session, board, rows, rows[one.organization_id], one.target)
        for one in cases
        if one.organization_id in rows
    }


def _effect(session: Session, board: Board, rows: Mapping[str, BoardRow], row: BoardRow, target: str) -> Effect:
    policy = scheme_for(session, board.quarter).policy
    best = best_without(session, board, row, [target])
    standings = [best if one is row else standing_of(one, policy) for one in board.rows]
    ranking = rank(standings, policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    placed = {placing.organization: placing for placing in ranking.placings}
    mine = placed.pop(row.organization_id)
    lists: tuple[ListName, ...] = ("red", "grey")
    sizes = {one: sum(placing.list == one for placing in ranking.placings) for one in lists}
    return Effect(
        points=best.total - row.total,
        rank=mine.rank,
        list=mine.list,
        moves=mine.list != row.list,
        sizes={one: size for one, size in sizes.items() if size != len(board.listed(one))},
        others=tuple(rows[one] for one, placing in placed.items() if rows[one].list != placing.list),
    )
