"""What is written while a rectification order waits, without a command: received, and what is said of it."""

from __future__ import annotations

from bot.router import Turn
from handlers.forms import CONVERSATIONS
from handlers.intents import answer_saying
from handlers.waiting_orders import order_at_hand, own_orders
from handlers.waiting_slips import waiting_slips
from models.orders import UNSIGNED, RectificationOrder
from rules.taking_note import Note, names_an_order, read_note
from services.orders.delivery import NOTICES
from services.orders.steps import acknowledge


def sign_order(turn: Turn) -> bool:
    """Take 收到, 签收, 已阅 as 签收督办, where an order is named or has come after whatever else waits."""
    note = read_note(turn.incoming.text) if turn.incoming.kind == "text" else None
    if note is None or CONVERSATIONS.open_form(turn):
        return False
    meant = [one for one in own_orders(turn) if one.state in UNSIGNED and note.number in (None, one.serial)]
    if len(meant) != 1 or not _is_meant(turn, meant[0], note):
        return False
    acknowledge(turn.session, meant[0], turn.person, turn.now)
    turn.say(NOTICES, "acknowledged", order=meant[0])
    return True


def _is_meant(turn: Turn, order: RectificationOrder, note: Note) -> bool:
    """Tell whether an order is named, numbered as no item of a slip is, or has come after all slips."""
    waiting = waiting_slips(turn)
    is_no_item = note.number is not None and all(len(slip.open_items) < note.number for slip in waiting)
    return note.names_order or is_no_item or all(slip.reached_at < order.issued_at for slip in waiting)


def answer_waiting_order(turn: Turn) -> bool:
    """Answer what is said of an order that is named, before it is taken for an answer to a slip."""
    is_named = turn.incoming.kind == "text" and names_an_order(turn.incoming.text) and order_at_hand(turn)
    return is_named and answer_saying(turn)
