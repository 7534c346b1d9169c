"""What the person who writes holds, read once a message: many routes ask it, and no message changes it."""

from __future__ import annotations

from bot.router import Turn
from models.appointments import Appointment, led, offices_of
from services.rights.asking import carries
from services.rights.table import Right


def offices(turn: Turn) -> list[Appointment]:
    """List what the person holds today."""
    if offices not in turn.remembered:
        turn.remembered[offices] = offices_of(turn.session, turn.person, turn.now.date())
    return [*turn.remembered[offices]]


def allowed(turn: Turn, right: Right) -> bool:
    """Tell whether the person may do something to any organisation at all."""
    return carries(offices(turn), right)


def led_by(turn: Turn) -> list[str]:
    """List the ids of the branches the person answers for."""
    return led(offices(turn))
