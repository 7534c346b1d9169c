"""What is asked once a message: many routes ask what the writer holds and what waits, and no message changes it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from bot.router import Turn
from models.appointments import organizations_led_by
from services.rights.asking import may
from services.rights.table import Right

Found = TypeVar("Found")


def once(turn: Turn, what: Hashable, find: Callable[[], Found]) -> Found:
    """Find something the first time a message asks for it; whatever changes it takes it out of `turn.remembered`."""
    if what not in turn.remembered:
        turn.remembered[what] = find()
    return cast("Found", turn.remembered[what])


def allowed(turn: Turn, right: Right) -> bool:
    """Tell whether the person may do something to any organisation at all."""
    return once(turn, right, lambda: may(turn.session, turn.person, right, turn.now))


def led_by(turn: Turn) -> list[str]:
    """List the ids of the branches the person answers for."""
    return [*once(turn, led_by, lambda: organizations_led_by(turn.session, turn.person, turn.now.date()))]
