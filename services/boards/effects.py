"""What each open objection about a board would change if it were upheld, by itself (A5, A9, A19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.looks import counted
from models.objections import open_objections
from rules.ranking import ListName, Standing
from rules.what_if import if_risen
from services.boards.movers import OPEN_ENDED, best_without
from services.boards.standings import LISTS, listed_on, lists_of, policy_of, rows_of, standings_of
from services.objections.targets import kind_of
from services.scores.touched import SCORED


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
    found = counted(session, SCORED, _effects, board.id)
    rows = rows_of(session, board, {who for _, others in found.values() for who in others})
    return {number: replace(one, others=tuple(rows[who] for who in others)) for number, (one, others) in found.items()}


def _effects(session: Session, board_id: int) -> dict[int, tuple[Effect, list[str]]]:
    """Work them out with the ids of the others."""
    board = session.get_one(Board, board_id)
    standings = standings_of(session, board)
    now = {one.organization: one for one in standings}
    cases = [
        one
        for one in open_objections(session, board.quarter)
        if kind_of(one.target) not in OPEN_ENDED and one.organization_id in now
    ]
    risen = best_without(session, board, [(one.organization_id, (one.target,)) for one in cases])
    return {one.id: _effect(session, board, standings, best) for one, best in zip(cases, risen, strict=True)}


def _effect(session: Session, board: Board, standings: Sequence[Standing], best: Standing) -> tuple[Effect, list[str]]:
    who = best.organization
    mine, ranking = if_risen(standings, best, *lists_of(policy_of(session, board)))
    listed = listed_on(session, board)
    before = {one: name for name in LISTS for one in listed[name]}
    moved = [one.organization for one in ranking.placings if one.list != before.get(one.organization, "none")]
    sizes = {name: sum(one.list == name for one in ranking.placings) for name in LISTS}
    effect = Effect(
        points=best.total - next(one.total for one in standings if one.organization == who),
        rank=mine,
        list=next(one.list for one in ranking.placings if one.organization == who),
        moves=who in moved,
        sizes={name: size for name, size in sizes.items() if size != len(listed[name])},
        others=(),
    )
    return effect, [one for one in moved if one != who]
