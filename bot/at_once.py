"""Statements that are transactions by themselves: one trip to the server, and none of what makes a session handy.

For what every callback goes through, and nothing else.
"""

from __future__ import annotations

import threading
from typing import Any

from bot.db import Database


class AtOnce:
    """Runs statements on one connection of the driver's own, which stays open. Safe for any number of threads.

    Nobody asks before whether it still lives: one on which something fails is closed, the next statement opens another.
    One that does not `wait_for_disk` may forget on SQLite, when the power fails, what it wrote last.
    """

    def __init__(self, db: Database, *, wait_for_disk: bool = True) -> None:
        self._db, self._wait_for_disk, self._turn = db, wait_for_disk, threading.Lock()
        self._connection: Any = None

    def run(self, statement: str, *values: str | int) -> list[Any]:
        """Run a statement in the driver's own words, and commit it; returns the rows it finds."""
        with self._turn:
            self._connection = self._connection or self._opened()
            try:
                done = self._connection.execute(statement, values)
                return done.fetchall() if done.description else []
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _opened(self) -> Any:
        """Open a connection that never comes to those who mean to begin a transaction."""
        lent = self._db.engine.raw_connection()
        connection: Any = lent.driver_connection
        lent.detach()
        if not self._db.is_sqlite:  # There the driver begins none anyway.
            connection.autocommit = True
        elif not self._wait_for_disk:
            # NORMAL and not OFF: the file stays whole, and whoever waits for the disk waits for this as well.
            connection.execute("PRAGMA synchronous=NORMAL")
        return connection
