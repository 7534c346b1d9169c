"""Lets a restored copy go (放行): what of it may be said is what the person says, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.outbox import DROPPED
from bot.underway import IS_UNDERWAY
from models.outbox import OutboxMessage
from models.restorations import Restoration, held_restoration

# What was waiting to be said when the copy was made, and what becomes due because time has passed since.
WAITED: Final = "waiting"
DUE: Final = "due"


@dataclass(frozen=True)
class Waits:
    """What waits in a held copy: how many messages, the oldest of them."""

    messages: int
    oldest: datetime | None


def check_held(session: Session) -> Restoration:
    """Give the restoration to be released. Raises NotNow where nothing is held."""
    held = held_restoration(session)
    if held is None:
        raise NotNow("restore_not_held")
    return held


def what_waits(session: Session) -> Waits:
    """Count what has not been said."""
    found = session.execute(select(func.count(), func.min(OutboxMessage.created_at)).where(IS_UNDERWAY)).one()
    return Waits(found[0], found[1])


def newest_message(session: Session) -> int:
    """Name the newest message there is."""
    return session.scalar(select(func.max(OutboxMessage.id))) or 0


def drop_waiting(session: Session, after: int = 0) -> int:
    """Let nothing be said that waits and is newer than a message; the office sees it in the list of what was sent."""
    drop = update(OutboxMessage).where(IS_UNDERWAY, OutboxMessage.id > after)
    drop = drop.values(state=DROPPED, lease_until=None).execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", session.execute(drop)).rowcount


def release(session: Session, let_go: Collection[str], now: datetime) -> None:
    """Let the copy be what it was copied from."""
    held = check_held(session)
    held.released_at, held.released = now, " ".join(sorted(let_go))
