"""榜单: where a quarter's board stands, who is next, why it cannot be published yet; picture, edges, cases, story."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.wording import quarter_text
from handlers.console.board_acts import ACTS
from handlers.console.board_forms import NAME
from handlers.console.board_way import way_of
from handlers.console.listing import Column, WorkedOut
from handlers.console.places import open_to
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.console.to_do import written
from handlers.pages.boards import EXCEL, quarter_of
from handlers.pages.door import Door, Visit
from models.boards import APPROVED, CANCELLED, DRAFT, FINAL, PREVIEWED, PUBLIC, PUBLISHED, REVIEWED, Board, has_rows
from rules.cases import BOARD
from rules.periods import Quarter
from services.board_displays.cutoff import cutoff_report
from services.board_displays.table import undrawable
from services.board_displays.workbook import board_workbook, handed_out_board
from services.boards.code import printed_codes
from services.boards.lacking import lacking
from services.boards.movers import effects, open_cases_that_could_move
from services.boards.progress import board_progress
from services.boards.quarters import QuarterBoard, quarter_board, quarter_boards, versions_of
from services.boards.rights import seen_board
from services.boards.up_to_date import overtaken
from services.duties.obstacles import outstanding
from services.publications.public_account import publication_text
from services.rights.asking import check_may
from services.rights.table import Right

KINDS: Final = {
    DRAFT: "wait",
    PREVIEWED: "wait",
    REVIEWED: "wait",
    APPROVED: "wait",
    PUBLISHED: "done",
    FINAL: "done",
    CANCELLED: "off",
}


def _state(visit: Visit, one: QuarterBoard) -> Chip:
    board = one.board
    if board is None:
        return chip(NAME, "none", "off")
    if overtaken(visit.session, board, visit.now):
        return Chip(say(NAME, "state_overtaken", board=board), "late")
    return chip(NAME, board.state, KINDS[board.state])


def _columns(visit: Visit) -> Sequence[Column[QuarterBoard]]:
    return (*COLUMNS, Column("state", partial(_state, visit)))


COLUMNS: Final = (
    Column[QuarterBoard]("quarter", lambda one: quarter_text(one.quarter)),
    Column[QuarterBoard]("version", lambda one: one.board.version if one.board else None, number=True),
    Column[QuarterBoard]("drafted_by", lambda one: one.board.drafted_by.name if one.board else None),
    Column[QuarterBoard]("published", lambda one: one.board.published_at if one.board else None),
    Column[QuarterBoard]("code", lambda one: one.board.code if one.board else None),
)


def _listing(visit: Visit) -> WorkedOut[QuarterBoard]:
    return WorkedOut(
        quarter_boards(visit.session, visit.now),
        _columns(visit),
        {
            "open": lambda one: one.board is None or one.board.state not in (*PUBLIC, CANCELLED),
            "public": lambda one: one.board is not None and one.board.state in PUBLIC,
        },
        lambda one: [quarter_text(one.quarter), str(one.quarter)],
    )


def _find(session: Session, case_id: str) -> QuarterBoard | None:
    try:
        quarter = Quarter.parse(case_id)
    except ValueError:
        return None
    return quarter_board(session, quarter) if str(quarter) == case_id else None


def _panel(visit: Visit, one: QuarterBoard) -> dict[str, object]:
    """Gather everything about a quarter's board; without one what it lacks, without rows only its story."""
    check_may(visit.session, visit.visitor.person, Right.SEE_DRAFT, visit.now)
    board = one.board
    told: dict[str, object] = {"quarter": quarter_text(one.quarter), "chip": _state(visit, one)}
    if board is None:
        found = lacking(one.there, visit.now)
        may_open = open_to(visit.session, visit.visitor.person, visit.now)
        lists = {"lacks": [each for each in found if not each.comes], "comes": [each for each in found if each.comes]}
        return told | {name: written(some, may_open) for name, some in lists.items()}
    told["story"] = story_of(visit.session, BOARD.name, board.id)
    return told | _shown(visit, board) if has_rows(visit.session, board) else told


def _shown(visit: Visit, board: Board) -> dict[str, object]:
    session, now = visit.session, visit.now
    progress, sheet = board_progress(session, board, now), cutoff_report(session, board)
    moving = open_cases_that_could_move(session, board) if progress.open_cases else []
    return {
        "progress": progress,
        "undrawable": undrawable(session, board),
        "way": way_of(progress),
        "overtaken": overtaken(session, board, now),
        "open": outstanding(session, progress, moving, now),
        "me": visit.visitor.person,
        "moving": moving,
        "sheet": sheet,
        "edges": [edge for edge in sheet.edges if edge.inside and edge.outside],
        "effects": effects(session, board),
        "codes": printed_codes(session, board),
        "text": _text(visit, board),
        "versions": versions_of(session, board.quarter),
    }


def _text(visit: Visit, board: Board) -> str | None:
    """Give the text for the public account; None before the approval."""
    if board.state not in (APPROVED, *PUBLIC):
        return None
    return publication_text(visit.session, board, visit.parts.calendar, visit.now)


def _add_others(console: Blueprint, door: Door) -> None:
    """Add the picture of a board as it stands, and its Excel file."""

    @console.get(f"/{NAME}/<quarter>/picture")
    @door.lets_in(Right.SEE_DRAFT)
    def board_draft_picture(visit: Visit, quarter: str) -> ResponseReturnValue:
        board = seen_board(visit.session, quarter_of(quarter), visit.visitor.person, visit.now)
        return Response(visit.draft_picture(board), mimetype="image/png")

    @console.get(f"/{NAME}/<quarter>/board.xlsx")
    @door.lets_in(Right.SEE_DRAFT)
    def board_table_excel(visit: Visit, quarter: str) -> ResponseReturnValue:
        board = handed_out_board(visit.session, quarter_of(quarter), visit.visitor.person, visit.now, inside=True)
        named = f'attachment; filename="board-{board.quarter}-{board.version}.xlsx"'
        table = board_workbook(visit.session, board, inside=True)
        return Response(table, headers={"Content-Disposition": named}, mimetype=EXCEL)


SUBJECT: Final = Subject[QuarterBoard](
    name=NAME,
    right=Right.SEE_DRAFT,
    listing=_listing,
    find=_find,
    key=lambda one: str(one.quarter),
    panel=_panel,
    acts=ACTS,
    others=_add_others,
)
