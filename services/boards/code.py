"""The short code on a published board: whoever doubts the board can have it computed again (R5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import Board
from models.transitions import Transition
from rules.cases import BOARD, Machine
from rules.codes import code_of, in_blocks
from services.log.heads import head_at, heads_at
from services.log.tables import name_of

LENGTH: Final = 8


@dataclass(frozen=True)
class Codes:
    """What is printed under what was published: its own code, and the log's at that moment.

    `head` is None where the log does not know of the publication.
    """

    code: str
    head: str | None

    @property
    def in_blocks(self) -> str | None:
        """The log's code as it is read out."""
        return in_blocks(self.head) if self.head else None


def printed_codes(session: Session, board: Board) -> Codes | None:
    """Give the codes a published board is printed with; None before that."""
    return Codes(board.code, head_of(session, BOARD, board.id)) if board.code else None


def head_of(session: Session, machine: Machine, case_id: int) -> str | None:
    """Give the log's code as it was when a case was published."""
    published = _PUBLISHED.where(Transition.case_kind == machine.name, Transition.case_id == case_id)
    step = session.scalar(published.limit(1))
    return None if step is None else head_at(session, step)


def case_with_head(session: Session, machine: Machine, head: str) -> int | None:
    """Find the case at whose publication the log came by this code, by its id."""
    steps = session.scalars(_PUBLISHED.where(Transition.case_kind == machine.name)).all()
    heads = heads_at(session, steps)
    return next((step.case_id for step in steps if heads.get(name_of(Transition, step)) == head), None)


_PUBLISHED: Final = select(Transition).where(Transition.event == "publish").order_by(Transition.id)


def board_code(board: Board) -> str:
    """Compute a board's code from quarter, version and every row: eight signs, the same for the same board."""
    return code_over(board, board.rows)


def code_over(board: Board, rows: Iterable[Any]) -> str:
    """Compute the code of a board over its rows, or over what was read of their columns."""
    said = [_said(row) for row in sorted(rows, key=lambda row: row.organization_id)]
    return code_of(json.dumps([str(board.quarter), board.version, said], ensure_ascii=False, sort_keys=True), LENGTH)


def _said(row: Any) -> list[Any]:
    """Say what a row shows; points in hundredths, so that 98.5 and 98.50 are the same."""
    points = [int(value * 100) for value in (row.base, row.bonus, row.total)]
    categories = {code: int(Decimal(value) * 100) for code, value in row.by_category.items()}
    return [row.organization_id, row.rank, row.list, points, categories]
