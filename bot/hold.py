"""A restored copy holds still (恢复后等放行): nothing is sent, swept or answered until a person lets it go."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Database
from models.restorations import held_restoration

Held = Callable[[], bool]


class Hold:
    """Tells whether the database waits to be released.

    A database is filled from a copy only while no process uses it, so one that was free once stays free: it is asked
    once, and again only while it is held.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._is_free = False

    def lasts(self) -> bool:
        """Whether nothing may be sent yet."""
        if not self._is_free:
            with self._db.read() as session:
                self._is_free = held_restoration(session) is None
        return not self._is_free


def never() -> bool:
    """Answer for a process that no restored copy holds back: its doors are open."""
    return False
