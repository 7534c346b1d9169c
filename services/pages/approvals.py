"""What the leading group's page shows before it decides: where the board stands, what is open, whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import quarter_text
from models.boards import APPROVED, REVIEWED, Board, BoardRow
from models.objections import Objection
from models.people import Person
from rules.periods import Quarter
from services.board_displays.cutoff import CutoffReport, cutoff_report
from services.boards.movers import Effect, effects, open_cases_that_could_move
from services.boards.progress import CHECK_SECRECY, RIGHTS, BoardProgress, board_progress, due_step
from services.boards.rights import conflict_on, existing_board, seen_board
from services.boards.standings import open_orders_on
from services.boards.ties import told_ties_on
from services.boards.up_to_date import Overtaken, overtaken
from services.rights.asking import may
from services.rights.conflicts import Conflict
from services.rights.table import Right


@dataclass(frozen=True)
class ApprovalPage:
    """A board before a person who decides on it. `step` is what the board is due for, None while nobody has to decide.

    `offered` tells whether this person may take that step; `conflict` names their own branches on the board (D10).
    `moving` are the open cases that could change a list: approving in spite of them needs a reason; `effects` say by
    number what each case would change by itself. `ties` say what decided between equal totals on the lists,
    `open_orders` how many orders of branches on the board are open. `sends_back` tells whether this person may send the
    board back now, `overtaken` what it no longer tells truly. `seen` names exactly what is shown, so that nothing else
    is approved.
    """

    board: Board
    progress: BoardProgress
    sheet: CutoffReport
    moving: tuple[Objection, ...]
    effects: Mapping[int, Effect]
    ties: str
    open_orders: int
    step: str | None
    offered: bool
    drafter: bool
    conflict: Conflict | None
    grey: tuple[BoardRow, ...]
    sends_back: bool
    overtaken: Overtaken | None
    seen: str


def approval_page(session: Session, quarter: Quarter, by: Person, now: datetime) -> ApprovalPage:
    """Gather what a person of the leading group, the office or the secrecy review sees of a board before approval.

    Raises Refused for everybody else, and without a board.
    """
    board = seen_board(session, quarter, by, now)
    step, drafter = due_step(session, board, now), board.drafted_by_id == by.id
    right = RIGHTS[step] if step else None
    mine = right is not None and may(session, by, right, now)
    conflict = conflict_on(session, board, right, by, now) if right and mine else None
    free = (step == CHECK_SECRECY or not drafter) and not (conflict and conflict.bars)
    return ApprovalPage(
        board=board,
        progress=board_progress(session, board, now),
        sheet=cutoff_report(session, board),
        moving=tuple(open_cases_that_could_move(session, board)) if board.published_at is None else (),
        effects=effects(session, board) if board.published_at is None else {},
        ties=told_ties_on(session, board),
        open_orders=open_orders_on(session, board),
        step=step,
        offered=mine and free,
        drafter=drafter,
        conflict=conflict,
        grey=tuple(board.listed("grey")),
        sends_back=board.state in (REVIEWED, APPROVED) and may(session, by, Right.REOPEN_BOARD, now),
        overtaken=overtaken(session, board, now),
        seen=seen_as(board),
    )


def seen_as(board: Board) -> str:
    """Name a board as somebody sees it now: another draft, or a step further, is something else."""
    ticks = f"{'s' if board.secrecy_checked_at else '-'}{'g' if board.grey_approved_at else '-'}"
    return f"{board.version}/{board.drafted_at.timestamp():.6f}/{board.state}/{ticks}"


def check_seen(session: Session, quarter: Quarter, seen: str | None, by: Person, now: datetime) -> None:
    """Lock the newest board and raise NotNow where it is another one than somebody saw, named as `seen_as` does.

    Nobody changes it then between the look and the step. Raises Refused for whoever may not see it.
    """
    seen_board(session, quarter, by, now)
    if seen_as(existing_board(session, quarter)) != seen:
        raise NotNow("board_changed_meanwhile", quarter=quarter_text(quarter))
