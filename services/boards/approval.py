"""From the preview to the approval: review, secrecy check, approval of the board and, by itself, of its grey list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.readers import bounded
from bot.wording import quarter_text
from models.boards import APPROVED, DRAFT, REVIEWED, Board
from models.people import Person
from rules.periods import Quarter
from services.boards.movers import open_cases_that_could_move
from services.boards.rights import (
    check_impartial,
    existing_board,
    needed_reason,
    out_of_turn,
    take_step,
)
from services.boards.up_to_date import check_up_to_date
from services.notices.office import tell_office
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.scores.own_score import last_day


def review_board(session: Session, quarter: Quarter, by: Person, now: datetime, *, note: str = "") -> Board:
    """Note that the leading group has gone through a board, with what it settled (domain: 会审).

    Raises Refused unless a member of the leading group, or whom the register lets approve, does it, who has not drafted
    it, after the preview has ended, and unless whatever changed a score since has been drafted in.
    """
    check_may(session, by, Right.REVIEW_BOARD, now)
    board = existing_board(session, quarter)
    facts = check_review(session, board, by, now)
    check_up_to_date(session, board, now)
    take_step(session, board, "review", by, now, reason=bounded(note), facts=facts)
    board.reviewed_at = now
    session.flush()
    return board


def check_review(session: Session, board: Board, by: Person, now: datetime) -> dict[str, Any]:
    """Check that somebody may review a board now, but for what has changed since. Raises Refused."""
    facts = check_decides(session, board, Right.REVIEW_BOARD, by, now)
    if board.version == 1 and board.state == DRAFT:
        raise out_of_turn(board, "review")
    if board.preview_ends and board.preview_ends > now:
        last = last_day(board.preview_ends)
        raise NotNow("preview_not_over", quarter=quarter_text(board.quarter), last_day=last)
    return facts


def check_decides(session: Session, board: Board, right: Right, by: Person, now: datetime) -> dict[str, Any]:
    """Check that somebody may decide on a board, by right and without a conflict; returns what is kept with the step.

    Raises Refused.
    """
    check_may(session, by, right, now)
    return check_impartial(session, board, right, by, now)


def check_secrecy_done(board: Board) -> None:
    """Raise Refused for a reviewed board whose secrecy check is still to come."""
    if board.secrecy_checked_at is None:
        raise out_of_turn(board, "approve")


def pass_secrecy(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Note that a reviewed board holds nothing that must not be published.

    Raises Refused unless the secrecy reviewer does it, once, for a reviewed board.
    """
    check_may(session, by, Right.CHECK_SECRECY, now)
    board = existing_board(session, quarter)
    facts = check_impartial(session, board, Right.CHECK_SECRECY, by, now)
    if board.secrecy_checked_at:
        raise out_of_turn(board, "check_secrecy")
    take_step(session, board, "check_secrecy", by, now, facts=facts)
    board.secrecy_checked_at, board.secrecy_checked_by_id = now, by.id
    session.flush()
    return board


def reopen_board(session: Session, quarter: Quarter, by: Person, reason: str, now: datetime) -> Board:
    """Send a reviewed or approved board back, so that it can be drafted anew; every approval has to be given again.

    The office, which drafts it, is told why. Raises Refused unless the secrecy reviewer or somebody who may approve
    does it, with a reason.
    """
    check_may(session, by, Right.REOPEN_BOARD, now)
    board = existing_board(session, quarter)
    said, stood = needed_reason(quarter, reason, "reopen"), board.state
    take_step(session, board, "reopen", by, now, reason=said)
    board.reviewed_at = None
    board.secrecy_checked_at = board.secrecy_checked_by_id = None
    board.approved_at = board.approved_by_id = None
    board.grey_approved_at = board.grey_approved_by_id = None
    session.flush()
    facts = {"quarter": quarter_text(quarter), "board": board, "stood": stood, "reason": said, "by": by}
    tell_office(session, "board_reopened", key=f"board-reopened:{board.id}:{now.isoformat()}", now=now, **facts)
    return board


def approve_board(
    session: Session, quarter: Quarter, by: Person, now: datetime, *, grey: bool = False, despite: str = ""
) -> Board:
    """Approve a board, or with `grey` its grey list, which needs this second approval of its own (A19).

    `despite` is why the board is approved although an open case could still move a cut-off. Raises Refused unless a
    member of the leading group, or whom the register lets approve boards, does it, who has not drafted this board, and
    in this order: review, secrecy check, board, grey list, publication.
    """
    check_may(session, by, Right.APPROVE_BOARD, now)
    board = existing_board(session, quarter)
    facts = check_impartial(session, board, Right.APPROVE_BOARD, by, now)
    if grey:
        return _approve_grey(session, board, by, now, facts)
    return _approve(session, board, by, now, facts, bounded(despite))


def _approve(session: Session, board: Board, by: Person, now: datetime, facts: dict[str, Any], despite: str) -> Board:
    if board.state == REVIEWED:
        check_secrecy_done(board)
        check_up_to_date(session, board, now)
        if not despite and (cases := open_cases_that_could_move(session, board)):
            raise NotNow("open_cases", quarter=quarter_text(board.quarter), cases=cases)
    take_step(session, board, "approve", by, now, reason=despite, facts=facts)
    board.approved_at, board.approved_by_id = now, by.id
    session.flush()
    return board


def _approve_grey(session: Session, board: Board, by: Person, now: datetime, facts: dict[str, Any]) -> Board:
    if board.state != APPROVED:
        raise out_of_turn(board, "approve_grey")
    if not scheme_for(session, board.quarter).policy.grey_size:
        raise NotNow("no_grey_list")
    if board.grey_approved_at is not None:
        raise NotNow("grey_already_approved", quarter=quarter_text(board.quarter))
    take_step(session, board, "approve_grey", by, now, facts=facts)
    board.grey_approved_at, board.grey_approved_by_id = now, by.id
    session.flush()
    return board
