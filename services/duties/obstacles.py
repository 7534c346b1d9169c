"""What stands between a board and its publication, each with whose turn it is (R21–R24, A19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from models.boards import APPROVED, DRAFT, IN_WORK, PREVIEWED, REVIEWED, Board
from models.objections import Objection
from models.people import Person
from rules.periods import Quarter
from services.boards.progress import APPROVE, APPROVE_GREY, CHECK_SECRECY, REVIEW, BoardProgress, actors_of
from services.boards.up_to_date import overtaken
from services.duties.duties import Duty, objection_duty, who_may_take
from services.rights.asking import entitled
from services.rights.table import Right
from services.schemes.versions import scheme_for

PREVIEW: Final = "preview"
# What has still to be done, by the state a board is in; the grey list's own approval is no condition (A19).
_STEPS: Final = {
    DRAFT: (PREVIEW, REVIEW, CHECK_SECRECY, APPROVE),
    PREVIEWED: (REVIEW, CHECK_SECRECY, APPROVE),
    REVIEWED: (CHECK_SECRECY, APPROVE),
}


@dataclass(frozen=True)
class Obstacle:
    """One thing that is not done yet: `kind` names its words, `actors` are those whose turn it is.

    `until` is the last day of a preview that runs, `case` an open objection, `quarters` those before it left open,
    `count` how many totals would be another one now.
    """

    kind: str
    actors: tuple[Person, ...] = ()
    until: date | None = None
    case: Objection | None = None
    quarters: tuple[Quarter, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Outstanding:
    """What has to be done before a board can be published, and what may be done besides: the grey list's approval."""

    needed: tuple[Obstacle, ...]
    grey: Obstacle | None


def outstanding(session: Session, progress: BoardProgress, moving: list[Objection], now: datetime) -> Outstanding:
    """List what has still to be done to a board on its way; `moving` are the open cases that could move a list."""
    board = progress.board
    if board.state not in IN_WORK:
        return Outstanding((), None)
    needed = [
        *_overtaken(session, board, now),
        *_steps(session, progress, now),
        *_cases(session, board, moving, now),
        *_left_open(progress),
    ]
    has_grey = scheme_for(session, board.quarter).policy.grey_size and board.grey_approved_at is None
    grey = Obstacle(APPROVE_GREY, actors_of(session, board, APPROVE_GREY, now)) if has_grey else None
    return Outstanding(tuple(needed), grey)


def _steps(session: Session, progress: BoardProgress, now: datetime) -> Iterator[Obstacle]:
    board = progress.board
    for step in _STEPS.get(board.state, ()):
        if (step == PREVIEW and board.version > 1) or (step == CHECK_SECRECY and board.secrecy_checked_at):
            continue
        until = progress.until if step == REVIEW and board.state == PREVIEWED else None
        yield Obstacle(step, actors_of(session, board, step, now), until)


def _cases(session: Session, board: Board, moving: list[Objection], now: datetime) -> Iterator[Obstacle]:
    """Once the board is approved in spite of them, open cases are no obstacle any more."""
    for case in moving if board.state != APPROVED else ():
        duty: Duty = objection_duty(case)
        yield Obstacle("case", who_may_take(session, duty, now), case=case)


def _overtaken(session: Session, board: Board, now: datetime) -> Iterator[Obstacle]:
    """Before any step is taken the board has to tell the truth; what is reviewed has to be sent back first."""
    if stale := overtaken(session, board, now):
        is_reviewed = board.state in (REVIEWED, APPROVED)
        actors = tuple(entitled(session, Right.REOPEN_BOARD, now)) if is_reviewed else (board.drafted_by,)
        yield Obstacle("send_back" if is_reviewed else "overtaken", actors, count=stale.count)


def _left_open(progress: BoardProgress) -> Iterator[Obstacle]:
    if progress.caveats and progress.caveats.unsettled:
        yield Obstacle("unsettled", quarters=tuple(progress.caveats.unsettled))
