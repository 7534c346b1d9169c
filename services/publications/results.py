"""What a published board means for one organisation, and for the town: place, change, where points were lost, what is
being done about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow, published_before
from models.orders import orders
from models.overhauls import overhauls
from rules.cases import ORDER, OVERHAUL
from rules.catalogue import Category
from services.board_displays.movements import Movements, mean_of, movements
from services.boards.history import outcome_on, ranks_in, ranks_won
from services.boards.ties import own_ties
from services.schemes.versions import scheme_for
from services.scores.scores import Line, all_explained

DEAREST: Final = 2
QUARTERS_OF_A_TREND: Final = 4


@dataclass(frozen=True)
class OwnResult:
    """One organisation's row: ranks won (None without a rank before), its list as far as it is shown, and the
    categories in which it lost most, each with the points lost; `ties` say what decided where totals are equal."""

    row: BoardRow
    change: int | None
    listed: str
    lost: list[tuple[str, Decimal]]
    ties: list[str]


@dataclass(frozen=True)
class TownResult:
    """What the leaders hear: movements, why (by organisation: categories and dearest deductions), the means of the last
    quarters, and what is being done: open orders and overhauls, branches that are helped."""

    moved: Movements
    lost: dict[str, list[tuple[str, Decimal]]]
    deductions: dict[str, list[Line]]
    trend: list[Decimal]
    open_orders: int
    open_overhauls: int
    helped: int


def own_results(session: Session, board: Board) -> list[OwnResult]:
    """Give every organisation's result, in the order of the board."""
    before, scheme = ranks_in(session, board.quarter.previous), scheme_for(session, board.quarter)
    rows = board.rows
    return [
        OwnResult(
            row=row,
            change=ranks_won(row, before),
            listed=outcome_on(board, row.list),
            lost=lost_by(row, scheme.categories),
            ties=own_ties(rows[max(number - 1, 0) : number + 2], row, scheme.policy),
        )
        for number, row in enumerate(rows)
    ]


def lost_by(row: BoardRow, categories: Sequence[Category]) -> list[tuple[str, Decimal]]:
    """Name the categories in which a row lost most, dearest first; none where nothing was lost."""
    lost = [(one.title, one.points - Decimal(row.by_category[one.code])) for one in categories]
    return sorted((one for one in lost if one[1] > 0), key=lambda one: -one[1])[:DEAREST]


def town_result(session: Session, board: Board) -> TownResult:
    """Give what the leaders hear of a published board."""
    moved, categories = movements(session, board), scheme_for(session, board.quarter).categories
    named, fallen = [row for row, _ in (*moved.fell, *moved.rose)], [row for row, _ in moved.fell]
    under_way = overhauls(session, states=OVERHAUL.open_states)
    earlier = [*published_before(session, board.quarter)][1 - QUARTERS_OF_A_TREND :]
    return TownResult(
        moved=moved,
        lost={row.organization_id: lost_by(row, categories) for row in named},
        deductions=_deductions(session, board, fallen),
        trend=[mean_of(one.rows) for one in (*earlier, board)],
        open_orders=len(orders(session, states=ORDER.open_states)),
        open_overhauls=len(under_way),
        helped=len({one.organization_id for one in under_way if one.plans}),
    )


def _deductions(session: Session, board: Board, rows: Sequence[BoardRow]) -> dict[str, list[Line]]:
    """List, by organisation, what cost some rows of a board most."""
    register = {row.organization_id: row.register for row in rows}
    organizations = [row.organization for row in rows]
    found = all_explained(session, organizations, board.quarter, board.drafted_at, register, only=[*register])
    return {one.organization.id: one.deductions[:DEAREST] for one in found}
