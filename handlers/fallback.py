"""When nothing fits: a question that helps on, and what can be typed. Nothing is changed."""

from __future__ import annotations

import re
from typing import Final

from bot.forms import BACK, CONFIRM
from bot.outbox import answer, text, was_said
from bot.router import CHAT, Turn
from bot.wording import word
from handlers.asking_back import ASKING_BACK, first_waiting
from handlers.commands.cards import ask_about_cards
from handlers.forms import CONVERSATIONS
from handlers.intents import nearest
from handlers.intents.situations import leads
from handlers.offers import offer
from handlers.waiting_slips import waiting_slips
from rules.odd_messages import Odd, is_to_others, odd_in
from rules.speech import greets, is_filler, thanks
from services.duties.duties import duties_of

# What means something only while a form is open, as a number does.
FORM_WORDS: Final = BACK | CONFIRM
_ONLY_FORM_WORDS: Final = re.compile(
    rf"(?:(?:我|再|要|先|重新|次)*(?:{'|'.join(sorted(FORM_WORDS))})(?:一?[下遍次回])?[了吧]?(?:\[\w{{1,4}}\])*[\s,，。!！]*)+"
)
# What is no text (of the menu: an entry that is no word any more), and the block that says so.
NO_TEXT: Final = {
    "image": "no_image",
    "voice": "no_voice",
    "video": "no_video",
    "location": "no_location",
    "link": "no_link",
    "menu_click": "old_button",
}


def fall_back(turn: Turn) -> bool:
    """Answer what nobody else understood; events that ask for nothing get no answer."""
    kind = turn.incoming.kind
    if kind == "subscribe":
        turn.say(CHAT, "welcome", person=turn.person)
        ask_about_cards(turn)
    elif kind == "text":
        _ask_back(turn)
    elif kind == "enter":
        _greet(turn)
    elif kind in NO_TEXT:
        turn.say(CHAT, NO_TEXT[kind])
        CONVERSATIONS.ask_again(turn)
    return True


def hear_notice(turn: Turn) -> bool:
    """Take no word of what is addressed to others (【通知】各支部：…): say so, and ask again what is open.

    A form that takes words down as they are (异议, 转告) takes down a notice, too.
    """
    form = CONVERSATIONS.open_form(turn)
    is_notice = turn.incoming.kind == "text" and is_to_others(turn.incoming.text) and not (form and form.verbatim)
    if is_notice:
        turn.say(CHAT, "odd", odd=Odd.FORWARDED.value)
        CONVERSATIONS.ask_again(turn)
    return is_notice


def _greet(turn: Turn) -> None:
    """Say to whoever opens the chat what waits for them, once a day; where nothing does, nothing is said."""
    key = f"greeting:{turn.person.id}:{turn.now.date()}"
    if was_said(turn.session, key):
        return
    form = CONVERSATIONS.open_form(turn)
    slips = [] if form else waiting_slips(turn)
    duties = duties_of(turn.session, turn.person, turn.now)
    if form or slips or duties:
        said = word(CHAT, "greeting", person=turn.person, form=form, slips=slips, duties=duties)
        answer(turn.session, turn.incoming.who, text(said), key=key, now=turn.now)
    if form:
        CONVERSATIONS.ask_again(turn)


def _ask_back(turn: Turn) -> None:
    said = turn.incoming.text
    if _ONLY_FORM_WORDS.fullmatch(turn.plain) or turn.plain.isdecimal():
        turn.say(CHAT, "nothing_open", leads=leads(turn))
    elif is_filler(said):
        turn.say(CHAT, "filler", greets=greets(said), thanks=thanks(said))
    elif odd := odd_in(said):
        turn.say(CHAT, "odd", odd=odd.value)
    elif not any(tried(turn) for tried in ASKING_BACK):
        turn.say(CHAT, "not_understood", slip=first_waiting(turn), nearest=nearest(turn), offered=offer(turn))
