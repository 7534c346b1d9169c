"""The short code on a published board: whoever doubts the board can have it computed again (R5)."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from models.boards import Board

# Without 0, O, 1 and I, which look alike on paper.
SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 8
BITS: Final = 5


def board_code(board: Board) -> str:
    """Compute a board's code from quarter, version and every row: eight signs, the same for the same board."""
    rows = [
        [row.organization_id, row.rank, row.list, *map(str, (row.base, row.bonus, row.total)), row.by_category]
        for row in sorted(board.rows, key=lambda row: row.organization_id)
    ]
    said = json.dumps([str(board.quarter), board.version, rows], ensure_ascii=False, sort_keys=True)
    number = int.from_bytes(hashlib.sha256(said.encode()).digest())
    return "".join(SIGNS[number >> BITS * place & len(SIGNS) - 1] for place in range(LENGTH))
