"""The rectification orders of somebody's branches, and when a message without a number speaks of them."""

from __future__ import annotations

from bot.router import Turn
from handlers.forms import CONVERSATIONS
from handlers.forms.order_report import OrderReportForm
from handlers.offices import led_by, once
from handlers.waiting_slips import waiting_slips
from models.orders import RectificationOrder, orders
from rules.cases import ORDER
from rules.taking_note import names_an_order


def own_orders(turn: Turn) -> list[RectificationOrder]:
    """List the open orders of the branches the person answers for."""
    return [*once(turn, own_orders, lambda: _own_orders(turn))]


def _own_orders(turn: Turn) -> list[RectificationOrder]:
    led = led_by(turn)
    return orders(turn.session, RectificationOrder.organization_id.in_(led), states=ORDER.open_states)


def order_at_hand(turn: Turn) -> bool:
    """An open order that is named, reported on just now, or the only thing that waits."""
    if not own_orders(turn):
        return False
    is_meant = names_an_order(turn.incoming.text) or isinstance(CONVERSATIONS.open_form(turn), OrderReportForm)
    return is_meant or not waiting_slips(turn)
