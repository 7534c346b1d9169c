"""Where a quarter's board stands, who has to act next, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from models.boards import APPROVED, DRAFT, PREVIEWED, PUBLISHED, REVIEWED, Board
from models.objections import Objection, open_objections
from models.people import Person
from models.transitions import Transition, transitions_of
from rules.cases import BOARD
from rules.policy import Policy
from services.boards.caveats import Caveats, caveats_of
from services.boards.rights import barred_from, conflict_on
from services.rights.asking import entitled
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.scores.own_score import last_day

REVIEW: Final = "review"
CHECK_SECRECY: Final = "check_secrecy"
APPROVE: Final = "approve"
APPROVE_GREY: Final = "approve_grey"
DECIDED: Final = frozenset({REVIEW, CHECK_SECRECY, APPROVE, APPROVE_GREY})
RIGHTS: Final = {
    "preview": Right.DRAFT_BOARD,
    REVIEW: Right.REVIEW_BOARD,
    CHECK_SECRECY: Right.CHECK_SECRECY,
    APPROVE: Right.APPROVE_BOARD,
    APPROVE_GREY: Right.APPROVE_BOARD,
    # The leading group may publish too; the office is asked.
    "publish": Right.DRAFT_BOARD,
}


@dataclass(frozen=True)
class BoardProgress:
    """A board's past steps, the step that comes next (None when nothing is left to do), by whom, and what is open.

    `caveats` are what is to be known of its quarter before it is out. `until` is the last day of the preview or of the
    publicity, while it lasts.
    """

    board: Board
    past: tuple[Transition, ...]
    next_step: str | None
    actors: tuple[Person, ...]
    until: date | None
    open_cases: tuple[Objection, ...]
    caveats: Caveats | None


def board_progress(session: Session, board: Board, now: datetime) -> BoardProgress:
    """Tell where a board stands at `now`."""
    step = _next_step(board, scheme_for(session, board.quarter).policy)
    limit = {PREVIEWED: board.preview_ends, PUBLISHED: board.publicity_ends}.get(board.state)
    return BoardProgress(
        board=board,
        past=tuple(transitions_of(session, BOARD.name, board.id)),
        next_step=step,
        actors=actors_of(session, board, step, now) if step in RIGHTS else (),
        until=last_day(limit) if limit and limit > now else None,
        open_cases=tuple(open_objections(session, board.quarter)),
        caveats=caveats_of(session, board, now),
    )


def _next_step(board: Board, policy: Policy) -> str | None:
    if board.state == DRAFT:
        return "preview" if board.version == 1 else REVIEW
    if board.state == REVIEWED:
        return APPROVE if board.secrecy_checked_at else CHECK_SECRECY
    if board.state == APPROVED:
        return "publish" if board.grey_approved_at or not policy.grey_size else APPROVE_GREY
    return {PREVIEWED: REVIEW, PUBLISHED: "conclude"}.get(board.state)


def actors_of(session: Session, board: Board, step: str, now: datetime) -> tuple[Person, ...]:
    """List who could take a step of RIGHTS: who has the right, has not drafted it, and is in no conflict."""
    right = RIGHTS[step]
    able = [one for one in entitled(session, right, now) if one.id not in barred_from(board, right)]
    conflicts = {one.id: conflict_on(session, board, right, one, now) for one in able}
    return tuple(one for one in able if not ((found := conflicts[one.id]) and found.bars))


def due_step(session: Session, board: Board, now: datetime) -> str | None:
    """Name the step that people who decide take next; None while a draft or a preview is under way, and afterwards."""
    if board.state == PREVIEWED and board.preview_ends is not None and board.preview_ends > now:
        return None
    step = _next_step(board, scheme_for(session, board.quarter).policy)
    return step if step in DECIDED else None
