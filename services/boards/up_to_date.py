"""Whether a board still says what the entries say: nobody decides on one that is overtaken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import quarter_text
from models.boards import Board, BoardRow, has_rows
from models.bonus_claims import is_any_revoked
from models.objections import corrections_in
from rules.periods import Quarter
from services.log.ahead import ahead
from services.scores.scores import quarter_scores


def check_up_to_date(session: Session, board: Board, now: datetime) -> None:
    """Raise NotNow("board_out_of_date") when a total would be another now, or an entry was corrected since the draft.

    A correction that changes no total may still change what a branch is told of its entries. A board without a row was
    never drafted.
    """
    changed = changed_rows(session, board, now)
    if changed or not has_rows(session, board) or is_corrected_since(session, board, now):
        raise NotNow("board_out_of_date", quarter=quarter_text(board.quarter), board=board, changed=changed)


def changed_rows(session: Session, board: Board, now: datetime) -> list[BoardRow]:
    """List the rows of a board whose total would be another one now; the register is that of the rows."""
    changed = ahead(session, _changed, board.id, board.quarter, now)
    return [row for row in board.rows if row.organization_id in changed] if changed else []


def _changed(session: Session, board_id: int, quarter: Quarter, now: datetime) -> frozenset[str]:
    """Count everybody on a board anew; whose total would be another one now."""
    columns = (BoardRow.organization_id, BoardRow.total, BoardRow.register)
    rows = session.execute(select(*columns).where(BoardRow.board_id == board_id)).all()
    register = {row.organization_id: row.register for row in rows}
    totals = {one.id: score.total for one, score in quarter_scores(session, quarter, now, register)}
    return frozenset(row.organization_id for row in rows if row.total != totals.get(row.organization_id))


def is_corrected_since(session: Session, board: Board, now: datetime) -> bool:
    """Tell whether an upheld objection has corrected an entry since a board was drafted, or a bonus on it is revoked.

    A bonus that is counted anew for another of the same points changes nothing.
    """
    if has_correction_since(session, board, now):
        return True
    return is_any_revoked(session, board.quarter, board.drafted_at, now) and bool(changed_rows(session, board, now))


def has_correction_since(session: Session, board: Board, now: datetime) -> bool:
    """Tell whether an upheld objection has corrected an entry since a board was drafted; in one statement."""
    return any(one.at > board.drafted_at for one in corrections_in(session, board.quarter, now))
