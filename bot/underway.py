"""Which messages have not left yet: found by the index over what is under way, however much has left before.

The states are written into the statement itself: with parameters a prepared plan could not use that index. It is named
by its own condition, too.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import literal

from bot.outbox import SENDING, WAITING
from models.outbox import OutboxMessage

UNDERWAY: Final = (literal(WAITING, literal_execute=True), literal(SENDING, literal_execute=True))
IS_UNDERWAY: Final = OutboxMessage.state.in_(UNDERWAY)
IS_WAITING: Final = (IS_UNDERWAY, OutboxMessage.state == literal(WAITING, literal_execute=True))
IS_IN_HAND: Final = (IS_UNDERWAY, OutboxMessage.state == literal(SENDING, literal_execute=True))
