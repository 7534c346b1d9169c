"""The short code on a published board: whoever doubts the board can have it computed again (R5)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from models.boards import Board, BoardRow
from rules.codes import code_of

LENGTH: Final = 8


def board_code(board: Board) -> str:
    """Compute a board's code from quarter, version and every row: eight signs, the same for the same board."""
    rows = [_said(row) for row in sorted(board.rows, key=lambda row: row.organization_id)]
    return code_of(json.dumps([str(board.quarter), board.version, rows], ensure_ascii=False, sort_keys=True), LENGTH)


def _said(row: BoardRow) -> list[Any]:
    """Say what a row shows; points in hundredths, so that 98.5 and 98.50 are the same."""
    points = [int(value * 100) for value in (row.base, row.bonus, row.total)]
    categories = {code: int(Decimal(value) * 100) for code, value in row.by_category.items()}
    return [row.organization_id, row.rank, row.list, points, categories]
