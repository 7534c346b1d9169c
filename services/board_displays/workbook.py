"""The board as an Excel file: as it may be shown, or for office and leaders with every point and every entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import quarter_text, word
from models.boards import Board, BoardRow, public_board
from models.people import Person
from rules.periods import Quarter
from rules.policy import Policy
from rules.scheme import Scheme
from services.board_displays.facts import shown_grey
from services.boards.code import printed_codes
from services.boards.rights import seen_board
from services.office_files.tables_out import Cells, TableOut, tables_workbook
from services.rights.asking import may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.scores.scores import Line, all_explained

WORDS: Final = "boards/workbook.txt"
Say = Callable[..., str]
BOARD_WIDTHS: Final = (7, 7, 24, 9, 9, 8, 8, 8, 8, 8, 8, 7, 12, 12)
ENTRY_WIDTHS: Final = (24, 8, 30, 9, 8, 44, 34, 10, 17, 24)


def handed_out_board(session: Session, quarter: Quarter, by: Person, now: datetime, *, inside: bool) -> Board:
    """Find the board somebody may take along as a file. Raises Refused.

    Whoever works on boards may, of a published one whoever sees the internal edition on its page; the edition for
    others only once the board is approved.
    """
    shown = public_board(session, quarter) if may(session, by, Right.SEE_INTERNAL_EDITION, now) else None
    board = shown or seen_board(session, quarter, by, now)
    if not inside and board.approved_at is None:
        raise NotNow("outputs_not_approved", quarter=quarter_text(quarter))
    return board


def board_workbook(session: Session, board: Board, *, inside: bool) -> bytes:
    """Write a board as an Excel file (xlsx); the same board gives the same bytes.

    For others than office and leaders (`inside`) it holds the red list and of the grey list what may be shown (A19).
    """
    scheme = scheme_for(session, board.quarter)
    sheets = (
        [_inside_sheet(session, board, scheme), _entries_sheet(session, board)]
        if inside
        else [_shown(session, board, scheme.policy)]
    )
    return tables_workbook(board.drafted_at, sheets)


def _shown(session: Session, board: Board, policy: Policy) -> TableOut:
    """Lay out what everybody may see."""
    ranked = policy.grey_display == "ranked"
    red: list[Cells] = [(word(WORDS, "red"), row.rank, row.name, row.total) for row in board.listed("red")]
    grey: list[Cells] = [
        (word(WORDS, "grey"), row.rank if ranked else None, row.name, row.total if ranked else None)
        for row in shown_grey(board, policy, inside=False)
    ]
    return TableOut(
        word(WORDS, "board_sheet"),
        _title(session, board, inside=False),
        word(WORDS, "shown_columns"),
        BOARD_WIDTHS,
        [*red, *grey],
    )


def _inside_sheet(session: Session, board: Board, scheme: Scheme) -> TableOut:
    """Lay out every row with all its points."""
    codes = [category.code for category in scheme.categories]
    columns = word(WORDS, "inside_columns", categories=[f"{one.code} {one.title}" for one in scheme.categories])
    say = _once_each()
    rows = (_inside_row(row, codes, say) for row in board.rows)
    return TableOut(word(WORDS, "board_sheet"), _title(session, board, inside=True), columns, BOARD_WIDTHS, rows)


def _once_each() -> Say:
    """Fill in what stands in most rows once for one file: to word it anew took a fifth of the time."""
    return cache(partial(word, WORDS))


def _inside_row(row: BoardRow, codes: list[str], say: Say) -> Cells:
    return (
        say(row.list),
        row.rank,
        row.name,
        row.total,
        row.base,
        row.bonus,
        *(Decimal(row.by_category[code]) for code in codes),
        say("tied") if row.tied else "",
        row.open_orders,
        row.on_time_rate,
    )


def _title(session: Session, board: Board, *, inside: bool) -> str:
    facts = {"quarter": quarter_text(board.quarter), "codes": printed_codes(session, board)}
    return word(WORDS, "title", board=board, inside=inside, **facts)


def _entries_sheet(session: Session, board: Board) -> TableOut:
    """Lay out every entry behind every score, as it stood when the board was drafted."""
    title = word(WORDS, "entries_title", quarter=quarter_text(board.quarter), board=board)
    rows = _entry_rows(session, board)
    return TableOut(word(WORDS, "entries_sheet"), title, word(WORDS, "entries_columns"), ENTRY_WIDTHS, rows)


def _entry_rows(session: Session, board: Board) -> Iterator[Cells]:
    organizations = [row.organization for row in board.rows]
    register = {row.organization_id: row.register for row in board.rows}
    say = _once_each()
    for found in all_explained(session, organizations, board.quarter, board.drafted_at, register):
        yield from (_entry_row(found.organization.short_name, line, say) for line in found.lines)


def _entry_row(name: str, line: Line, say: Say) -> Cells:
    entry = line.entry
    return (
        name,
        entry.code,
        entry.what,
        str(entry.month) if entry.month else "",
        line.points,
        entry.fact,
        entry.source,
        entry.by,
        say("moment", at=entry.at),
        say(entry.corrected) if entry.corrected else "",
    )
