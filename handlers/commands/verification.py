"""核验: anybody has a published board computed again by its code. 界线: how narrow it was, for those who decide."""

from __future__ import annotations

from typing import Final

from bot.errors import NotFound
from bot.router import Turn
from bot.wording import quarter_text
from handlers.commands.command import Command
from handlers.commands.said import quarter_said
from models.boards import Board, public_board
from rules.codes import copied
from rules.periods import Quarter
from services.annual_reviews.code import review_by_code
from services.annual_reviews.verification import WORDS as YEAR
from services.annual_reviews.verification import verify_year
from services.board_displays.cutoff import cutoff_report
from services.boards.rights import seen_board
from services.boards.verification import board_printed_with, is_printed_code, verify_board
from services.rights.table import Right

VERIFY: Final = "boards/verify.txt"
CUTOFF: Final = "boards/cutoff.txt"
# More cases than these do not fit on one phone screen.
MOST_CASES: Final = 6


def verify(turn: Turn, said: str) -> None:
    """核验 K7M2P9XQ, 核验 2026Q3: compute what was published again and say whether it is the same, and nothing more.

    With the log's code (核验 K7M2-P9XQ-3FGH) the whole log up to that publication is computed again, too.
    """
    said = said.strip()
    code = said if is_printed_code(said) else None
    if code and (review := review_by_code(turn.session, code)):
        year = verify_year(turn.session, review, with_log=False, against=code)
        turn.say(YEAR, "told_different" if year.difference else "told_same", found=year)
        return
    board = _board_meant(turn, said)
    found = verify_board(turn.session, board, with_log=False, against=code)
    block = "told_same" if found.same else "told_different"
    turn.say(VERIFY, block, quarter=quarter_text(board.quarter), found=found)


def _board_meant(turn: Turn, said: str) -> Board:
    """Find a published board by its code, or by its quarter; nothing said is the last one. Raises Refused."""
    if is_printed_code(said):
        if (board := board_printed_with(turn.session, said)) is None:
            raise NotFound("code_unknown", code=copied(said))
        return board
    quarter: Quarter = quarter_said(turn, said)
    if (board := public_board(turn.session, quarter)) is None:
        raise NotFound("no_published_board", quarter=quarter_text(quarter))
    return board


def show_cutoff(turn: Turn, said: str) -> None:
    """界线, 界线 三季度: both edges of a board, its ties, and what half a point would change."""
    board = seen_board(turn.session, quarter_said(turn, said.strip()), turn.person, turn.now)
    sheet = cutoff_report(turn.session, board)
    turn.say(CUTOFF, "sheet", quarter=quarter_text(board.quarter), sheet=sheet, most=MOST_CASES)


VERIFICATION_COMMANDS = (
    Command(("核验",), verify, Right.COME_IN, takes_more=True),
    Command(("界线", "榜单界线"), show_cutoff, Right.SEE_DRAFT, takes_more=True),
)
