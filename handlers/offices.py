"""What is asked once a message: many routes ask what the writer holds and what waits, and no message changes it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from bot.router import Turn
from models.appointments import Appointment, led, offices_of
from services.rights.asking import carries
from services.rights.modules import is_right_off
from services.rights.table import Right

Found = TypeVar("Found")


def once(turn: Turn, what: Hashable, find: Callable[[], Found]) -> Found:
    """Find something the first time a message asks for it; whatever changes it takes it out of `turn.remembered`."""
    if what not in turn.remembered:
        turn.remembered[what] = find()
    return cast("Found", turn.remembered[what])


def offices(turn: Turn) -> list[Appointment]:
    """List what the person holds today."""
    return [*once(turn, Appointment, lambda: offices_of(turn.session, turn.person, turn.now.date()))]


def allowed(turn: Turn, right: Right) -> bool:
    """Tell whether the person may do something to any organisation at all."""
    return carries(offices(turn), right) and not is_right_off(turn.session, right)


def led_by(turn: Turn) -> list[str]:
    """List the ids of the branches the person answers for."""
    return led(offices(turn))
