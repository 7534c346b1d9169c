"""榜单: the latest published board as text; a branch sees its own place, too (A19, D2)."""

from __future__ import annotations

from bot.errors import Refused
from bot.router import Turn
from handlers.commands.command import Command
from models.appointments import LEADERS, OFFICE, has_role, organizations_led_by
from models.boards import newest_published
from services.board_facts import quarter_text, shown_grey
from services.schemes import scheme_for


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
        "boards/chat.txt",
        "board",
        quarter=quarter_text(board.quarter),
        board=board,
        red=board.listed("red"),
        grey=shown_grey(board, policy, inside=inside),
        scored=policy.grey_display == "ranked",
        own=[row for row in board.rows if row.organization_id in led],
    )


BOARD = Command(("榜单", "红灰榜", "看榜单", "红榜", "灰榜"), show_board)
