"""Whether a board still says what the entries say: nobody decides on one that is overtaken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import quarter_text
from models.boards import IN_WORK, PUBLIC, Board, BoardRow, has_rows
from models.bonus_claims import BonusClaim, is_any_revoked
from models.looks import counted, once
from models.objections import Correction, corrections_in
from rules.periods import Quarter
from services.log.ahead import ahead
from services.scores.scores import all_explained, quarter_scores
from services.scores.touched import SCORED, Touched, touched_since

# Of more than these a page counts everybody anew.
FEW: Final = 500
# So many of those whose total changed are named.
NAMED: Final = 6


@dataclass(frozen=True)
class Overtaken:
    """What a board no longer tells truly: how many totals would be another now, and the best few of those rows.

    None of them where an upheld objection corrected an entry that cost nothing.
    """

    count: int
    rows: tuple[BoardRow, ...]


def overtaken(session: Session, board: Board, now: datetime) -> Overtaken | None:
    """Tell what has overtaken a board since it was drafted, as a page shows it; None while it tells the truth.

    Whoever decides on the board asks `check_up_to_date`, which counts everybody. What is out is overtaken only by what
    a new version may be drafted for: an upheld objection and a revoked bonus.
    """
    return once(session, _overtaken, board, now)


def _overtaken(session: Session, board: Board, now: datetime) -> Overtaken | None:
    if board.state not in (*IN_WORK, *PUBLIC):
        return None
    if board.state in PUBLIC and board.quarter not in once(session, _revised):
        return None
    corrected = has_correction_since(session, board, now)
    if board.state in PUBLIC and not (corrected or is_any_revoked(session, board.quarter, board.drafted_at, now)):
        return None
    touched = touched_since(session, board.quarter, board.drafted_at, now)
    # Counted anew when something is written, or another deadline has passed.
    count, named = counted(session, SCORED, _changed_since, board.id, touched) if touched.often else (0, ())
    if not (count or corrected):
        return None
    rows = session.scalars(_in_order(board.id).where(BoardRow.id.in_(named))).all() if named else ()
    return Overtaken(count, tuple(rows))


def _revised(session: Session) -> set[Quarter | None]:
    """List the quarters in which an entry was ever corrected, or a bonus revoked: in most nothing was."""
    revoked = select(BonusClaim.quarter).where(BonusClaim.revoked_at.is_not(None))
    return set(session.scalars(union(select(Correction.quarter), revoked)))


def _changed_since(session: Session, board_id: int, touched: Touched) -> tuple[int, tuple[int, ...]]:
    """Count the rows whose total would be another one now, and give the ids of the best few."""
    changed = _changed_among(session, board_id, touched)
    return len(changed), tuple(changed[:NAMED])


def _changed_among(session: Session, board_id: int, touched: Touched) -> list[int]:
    if len(touched.organizations) > FEW:
        changed = _changed(session, board_id, touched.quarter, touched.now)
        everybody = _in_order(board_id).with_only_columns(BoardRow.id, BoardRow.organization_id)
        return [row.id for row in session.execute(everybody) if row.organization_id in changed]
    rows = session.scalars(_in_order(board_id).where(BoardRow.organization_id.in_(touched.organizations))).all()
    register, which = {row.organization_id: row.register for row in rows}, [row.organization for row in rows]
    found = all_explained(session, which, touched.quarter, touched.now, register, only=[*register])
    return [row.id for row, one in zip(rows, found, strict=True) if row.total != one.score.total]


def _in_order(board_id: int) -> Select[Any]:
    """Select what is on a board, best first."""
    return select(BoardRow).where(BoardRow.board_id == board_id).order_by(BoardRow.rank, BoardRow.id)


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
