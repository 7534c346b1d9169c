"""What a published board says beside the quarter before: who fell, who rose, who left a list or stays on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.boards import PUBLIC, Board, BoardRow, public_board
from models.organizations import Organization
from rules.catalogue import Category
from services.boards.history import history, outcome_on
from services.schemes.versions import scheme_for

MOST_NAMED: Final = 3
# A row with the ranks it won, or lost where they are less than 0.
Moved = tuple[BoardRow, int]
HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True)
class Movements:
    """Rows with the ranks they won or lost; rows that left the red list; grey ones with boards in a row; the means."""

    rose: list[Moved]
    fell: list[Moved]
    left_red: list[BoardRow]
    grey_again: list[Moved]
    mean: Decimal
    mean_before: Decimal | None


def movements(session: Session, board: Board) -> Movements:
    """Compare a published board with that of the quarter before; without one, nobody moved."""
    before = public_board(session, board.quarter.previous)
    rose, fell = moved(session, board, MOST_NAMED)
    red_before = {row.organization_id for row in before.listed("red")} if before else set()
    return Movements(
        rose=rose,
        fell=fell,
        left_red=[row for row in board.rows if row.organization_id in red_before and row.list != "red"],
        grey_again=_grey_again(session, board),
        mean=mean_of(board.rows),
        mean_before=mean_of(before.rows) if before else None,
    )


def moved(session: Session, board: Board, most: int) -> tuple[list[Moved], list[Moved]]:
    """List who rose and who fell most since the quarter before, at most so many of each, the farthest first.

    Among those who moved as far the better ranked rises, and the worse ranked falls, first.
    """
    before = aliased(BoardRow)
    change = before.rank - BoardRow.rank
    query = (
        select(BoardRow, change)
        .join(before, before.organization_id == BoardRow.organization_id)
        .join(Board, Board.id == before.board_id)
        .where(BoardRow.board_id == board.id, Board.quarter == board.quarter.previous, Board.state.in_(PUBLIC))
        .limit(most)
    )
    rose = query.where(change > 0).order_by(change.desc(), BoardRow.rank, BoardRow.id)
    fell = query.where(change < 0).order_by(change, BoardRow.rank.desc(), BoardRow.id.desc())
    return [(row, won) for row, won in session.execute(rose)], [(row, won) for row, won in session.execute(fell)]


def _grey_again(session: Session, board: Board) -> list[tuple[BoardRow, int]]:
    """List who is grey for the second board in a row or more; none while the grey list is not approved."""
    grey = [row for row in board.rows if outcome_on(board, row.list) == "grey"]
    past = history(session, board.quarter, [row.organization_id for row in grey])
    policy = scheme_for(session, board.quarter).policy
    streaks = [(row, past.standing(row, board.quarter, "grey", policy).grey_streak) for row in grey]
    return [(row, streak) for row, streak in streaks if streak > 1]


def mean_of(rows: Sequence[BoardRow]) -> Decimal:
    """Give the mean total of some rows, in points."""
    return (sum((row.total for row in rows), Decimal(0)) / len(rows)).quantize(HUNDREDTH)


def mean_losses(board: Board, categories: Sequence[Category]) -> list[tuple[str, Decimal]]:
    """Tell what an organisation lost on the mean in each category, the dearest first."""
    lost = [
        (
            one.title,
            one.points - sum((Decimal(row.by_category[one.code]) for row in board.rows), Decimal(0)) / len(board.rows),
        )
        for one in categories
    ]
    return sorted(((title, points.quantize(HUNDREDTH)) for title, points in lost), key=lambda one: -one[1])


def places_of(session: Session, organization: Organization) -> list[tuple[Board, BoardRow]]:
    """List an organisation's rows on the boards in force, newest first."""
    query = (
        select(Board, BoardRow)
        .join(BoardRow, BoardRow.board_id == Board.id)
        .where(BoardRow.organization_id == organization.id, Board.state.in_(PUBLIC))
        .order_by(Board.quarter.desc())
    )
    return [(board, row) for board, row in session.execute(query)]
