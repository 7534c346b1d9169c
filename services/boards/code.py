"""The short code on a published board: whoever doubts the board can have it computed again (R5)."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, Final

from models.boards import Board, BoardRow

# Without 0, O, 1 and I, which look alike on paper.
SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 8
BITS: Final = 5


def board_code(board: Board) -> str:
    """Compute a board's code from quarter, version and every row: eight signs, the same for the same board."""
    rows = [_said(row) for row in sorted(board.rows, key=lambda row: row.organization_id)]
    said = json.dumps([str(board.quarter), board.version, rows], ensure_ascii=False, sort_keys=True)
    number = int.from_bytes(hashlib.sha256(said.encode()).digest())
    return "".join(SIGNS[number >> BITS * place & len(SIGNS) - 1] for place in range(LENGTH))


def _said(row: BoardRow) -> list[Any]:
    """Say what a row shows; points in hundredths, so that 98.5 and 98.50 are the same."""
    points = [int(value * 100) for value in (row.base, row.bonus, row.total)]
    categories = {code: int(Decimal(value) * 100) for code, value in row.by_category.items()}
    return [row.organization_id, row.rank, row.list, points, categories]
