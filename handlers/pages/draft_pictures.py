"""Pictures of boards that are not published yet: drawn when first looked at and kept in memory, the last few."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from models.boards import Board
from rules.workdays import Calendar
from services.publications.steps import board_picture

KEPT: Final = 4
Key = tuple[int, datetime, str, date]


class DraftPictures:
    """The internal edition of drafts; a published board has its picture stored, and that one is given."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, bytes] = OrderedDict()

    def of(self, session: Session, board: Board, calendar: Calendar, now: datetime, public_url: str | None) -> bytes:
        """Give a board's picture (PNG), as it would be published today."""
        key = (board.id, board.drafted_at, board.state, now.date())
        png = self._kept.get(key)
        if png is None:
            png = board_picture(session, board, calendar, now, public_url=public_url)
            self._kept[key] = png
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return png
