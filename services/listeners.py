"""Who hears what became of a message, by topic."""

from __future__ import annotations

from bot.delivery import Listener
from rules.workdays import Calendar
from services import board_posts, chats, order_delivery, overhaul_delivery, slips
from services.undelivered import Undelivered


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
