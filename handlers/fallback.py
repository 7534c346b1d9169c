"""When nothing fits: a friendly word that says what can be typed."""

from __future__ import annotations

from bot.router import Turn
from handlers.commands.slips import waiting_slips

CHAT = "notices/chat.txt"
SILENT = frozenset({"unsubscribe", "enter", "location", "other"})


def fall_back(turn: Turn) -> bool:
    """Answer what nobody else understood; events that ask for nothing get no answer."""
    kind = turn.incoming.kind
    if kind == "subscribe":
        turn.say(CHAT, "welcome", person=turn.person)
    elif kind == "text":
        waiting = waiting_slips(turn)
        turn.say(CHAT, "not_understood", slip=waiting[0] if waiting else None)
    elif kind not in SILENT:
        turn.say(CHAT, "only_text")
    return True
