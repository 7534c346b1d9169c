"""Who hears what became of a message, by topic."""

from __future__ import annotations

from bot.delivery import Listener
from rules.workdays import Calendar
from services import chats
from services.boards import posts as board_posts
from services.notices.undelivered import Undelivered
from services.orders import delivery as order_delivery
from services.overhauls import delivery as overhaul_delivery
from services.slips import slips


def listeners(calendar: Calendar) -> dict[str, Listener]:
    """List the listeners; "" hears of messages without a topic."""
    return {
        "": Undelivered(),
        slips.TOPIC: slips.SlipListener(calendar),
        order_delivery.TOPIC: order_delivery.OrderListener(),
        overhaul_delivery.TOPIC: overhaul_delivery.OverhaulListener(),
        board_posts.TOPIC: board_posts.BoardListener(),
        chats.TOPIC: chats.ChatListener(),
    }
