"""榜单: the latest published board as text (A19, D2). 起草榜单 … 发布榜单: making one, for office and leading group."""

from __future__ import annotations

import re

from bot.errors import Refused
from bot.router import Turn
from handlers.commands.command import Command
from models.appointments import LEADERS, OFFICE, has_role, organizations_led_by
from models.boards import Board, newest_published
from rules.periods import Quarter
from services.board_facts import quarter_text, shown_grey
from services.board_table import board_table
from services.boards import approve_board, draft_board, publish_board, seen_board
from services.schemes import scheme_for

CHAT = "boards/chat.txt"


def show_board(turn: Turn, more: str) -> None:
    """Say the latest published board; its grey list only where it was approved and in the way the town shows it."""
    del more
    board = newest_published(turn.session)
    if board is None:
        raise Refused("no_published_board")
    today = turn.now.date()
    policy = scheme_for(turn.session, board.quarter).policy
    inside = has_role(turn.session, turn.person, (*LEADERS, *OFFICE), today)
    led = organizations_led_by(turn.session, turn.person, today)
    turn.say(
        CHAT,
        "board",
        quarter=quarter_text(board.quarter),
        board=board,
        red=board.listed("red"),
        grey=shown_grey(board, policy, inside=inside),
        scored=policy.grey_display == "ranked",
        own=[row for row in board.rows if row.organization_id in led],
    )


def _quarter(turn: Turn, said: str) -> Quarter:
    """Read which quarter is meant; none said is the one that ended last."""
    last = Quarter.of(turn.now.date()).previous
    if not said:
        return last
    if number := re.fullmatch(r"第?([一二三四1-4])季度?", said):
        wanted = "一二三四".find(number[1]) + 1 or int(number[1])
        return next(one for one in (last, last.previous, last.previous.previous, last.next) if one.number == wanted)
    try:
        return Quarter.parse(said)
    except ValueError:
        raise Refused("which_quarter", said=said) from None


def draft(turn: Turn, said: str) -> None:
    """起草榜单: draft the board of a quarter that is over."""
    board = draft_board(turn.session, _quarter(turn, said), turn.person, turn.now)
    _say_table(turn, "drafted", board)


def show_draft(turn: Turn, said: str) -> None:
    """榜单草稿: show a board to those who decide on it, before anybody else sees it."""
    _say_table(turn, "draft", seen_board(turn.session, _quarter(turn, said), turn.person, turn.now))


def _say_table(turn: Turn, block: str, board: Board) -> None:
    turn.say(CHAT, block, quarter=quarter_text(board.quarter), table=board_table(turn.session, board))


def approve(turn: Turn, said: str) -> None:
    """批准榜单: approve a board without its grey list."""
    _approve(turn, said, grey=False)


def approve_grey(turn: Turn, said: str) -> None:
    """批准灰榜: approve the grey list, which needs this approval of its own (A19)."""
    _approve(turn, said, grey=True)


def _approve(turn: Turn, said: str, *, grey: bool) -> None:
    board = approve_board(turn.session, _quarter(turn, said), turn.person, turn.now, grey=grey)
    turn.say(CHAT, "approved", quarter=quarter_text(board.quarter), by=turn.person, grey=grey)


def publish(turn: Turn, said: str) -> None:
    """发布榜单: publish an approved board; drawing and posting follow within a minute."""
    board = publish_board(turn.session, _quarter(turn, said), turn.person, turn.now)
    turn.say(CHAT, "published", quarter=quarter_text(board.quarter), board=board)


BOARD_COMMANDS = (
    Command(("榜单", "红灰榜", "看榜单", "红榜", "灰榜"), show_board),
    Command(("起草榜单",), draft, takes_more=True),
    Command(("榜单草稿",), show_draft, takes_more=True),
    Command(("批准榜单",), approve, takes_more=True),
    Command(("批准灰榜",), approve_grey, takes_more=True),
    Command(("发布榜单",), publish, takes_more=True),
)
