"""When nothing fits: a friendly word that says what can be typed."""

from __future__ import annotations

from bot.forms import BACK, CONFIRM
from bot.router import Turn
from handlers.forms import CONVERSATIONS
from handlers.intents import nearest
from handlers.offers import offer
from handlers.waiting_slips import waiting_slips
from rules.speech import is_filler

CHAT = "notices/chat.txt"
# What means something only while a form is open, as a number does.
FORM_WORDS = BACK | CONFIRM
SILENT = frozenset({"unsubscribe", "enter", "other"})


def fall_back(turn: Turn) -> bool:
    """Answer what nobody else understood; events that ask for nothing get no answer."""
    kind = turn.incoming.kind
    if kind == "subscribe":
        turn.say(CHAT, "welcome", person=turn.person)
    elif kind == "text" and (turn.plain in FORM_WORDS or turn.plain.isdecimal()):
        turn.say(CHAT, "nothing_open")
    elif kind == "text" and is_filler(turn.incoming.text):
        turn.say(CHAT, "filler")
    elif kind == "text":
        waiting = waiting_slips(turn)
        slip = waiting[0] if waiting else None
        turn.say(CHAT, "not_understood", slip=slip, nearest=nearest(turn), offered=offer(turn))
    elif kind not in SILENT:
        turn.say(CHAT, "only_text")
        CONVERSATIONS.ask_again(turn)
    return True
