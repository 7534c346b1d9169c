"""What one process is sending right now, and what has been tried and is not marked yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import structlog

from bot.clock import lease_seconds
from bot.delivery_queue import Claimed
from bot.sending import Result

log = structlog.get_logger()

RENEW_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Tried:
    """What one try came to; no result where somebody else has taken the message over."""

    claimed: Claimed
    result: Result | None


class Hand:
    """The messages this process has claimed and not marked."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._running: dict[Future[Result | None], Claimed] = {}
        self._kept: list[Tried] = []
        self._renewed_at = lease_seconds()

    def __len__(self) -> int:
        return len(self._running) + len(self._kept)

    def take_up(self, claimed: Claimed, send: Callable[[Claimed], Result | None], done: Callable[[], None]) -> None:
        """Let a thread make the try."""
        future = self._pool.submit(send, claimed)
        self._running[future] = claimed
        future.add_done_callback(lambda _: done())

    def tried(self, most: int) -> list[Tried]:
        """Take out what has been tried and is to be marked. What broke is tried again when its lease has run out."""
        found = []
        for future in [one for one in self._running if one.done()][:most]:
            claimed = self._running.pop(future)
            if error := future.exception():
                log.error("delivery_not_tried", message=claimed.id, exc_info=error)
            else:
                found.append(Tried(claimed, future.result()))
        return found

    def keep(self, tried: Iterable[Tried]) -> None:
        """Hold what could not be marked."""
        self._kept += tried

    def kept(self) -> list[Tried]:
        """Take out what is held because it could not be marked."""
        found, self._kept = self._kept, []
        return found

    def due_for_renewal(self, real_now: float) -> list[Claimed]:
        """List what is in hand, once every few seconds."""
        # Renewed too early where the clock was set back.
        if 0 <= real_now - self._renewed_at < RENEW_SECONDS:
            return []
        self._renewed_at = real_now
        return [*self._running.values(), *(one.claimed for one in self._kept)]
