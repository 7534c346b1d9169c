"""Which open objections could still change who is red or grey on a board (A5, A19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.objections import STRUCK, Objection, open_objections
from rules.applicability import applicable_codes
from rules.ranking import ListRule, Standing
from rules.scoring import ZERO, round_points, score
from rules.what_if import could_move
from services.boards.rows import standing_of
from services.log.ahead import ahead
from services.objections.targets import BOARD, CLAIM, ORDER, kind_of
from services.schemes.versions import scheme_for
from services.scores.scores import explained, register_of
from services.self_checks.in_time import ALL_ON_TIME

# What an upheld objection to these would change nobody can tell.
OPEN_ENDED: Final = (BOARD, CLAIM)


def open_cases_that_could_move(session: Session, board: Board) -> list[Objection]:
    """List the open objections about a board's quarter which, if upheld, could change who is red or grey.

    What an objection to a bonus or to the board as a whole could change nobody can tell, so those always count.
    """
    moving = ahead(session, _moving, board.id) if (cases := open_objections(session, board.quarter)) else ()
    return [case for case in cases if case.id in moving]


def _moving(session: Session, board_id: int) -> frozenset[int]:
    board = session.get_one(Board, board_id)
    cases = open_objections(session, board.quarter)
    open_ended = [case for case in cases if kind_of(case.target) in OPEN_ENDED]
    doubted: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        if case not in open_ended:
            doubted[case.organization_id].append(case.target)
    policy = scheme_for(session, board.quarter).policy
    now = {row.organization_id: standing_of(row, policy) for row in board.rows}
    best = {
        row.organization_id: best_without(session, board, row, doubted[row.organization_id])
        for row in board.rows
        if row.organization_id in doubted
    }
    best = {one: standing for one, standing in best.items() if standing != now[one]}
    sizes = policy.red_size, policy.grey_size
    movers = could_move(list(now.values()), best, *sizes, ListRule.of_policy(policy)) if best else frozenset()
    return frozenset(case.id for case in cases if case in open_ended or case.organization_id in movers)


def best_without(session: Session, board: Board, row: BoardRow, doubted: Collection[str]) -> Standing:
    """Say where an organisation would stand without the entries and orders it objects to."""
    # Rows of before a board kept what the register said have nothing there.
    register = row.register or register_of(row.organization)
    found = explained(session, row.organization, board.quarter, board.drafted_at, register)
    entries = [line.entry for line in found.lines if line.entry.corrected != STRUCK and line.entry.key not in doubted]
    failures = [entry.failure for entry in entries if entry.points is None]
    fits = applicable_codes(found.scheme, register["sector"], has_committee=register["has_committee"])
    best = score(found.scheme, failures, fits, board.quarter, found.score.bonus)
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
