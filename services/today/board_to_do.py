"""What waits for the office about boards: what one lacks, the next step, and that no group will see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.boards import APPROVED, DRAFT, PREVIEWED, PUBLIC, REVIEWED, boards_in_work
from models.chats import group_chats
from models.people import Person
from rules.workdays import Calendar
from services.boards.caveats import previews_kept
from services.boards.lacking import NAMED, ToDo, lacking, late_already
from services.boards.quarters import QuarterBoard, quarter_boards
from services.boards.up_to_date import overtaken
from services.rights.asking import may
from services.rights.table import Right

# How a board that is overtaken is set right, in each state.
_MENDED: Final = {
    **dict.fromkeys((DRAFT, PREVIEWED), "board_overtaken"),
    **dict.fromkeys((REVIEWED, APPROVED), "board_send_back"),
    **dict.fromkeys(PUBLIC, "board_amend"),
}
# What a board can be drafted in spite of.
NO_BAR: Final = frozenset({"without_slips", "slips_on_paper", "unsettled"})


def boards_to_do(session: Session, person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """List what is late already for the boards that are not drafted yet; for who drafts also the steps that wait."""
    drafts = may(session, person, Right.DRAFT_BOARD, now)
    for one in _undrafted(session, now):
        is_over = one.quarter.last_day < now.date()
        lacks = lacking(one.there, now) if is_over else late_already(one.there, now)
        yield from (each for each in lacks if not each.comes)
        if drafts and is_over and all(each.kind in NO_BAR for each in lacks):
            yield ToDo("board_draft", quarter=one.quarter)
    if drafts:
        yield from _in_work(session, now)


def _in_work(session: Session, now: datetime) -> Iterator[ToDo]:
    """List the newest boards that no longer tell the truth, with what is to be done, and whose preview can begin."""
    for board in (one.board for one in reversed(quarter_boards(session, now)) if one.board):
        if stale := overtaken(session, board, now):
            names = tuple(row.name for row in stale.rows[:NAMED])
            yield ToDo(_MENDED[board.state], stale.count, names=names, quarter=board.quarter)
        elif board.state == DRAFT and board.version == 1:
            yield ToDo("board_preview", quarter=board.quarter)


def _undrafted(session: Session, now: datetime) -> list[QuarterBoard]:
    return [one for one in reversed(quarter_boards(session, now)) if one.board is None]


def previews_not_handed_over(session: Session, _person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """List the scores on paper that nobody handed over before the preview of a board under way had ended."""
    for board in boards_in_work(session):
        if kept := previews_kept(session, board, now):
            names = tuple(one.organization.short_name for one in kept[:NAMED])
            yield ToDo("previews_kept", len(kept), names=names, quarter=board.quarter)


def chats_missing(session: Session, _person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """Tell that no group will see a board, once one is being made or its quarter is over."""
    if group_chats(session):
        return
    if boards_in_work(session) or any(one.quarter.last_day < now.date() for one in _undrafted(session, now)):
        yield ToDo("chats")
