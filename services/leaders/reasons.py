"""Why a branch stands elsewhere than the quarter before: the category that moved most, and its dearest entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from rules.catalogue import Category
from services.scores.scores import Explained, Line, all_explained


@dataclass(frozen=True)
class Shift:
    """How a row differs from that of the quarter before: the total, and the category that moved most (None: bonus).

    `points` is how far that category went, less than 0 where it fell; `entry` is the deduction that cost most there.
    """

    total: Decimal
    category: Category | None
    points: Decimal
    entry: Line | None


def shifts(session: Session, board: Board, rows: Sequence[BoardRow]) -> dict[str, Shift]:
    """Say it for some rows of a board, by organisation; those that were not ranked the quarter before are left out.

    Of who lost points in all the category that fell most is named, of all others the one that rose most.
    """
    ids = [row.organization_id for row in rows]
    query = select(BoardRow).join(Board, Board.id == BoardRow.board_id)
    earlier = query.where(Board.quarter == board.quarter.previous, Board.state.in_(PUBLIC))
    before = {row.organization_id: row for row in session.scalars(earlier.where(BoardRow.organization_id.in_(ids)))}
    register = {row.organization_id: row.register for row in rows}
    organizations = [row.organization for row in rows]
    found = all_explained(session, organizations, board.quarter, board.drafted_at, register, only=ids)
    told = {one.organization.id: one for one in found}
    return {
        row.organization_id: _shift(row, before[row.organization_id], told[row.organization_id])
        for row in rows
        if row.organization_id in before
    }


def _shift(row: BoardRow, before: BoardRow, found: Explained) -> Shift:
    total = row.total - before.total
    moved: list[tuple[Decimal, Category | None]] = [
        (Decimal(row.by_category.get(one.code, 0)) - Decimal(before.by_category.get(one.code, 0)), one)
        for one in found.scheme.categories
    ]
    moved.append((row.bonus - before.bonus, None))
    way = -1 if total < 0 else 1
    points, category = max(moved, key=lambda one: way * one[0])
    return Shift(total, category, points, dearest(found, category))


def dearest(found: Explained, category: Category | None) -> Line | None:
    """Find the deduction that cost most in a category; the first of equals, None where nothing was deducted."""
    of_it = [line for line in found.deductions if category and _category_of(found, line) == category.code]
    return of_it[0] if of_it else None


def _category_of(found: Explained, line: Line) -> str | None:
    indicator = found.scheme.indicators.get(line.entry.code)
    return indicator.category if indicator else None
