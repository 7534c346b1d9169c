"""What the person who writes holds, asked once a message: many routes ask it, and no message changes it."""

from __future__ import annotations

from bot.router import Turn
from models.appointments import organizations_led_by
from services.rights.asking import may
from services.rights.table import Right


def allowed(turn: Turn, right: Right) -> bool:
    """Tell whether the person may do something to any organisation at all."""
    if right not in turn.remembered:
        turn.remembered[right] = may(turn.session, turn.person, right, turn.now)
    return bool(turn.remembered[right])


def led_by(turn: Turn) -> list[str]:
    """List the ids of the branches the person answers for."""
    if led_by not in turn.remembered:
        turn.remembered[led_by] = organizations_led_by(turn.session, turn.person, turn.now.date())
    return [*turn.remembered[led_by]]
