"""Which open objections could still change who is red or grey, and what each would change by itself (A5, A9, A19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.looks import counted
from models.objections import STRUCK, Objection, open_objections
from rules.applicability import applicable_codes
from rules.ranking import ListName, Standing
from rules.scoring import ZERO, round_points, score
from rules.what_if import could_move, if_risen
from services.boards.rows import standing_of
from services.boards.standings import LISTS, in_play, listed_on, lists_of, policy_of, rank_if, rows_of
from services.log.ahead import ahead
from services.objections.targets import BOARD, CLAIM, ORDER, kind_of
from services.scores.scores import Explained, Register, all_explained, register_of
from services.scores.touched import SCORED
from services.self_checks.in_time import ALL_ON_TIME

# What an upheld objection to these would change nobody can tell.
OPEN_ENDED: Final = (BOARD, CLAIM)


def open_cases_that_could_move(session: Session, board: Board) -> list[Objection]:
    """List the open objections about a board's quarter which, if upheld, could change who is red or grey.

    What an objection to a bonus or to the board as a whole could change nobody can tell, so those always count.
    """
    moving = ahead(session, _kept, board.id) if (cases := open_objections(session, board.quarter)) else ()
    return [case for case in cases if case.id in moving]


def _kept(session: Session, board_id: int) -> frozenset[int]:
    return counted(session, SCORED, _moving, board_id)


def _moving(session: Session, board_id: int) -> frozenset[int]:
    board = session.get_one(Board, board_id)
    cases = open_objections(session, board.quarter)
    open_ended = [case for case in cases if kind_of(case.target) in OPEN_ENDED]
    doubted: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        if case not in open_ended:
            doubted[case.organization_id].append(case.target)
    on_it = rows_of(session, board, {*doubted})
    best = best_without(session, board, on_it, [(who, tuple(keys)) for who, keys in doubted.items() if who in on_it])
    standings = in_play(session, board, {one.organization for one in best})
    now = {one.organization: one for one in standings}
    risen = {one.organization: one for one in best if one != now[one.organization]}
    movers = could_move(standings, risen, *lists_of(policy_of(session, board))) if risen else frozenset()
    return frozenset(case.id for case in cases if case in open_ended or case.organization_id in movers)


def best_without(
    session: Session, board: Board, rows: Mapping[str, BoardRow], asked: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[Standing, ...]:
    """Say where organisations, by their rows of a board, would stand, each without what it objects to."""
    # Rows of before a board kept what the register said have nothing there.
    register = {who: row.register or register_of(row.organization) for who, row in rows.items()}
    which = [row.organization for row in rows.values()]
    found = all_explained(session, which, board.quarter, board.drafted_at, register, only=[*rows])
    explained = {one.organization.id: one for one in found}
    return tuple(_without(rows[who], register[who], explained[who], keys) for who, keys in asked)


def _without(row: BoardRow, register: Register, found: Explained, doubted: Collection[str]) -> Standing:
    entries = [line.entry for line in found.lines if line.entry.corrected != STRUCK and line.entry.key not in doubted]
    failures = [entry.failure for entry in entries if entry.points is None]
    fits = applicable_codes(found.scheme, register["sector"], has_committee=register["has_committee"])
    best = score(found.scheme, failures, fits, found.quarter, found.score.bonus)
    policy, decimals = found.scheme.policy, found.scheme.policy.score_decimals
    placed = standing_of(row, policy)
    standing = replace(
        placed,
        open_orders=max(0, placed.open_orders - sum(kind_of(key) == ORDER for key in doubted)),
        base=round_points(best.base, decimals),
        total=best.total,
        tie_category=round_points(best.categories.get(policy.tie_category or "", ZERO), decimals),
    )
    answered = any(kind_of(key) == "slip" for key in doubted)
    return replace(standing, on_time_rate=ALL_ON_TIME) if answered else standing


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
    cases = [one for one in open_objections(session, board.quarter) if kind_of(one.target) not in OPEN_ENDED]
    on_it = rows_of(session, board, {one.organization_id for one in cases})
    if not (cases := [one for one in cases if one.organization_id in on_it]):
        return {}
    risen = best_without(session, board, on_it, [(one.organization_id, (one.target,)) for one in cases])
    standings = in_play(session, board, {one.organization for one in risen})
    return {one.id: _effect(session, board, standings, best) for one, best in zip(cases, risen, strict=True)}


def _effect(session: Session, board: Board, standings: Sequence[Standing], best: Standing) -> tuple[Effect, list[str]]:
    who = best.organization
    ranking = if_risen(standings, best, *lists_of(policy_of(session, board)))
    listed = listed_on(session, board)
    before = {one: name for name in LISTS for one in listed[name]}
    moved = [one.organization for one in ranking.placings if one.list != before.get(one.organization, "none")]
    sizes = {name: sum(one.list == name for one in ranking.placings) for name in LISTS}
    effect = Effect(
        points=best.total - next(one.total for one in standings if one.organization == who),
        rank=rank_if(session, board, best),
        list=next(one.list for one in ranking.placings if one.organization == who),
        moves=who in moved,
        sizes={name: size for name, size in sizes.items() if size != len(listed[name])},
        others=(),
    )
    return effect, [one for one in moved if one != who]
