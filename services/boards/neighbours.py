"""The quarters before a board's, and whether each of them is settled: published, or cancelled (A11)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.boards import CANCELLED, PUBLIC, Board
from models.looks import once
from models.schemes import QuarterRule
from rules.periods import Quarter


def unsettled_quarters(session: Session, before: Quarter) -> list[Quarter]:
    """List the quarters before one that have neither a published board nor been cancelled, oldest first.

    They count from the first one that was begun (slips were issued for it, or a board drafted) without a gap: a quarter
    in which nobody started the program lies between its neighbours as any other does.
    """
    boards, pinned = once(session, _quarters_begun)
    boards = [one for one in boards if one.quarter < before]
    begun = {*(one for one in pinned if one < before), *(one.quarter for one in boards)}
    settled = {one.quarter for one in boards if one.state in PUBLIC or (one.state == CANCELLED and one.version == 1)}
    found, quarter = [], min(begun, default=before)
    while quarter < before:
        if quarter not in settled:
            found.append(quarter)
        quarter = quarter.next
    return found


def _quarters_begun(session: Session) -> tuple[Sequence[Row[Quarter, int, str]], Sequence[Quarter]]:
    """Give every version of a board by quarter and state, and the quarters that slips were issued for."""
    boards = session.execute(select(Board.quarter, Board.version, Board.state)).all()
    return boards, session.scalars(select(QuarterRule.quarter)).all()
