"""A quarter given up: for streaks it does not exist (A11); and its way back, while nothing was built on that."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import quarter_text, word
from models.annual_reviews import PUBLISHED, states_of_year
from models.boards import PUBLIC, Board
from models.people import Person
from models.schemes import QuarterRule
from rules.cases import BOARD
from rules.periods import Quarter
from services import cases
from services.boards.neighbours import unsettled_quarters
from services.boards.rights import check_impartial, locked_board, needed_reason, no_board, take_step
from services.notices.branches import News, tell_branches
from services.notices.office import tell_office
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import close_quarter

NOTICES: Final = "boards/ends.txt"
OFFICE_HEARS: Final = {"cancelled": "quarter_cancelled", "revived": "quarter_revived"}


def cancel_board(session: Session, quarter: Quarter, by: Person, reason: str, now: datetime) -> Board:
    """Cancel a quarter's board before its approval: for streaks it does not exist (A11). Of a later version only this
    version is given up; what is published stays. The quarter's data are closed then, if they were not before.

    A quarter that is over and was never drafted is cancelled in the same way. Raises Refused unless a member of the
    leading group does it with a reason.
    """
    check_may(session, by, Right.CANCEL_BOARD, now)
    reason = needed_reason(quarter, reason, "cancel")
    board = locked_board(session, quarter) or _never_drafted(session, quarter, by, now)
    facts = check_impartial(session, board, Right.CANCEL_BOARD, by, now)
    take_step(session, board, "cancel", by, now, reason=reason, facts=facts)
    if board.version == 1:
        # No board comes of this quarter any more, so nothing more is gathered for one.
        close_quarter(session, quarter, now)
        _tell(session, board, "cancelled", by, now, reason)
    return board


def revive_board(session: Session, quarter: Quarter, by: Person, reason: str, now: datetime) -> Board:
    """Take a cancelled quarter up again: as a draft, or where its scores had been shown, after its preview.

    Raises Refused unless a member of the leading group does it with a reason, before a board of a later quarter, or
    the year, is out: their streaks and scores were counted without this quarter.
    """
    check_may(session, by, Right.REVIVE_BOARD, now)
    reason = needed_reason(quarter, reason, "revive")
    board = locked_board(session, quarter)
    if board is None:
        raise no_board(quarter)
    facts = check_impartial(session, board, Right.REVIVE_BOARD, by, now)
    event = "resume" if board.preview_ends else "revive"
    cases.check_turn(BOARD, board, event, NotNow("board_not_cancelled", quarter=quarter_text(quarter)))
    _check_nothing_built_on_it(session, quarter)
    take_step(session, board, event, by, now, reason=reason, facts=facts)
    if not board.preview_ends:
        # Its data are gathered again; behind a preview they stay closed.
        session.get_one(QuarterRule, quarter).closed_at = None
    _tell(session, board, "revived", by, now, reason)
    return board


def _never_drafted(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Bring a board without rows into being, for a quarter that is over and was left open. Raises NotFound."""
    if quarter not in unsettled_quarters(session, before=Quarter.of(now.date())):
        raise no_board(quarter)
    board = Board(quarter=quarter, version=1, state=BOARD.first, drafted_at=now, drafted_by=by)
    session.add(board)
    session.flush()
    return board


def _check_nothing_built_on_it(session: Session, quarter: Quarter) -> None:
    later = select(Board.quarter).where(Board.quarter > quarter, Board.state.in_(PUBLIC)).order_by(Board.quarter)
    built = session.scalar(later.limit(1))
    if built is not None:
        raise NotNow("revive_too_late", quarter=quarter_text(quarter), built=quarter_text(built) + "榜单")
    if PUBLISHED in states_of_year(session, quarter.year):
        raise NotNow("revive_too_late", quarter=quarter_text(quarter), built=f"{quarter.year}年度总评")


def _tell(session: Session, board: Board, block: str, by: Person, now: datetime, reason: str) -> None:
    """Tell the office, and every organisation that had been shown its score."""
    facts: dict[str, Any] = {"quarter": quarter_text(board.quarter), "board": board, "by": by, "reason": reason}
    key = f"quarter-{block}:{board.quarter}:{now:%y%m%d%H%M%S}"
    tell_office(session, OFFICE_HEARS[block], key=key, now=now, **facts)
    if board.preview_ends:
        said = word(NOTICES, block, **facts)
        rows = sorted(board.rows, key=lambda row: row.organization.position)
        tell_branches(session, [News(row.organization, said, f"{key}:{row.organization_id}") for row in rows], now)
