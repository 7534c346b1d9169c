"""What one open objection would change on a board if it were upheld in full: total, rank and lists (A5, A19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.objections import Objection
from rules.policy import Policy
from rules.ranking import ListRule, Placing, Standing, rank
from services.boards.movers import OPEN_ENDED, best_without
from services.boards.rows import standing_of
from services.objections.targets import kind_of
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Outlook:
    """An open objection beside its row: the total and the rank it would have, and who would change lists with it.

    `row` is None for an organisation that is not on the board. `total` and `rank` are None where nobody can tell: of an
    objection to a bonus, or to the board as a whole.
    """

    case: Objection
    row: BoardRow | None
    total: Decimal | None = None
    rank: int | None = None
    moved: tuple[BoardRow, ...] = ()


def outlooks(session: Session, board: Board, cases: Sequence[Objection]) -> list[Outlook]:
    """Look at each case by itself, as if the others were turned down."""
    policy = scheme_for(session, board.quarter).policy
    rows = {row.organization_id: row for row in board.rows}
    standings = {who: standing_of(row, policy) for who, row in rows.items()}
    before = _placings(standings, policy) if cases else {}
    return [_outlook(session, board, one, rows, standings, before, policy) for one in cases]


def _outlook(
    session: Session,
    board: Board,
    case: Objection,
    rows: dict[str, BoardRow],
    standings: dict[str, Standing],
    before: dict[str, Placing],
    policy: Policy,
) -> Outlook:
    row = rows.get(case.organization_id)
    if row is None or kind_of(case.target) in OPEN_ENDED:
        return Outlook(case, row)
    better = best_without(session, board, row, [case.target])
    after = _placings({**standings, row.organization_id: better}, policy)
    moved = tuple(one for who, one in rows.items() if after[who].list != before[who].list)
    return Outlook(case, row, better.total, after[row.organization_id].rank, moved)


def _placings(standings: dict[str, Standing], policy: Policy) -> dict[str, Placing]:
    ranking = rank([*standings.values()], policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    return {one.organization: one for one in ranking.placings}
