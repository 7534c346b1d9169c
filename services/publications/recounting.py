"""Previews, publicity and answers to objections over days whose schedule came late: as long as those days ask (A3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PREVIEWED, PUBLISHED, Board
from models.objections import Objection
from models.transitions import transitions_of
from rules.cases import BOARD, OBJECTION
from rules.deadlines import count_deadline
from rules.workdays import Calendar
from services.boards.drafting import preview_end
from services.schemes.versions import scheme_for


def recount_ends(session: Session, calendar: Calendar, now: datetime) -> int:
    """Put off what still runs and would end too early by the days known now; returns how much.

    What was said once is never shortened: of both days the later one holds, as of a slip.
    """
    boards = session.scalars(select(Board).where(Board.state.in_((PREVIEWED, PUBLISHED))))
    running = Objection.state.in_(OBJECTION.open_states), Objection.reply_due > now
    objections = session.scalars(select(Objection).where(*running))
    return sum(_put_off(session, one, calendar, now) for one in boards) + sum(
        _answer_later(session, one, calendar) for one in objections
    )


def _put_off(session: Session, board: Board, calendar: Calendar, now: datetime) -> bool:
    """Let a preview or a publicity that still runs end later."""
    policy = scheme_for(session, board.quarter).policy
    if board.state == PREVIEWED and board.preview_ends is not None and board.preview_ends > now:
        ends = preview_end(policy, calendar, _previewed_at(session, board))
        later, board.preview_ends = ends > board.preview_ends, max(ends, board.preview_ends)
        return later
    if board.state == PUBLISHED and board.publicity_ends is not None and board.publicity_ends > now:
        assert board.published_at is not None  # noqa: S101 — a published board has the moment
        ends = count_deadline(board.published_at, policy.publicity_working_days, calendar).limit
        later, board.publicity_ends = ends > board.publicity_ends, max(ends, board.publicity_ends)
        return later
    return False


def _previewed_at(session: Session, board: Board) -> datetime:
    """Tell when the preview that runs began; a draft that was made anew before it counts as its beginning."""
    steps = [one.at for one in transitions_of(session, BOARD.name, board.id) if one.event == "preview"]
    return steps[-1] if steps else board.drafted_at


def _answer_later(session: Session, objection: Objection, calendar: Calendar) -> bool:
    days = scheme_for(session, objection.quarter).policy.objection_reply_working_days
    due = count_deadline(objection.filed_at, days, calendar).limit
    later, objection.reply_due = due > objection.reply_due, max(due, objection.reply_due)
    return later
