"""榜单: the latest published board, or that of an older quarter, as text (A19, D2)."""

from __future__ import annotations

import re

from bot.errors import Refused
from bot.router import Turn
from handlers.commands.command import Command
from handlers.commands.review import SEPARATORS
from handlers.commands.scores import named_quarter
from models.appointments import LEADERS, OFFICE, has_role, organizations_led_by
from models.boards import Board, newest_published, public_board
from rules.periods import Quarter
from services.board_facts import quarter_text, replaced_text, shown_grey
from services.schemes import scheme_for

CHAT = "boards/chat.txt"
_SPOKEN = re.compile(r"第?([一二三四1-4])季度?")
_LIKE_A_QUARTER = re.compile(r"[一二三四1-4上]季|^[0-9]{4}")


def show_board(turn: Turn, said: str) -> None:
    """Say a published board; its grey list only where it was approved and in the way the town shows it."""
    quarter = quarter_said(turn, said) if said else None
    board = public_board(turn.session, quarter) if quarter else newest_published(turn.session)
    if board is None:
        raise Refused("no_published_board", quarter=quarter_text(quarter) if quarter else None)
    say_board(turn, board)


def say_board(turn: Turn, board: Board) -> None:
    """Say a board that is public, one's own organisations first."""
    today = turn.now.date()
    policy = scheme_for(turn.session, board.quarter).policy
    inside = has_role(turn.session, turn.person, (*LEADERS, *OFFICE), today)
    led = organizations_led_by(turn.session, turn.person, today)
    turn.say(
        CHAT,
        "board",
        quarter=quarter_text(board.quarter),
        board=board,
        replaced=replaced_text(turn.session, board),
        red=board.listed("red"),
        grey=shown_grey(board, policy, inside=inside),
        scored=policy.grey_display == "ranked",
        own=[row for row in board.rows if row.organization_id in led],
    )


def quarter_said(turn: Turn, said: str) -> Quarter:
    """Read which quarter is meant; none said is the one that ended last. Raises Refused for what is no quarter."""
    last = Quarter.of(turn.now.date()).previous
    if not said:
        return last
    if number := _SPOKEN.fullmatch(said):
        wanted = "一二三四".find(number[1]) + 1 or int(number[1])
        return next(one for one in (last, last.previous, last.previous.previous, last.next) if one.number == wanted)
    if found := named_quarter(said, turn.now.date()):
        return found
    try:
        return Quarter.parse(said)
    except ValueError:
        raise Refused("which_quarter", said=said) from None


def quarter_and_rest(turn: Turn, said: str) -> tuple[Quarter, str]:
    """Part "三季度 理由" into quarter and what follows; what does not begin with a quarter is about the last one.

    Raises Refused for what begins like a quarter and is none: nobody decides on another one than is meant.
    """
    first, *rest = SEPARATORS.split(said.strip(), maxsplit=1)
    if _LIKE_A_QUARTER.search(first):
        return quarter_said(turn, first), "".join(rest)
    return quarter_said(turn, ""), said.strip()


BOARD_COMMANDS = (Command(("榜单", "红灰榜", "看榜单", "红榜", "灰榜"), show_board, takes_more=True),)
