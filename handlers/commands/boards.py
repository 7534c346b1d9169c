"""榜单: the latest published board, or that of an older quarter, as text (A19, D2)."""

from __future__ import annotations

from typing import Final

from bot.errors import NotFound
from bot.router import Turn
from bot.wording import quarter_text
from handlers.commands.command import Command
from handlers.commands.said import quarter_said
from handlers.offices import allowed, led_by
from models.boards import Board, newest_published, public_board
from services.board_displays.facts import replaced_text, shown_grey
from services.boards.code import printed_codes
from services.boards.ties import tie_notes
from services.publications.own_terms import own_terms
from services.rights.table import Right
from services.schemes.versions import scheme_for

BOARDS: Final = "boards/chat.txt"


def show_board(turn: Turn, said: str) -> None:
    """Say a published board; its grey list only where it was approved and in the way the town shows it."""
    quarter = quarter_said(turn, said) if said else None
    board = public_board(turn.session, quarter) if quarter else newest_published(turn.session)
    if board is None:
        raise NotFound("no_published_board", quarter=quarter_text(quarter) if quarter else None)
    say_board(turn, board)


def say_board(turn: Turn, board: Board) -> None:
    """Say a board that is public, one's own organisations first."""
    with own_terms(turn.session, board):
        _say(turn, board)


def _say(turn: Turn, board: Board) -> None:
    policy = scheme_for(turn.session, board.quarter).policy
    inside = allowed(turn, Right.SEE_INTERNAL_EDITION)
    led = led_by(turn)
    turn.say(
        BOARDS,
        "board",
        quarter=quarter_text(board.quarter),
        board=board,
        replaced=replaced_text(turn.session, board),
        ties=tie_notes(turn.session, board, board.rows),
        codes=printed_codes(turn.session, board),
        red=board.listed("red"),
        grey=shown_grey(board, policy, inside=inside),
        scored=policy.grey_display == "ranked",
        own=[row for row in board.rows if row.organization_id in led],
    )


BOARD_COMMANDS = (
    Command(("榜单", "红灰榜", "看榜单", "红榜", "灰榜"), show_board, Right.SEE_PUBLISHED_BOARD, takes_more=True),
)
