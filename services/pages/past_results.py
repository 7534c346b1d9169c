"""An organisation's results of the quarters before, and why it has its rank among equal totals (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from rules.periods import Quarter
from rules.ranking import Compared, comparisons
from services.boards.rows import standing_of
from services.schemes.versions import scheme_for

QUARTERS_SHOWN: Final = 8


@dataclass(frozen=True)
class PastQuarter:
    """One quarter's total and rank; `won` counts the ranks won over the quarter before, None where there was none."""

    quarter: Quarter
    total: Decimal
    rank: int
    won: int | None


@dataclass(frozen=True)
class Among:
    """Why somebody has this rank: how many `others` have the same total, and what was compared with the nearest."""

    others: int
    compared: list[Compared]


def past_quarters(session: Session, organization_id: str, until: Quarter) -> list[PastQuarter]:
    """List the published quarters of an organisation, newest first, up to eight until one."""
    of_it = BoardRow.organization_id == organization_id, Board.state.in_(PUBLIC), Board.quarter <= until
    query = (
        select(Board.quarter, BoardRow.total, BoardRow.rank).join(Board, Board.id == BoardRow.board_id).where(*of_it)
    )
    found = list(session.execute(query.order_by(Board.quarter.desc()).limit(QUARTERS_SHOWN + 1)))
    ranks = {quarter: rank for quarter, _, rank in found}
    return [
        PastQuarter(quarter, total, rank, ranks[quarter.previous] - rank if quarter.previous in ranks else None)
        for quarter, total, rank in found[:QUARTERS_SHOWN]
    ]


def among_equals(session: Session, board: Board, row: BoardRow) -> Among | None:
    """Compare an organisation with the nearest of equal total; None where it is alone with its total."""
    equal = select(BoardRow).where(BoardRow.board_id == board.id, BoardRow.total == row.total, BoardRow.id != row.id)
    others = list(session.scalars(equal))
    if not others:
        return None
    nearest = min(others, key=lambda one: (one.rank == row.rank, abs(one.rank - row.rank), one.rank))
    policy = scheme_for(session, board.quarter).policy
    compared = comparisons(standing_of(row, policy), standing_of(nearest, policy), policy.tie_break)
    return Among(len(others), compared)
