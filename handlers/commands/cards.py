"""Clicks on cards (开始自查, 确认无误, 签收 on a slip, 看榜单); who gets cards: 文字版, 卡片版, 看得到."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

from bot import outbox
from bot.bounds import numbered
from bot.router import CHAT, Turn
from bot.wording import moment_text, word
from handlers.commands.boards import say_board
from handlers.commands.command import Behind, Command
from handlers.commands.slips import close_clear, open_self_check, sign
from handlers.offices import led_by
from models.boards import Board, public_board
from models.slips import Slip
from services.rights.table import Right

CLICKS: Mapping[str, Callable[[Turn, Slip], None]] = {"start": open_self_check, "clear": close_clear, "sign": sign}
# What stands on the greyed button afterwards: the words of the button itself.
LABELS = {"start": "已开始自查", "clear": "已确认", "sign": "已签收"}


def clicked_card(turn: Turn) -> bool:
    """Take a click on a card of ours; a click proves that cards reach this member."""
    if turn.incoming.kind != "card_click":
        return False
    turn.person.sees_cards = True
    topic, _, rest = turn.incoming.event_key.partition(":")
    action, _, subject = rest.partition(":")
    known = {"slip": _clicked_slip, "board": _clicked_board, "cards": _saw_card}.get(topic)
    if known is None or not known(turn, action, subject):
        turn.say(CHAT, "unknown_card", leads=bool(led_by(turn)))
    return True


def _clicked_board(turn: Turn, action: str, board_id: str) -> bool:
    """看榜单: say the version of that quarter's board that holds now."""
    shown = numbered(turn.session, Board, board_id)
    board = public_board(turn.session, shown.quarter) if shown else None
    if board is None or action != "show":
        return False
    say_board(turn, board)
    return True


def _clicked_slip(turn: Turn, action: str, slip_id: str) -> bool:
    slip = numbered(turn.session, Slip, slip_id)
    if slip is None or action not in CLICKS:
        return False
    CLICKS[action](turn, slip)
    if code := turn.incoming.response_code:
        label = f"{turn.person.name} {LABELS[action]} {moment_text(turn.now)}"
        turn.reply(outbox.grey_buttons(code, label))
    return True


def ask_about_cards(turn: Turn) -> None:
    """Ask whoever answers for a branch, by a card, whether cards are seen; who sees none has nothing to answer."""
    if turn.person.sees_cards or turn.person.wants_cards is not None or not led_by(turn):
        return
    # A card's task id must never be used twice.
    task_id = f"cards-{turn.person.id}-{turn.now:%Y%m%d%H%M%S}"
    turn.reply(outbox.card(json.loads(word("notices/sees_cards.json", task_id=task_id))))


def _saw_card(turn: Turn, action: str, _subject: str) -> bool:
    """看得到: from now on slips come as cards, unless the person has asked for text since."""
    if action != "seen":
        return False
    turn.say(CHAT, "shape_chosen", cards=turn.person.gets_cards)
    if code := turn.incoming.response_code:
        turn.reply(outbox.grey_buttons(code, word(CHAT, "card_seen")))
    return True


def choose(turn: Turn, _more: str, *, cards: bool) -> None:
    """文字版, 卡片版: from now on what is there in both ways comes to this person in the way asked for."""
    turn.person.wants_cards = cards
    turn.say(CHAT, "shape_chosen", cards=cards)


CARD_COMMANDS = (
    Command(("文字版",), partial(choose, cards=False), Right.COME_IN, behind=Behind.NOTHING),
    Command(("卡片版",), partial(choose, cards=True), Right.COME_IN, behind=Behind.NOTHING),
)
