"""Who hears what became of a message, by topic."""

from __future__ import annotations

from bot.delivery_marks import Listener
from rules.workdays import Calendar
from services import chats
from services.notices import branches
from services.notices.rectifications import ORDERS, OVERHAULS, RectificationListener
from services.notices.undelivered import Undelivered
from services.publications import account_drafts
from services.publications import posts as board_posts
from services.slips import slips


def listeners(calendar: Calendar) -> dict[str, Listener]:
    """List the listeners; "" hears of messages without a topic."""
    return {
        "": Undelivered(),
        branches.TOPIC: branches.BranchListener(),
        slips.TOPIC: slips.SlipListener(calendar),
        ORDERS.name: RectificationListener(ORDERS),
        OVERHAULS.name: RectificationListener(OVERHAULS),
        board_posts.TOPIC: board_posts.BoardListener(),
        account_drafts.TOPIC: account_drafts.DraftListener(),
        chats.TOPIC: chats.ChatListener(),
    }
