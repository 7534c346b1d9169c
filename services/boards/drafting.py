"""Drafting a quarter's board, showing everybody the own score first, and beginning a new version (R17–R23, A5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import quarter_text
from models.board_looks import REDRAFT
from models.boards import DRAFT, PREVIEWED, PUBLIC, Board, BoardRow, last_version, version_before
from models.people import Person
from rules.cases import BOARD
from rules.deadlines import count_deadline
from rules.periods import Quarter
from rules.policy import Policy
from rules.push_window import next_push_moment
from rules.workdays import Calendar
from services.boards.completeness import Completeness, not_due_yet
from services.boards.rights import existing_board, locked_board, needed_reason, out_of_turn, take_step
from services.boards.rows import board_rows, values_of, write_rows
from services.boards.up_to_date import check_up_to_date
from services.cases import begin
from services.log.ahead import ahead
from services.log.bulk import Values
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import close_quarter, pin_quarter, scheme_for


def draft_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Draft a quarter's board from the entries that hold now; a draft that is not reviewed yet is replaced.

    The quarter is pinned to its version of the rule (R5). Raises Refused unless the office's head, or whom the register
    lets draft boards, does it for a quarter that is over, fully recorded and inspected, and not reviewed yet.
    """
    board = locked_board(session, quarter)
    check_draft(Completeness(session, quarter), board, by, now)
    rows = _ranked(session, quarter, board, now)
    if board is not None:
        take_step(session, board, REDRAFT, by, now)
        return _fill(session, board, rows, by, now)
    return _begin(session, Board(quarter=quarter, version=1), rows, by, now)


def check_draft(there: Completeness, board: Board | None, by: Person, now: datetime) -> None:
    """Check that somebody may draft a quarter's board now, in place of the newest version there is. Raises Refused."""
    check_may(there.session, by, Right.DRAFT_BOARD, now)
    _check_open_for_draft(there.quarter, board, now)
    is_first = board is None or (board.version == 1 and board.preview_ends is None)
    if is_first:
        _check_recorded(there)
    _check_answered(there.session, there.quarter, now)
    if is_first and there.uninspected:
        raise NotNow("quarter_not_inspected", quarter=quarter_text(there.quarter), without=there.uninspected)


def amend_board(session: Session, quarter: Quarter, by: Person, reason: str, now: datetime) -> Board:
    """Begin a new version of a published board, drafted from what holds now; the published one stays until then.

    The same organisations are on it, by what the register said of them then. Raises Refused without a
    reason, for a board that is not published, and while another new version is under way.
    """
    check_may(session, by, Right.DRAFT_BOARD, now)
    reason = needed_reason(quarter, reason, "amend")
    board = existing_board(session, quarter)
    if board.state not in PUBLIC:
        raise out_of_turn(board, "amend")
    _check_answered(session, quarter, now)
    rows = _ranked(session, quarter, board, now)
    version = last_version(session, quarter) + 1
    return _begin(session, Board(quarter=quarter, version=version, amendment_reason=reason), rows, by, now)


def start_preview(session: Session, quarter: Quarter, by: Person, calendar: Calendar, now: datetime) -> Board:
    """Let every organisation see its own provisional score, before anybody decides (A5, `score_preview_working_days`).

    The preview ends with the last of the working days after the one on which the messages can leave. With it the
    quarter's data are closed: only upheld objections and revoked bonuses change a score from now on. Raises Refused
    unless somebody who may draft does it for a draft that nothing has overtaken; a later version has no preview.
    """
    check_may(session, by, Right.DRAFT_BOARD, now)
    board = existing_board(session, quarter)
    if board.version > 1:
        raise out_of_turn(board, "preview")
    if board.state == DRAFT:
        check_up_to_date(session, board, now)
    take_step(session, board, "preview", by, now)
    close_quarter(session, quarter, now)
    board.preview_ends = preview_end(scheme_for(session, quarter).policy, calendar, now)
    session.flush()
    return board


def preview_end(policy: Policy, calendar: Calendar, now: datetime) -> datetime:
    """Tell when a preview begun at `now` ends, in Beijing time; without a preview, as soon as it has begun."""
    leaves = next_push_moment(now, calendar, policy.push_window)
    days = policy.score_preview_working_days
    return count_deadline(leaves, days, calendar).limit if days else leaves


def _ranked(session: Session, quarter: Quarter, newest: Board | None, now: datetime) -> list[Values]:
    """Rank everybody as they stand now, in place of the newest version or after it.

    Who that is, and by what of the register, is settled with the preview: a later draft and a later version keep it.
    """
    settled = newest
    if newest is not None and not (newest.preview_ends or newest.published_at):
        settled = version_before(session, newest)
    return ahead(session, _rows_like, quarter, settled and settled.id, now)


def _rows_like(session: Session, quarter: Quarter, settled: int | None, now: datetime) -> list[Values]:
    query = select(BoardRow.organization_id, BoardRow.register).where(BoardRow.board_id == settled)
    register = {row.organization_id: row.register for row in session.execute(query)} if settled else None
    return values_of(board_rows(session, quarter, now, register))


def _begin(session: Session, board: Board, rows: Sequence[Values], by: Person, now: datetime) -> Board:
    """Bring a version into being; its rows and its first transition need its id."""
    pin_quarter(session, board.quarter, now)
    board.state, board.drafted_at, board.drafted_by_id = BOARD.first, now, by.id
    session.add(board)
    session.flush()
    begin(session, BOARD, board, by, now, **({"reason": board.amendment_reason} if board.amendment_reason else {}))
    return _fill(session, board, rows, by, now)


def _fill(session: Session, board: Board, rows: Sequence[Values], by: Person, now: datetime) -> Board:
    """Put everybody on the board, in place of whoever was on it before."""
    board.drafted_at, board.drafted_by = now, by
    session.flush()
    # They are read when somebody looks: kept, a hundred thousand take twice the room.
    write_rows(session, board, rows)
    return board


def _check_open_for_draft(quarter: Quarter, board: Board | None, now: datetime) -> None:
    if now.date() <= quarter.last_day:
        raise NotNow("quarter_not_over", quarter=quarter_text(quarter), last_day=quarter.last_day)
    if board is not None and board.state not in (DRAFT, PREVIEWED):
        raise out_of_turn(board, "draft")


def _check_recorded(there: Completeness) -> None:
    """Refuse what would give full points to whoever was forgotten."""
    quarter = quarter_text(there.quarter)
    if not there.ranked:
        raise NotNow("nobody_ranked", quarter=quarter)
    if there.unrecorded:
        raise NotNow("quarter_not_recorded", quarter=quarter, missing=there.unrecorded, ranked=there.ranked)


def _check_answered(session: Session, quarter: Quarter, now: datetime) -> None:
    """Refuse while a branch may still answer in time: a form that is missing then has cost nothing yet (R16)."""
    count, latest = not_due_yet(session, quarter, now)
    if count:
        raise NotNow("slips_not_due", quarter=quarter_text(quarter), count=count, latest=latest)
