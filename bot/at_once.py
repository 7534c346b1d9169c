"""Statements that are transactions by themselves: one trip to the server, and none of what makes a session handy.

For what every callback waits for, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.db import Database


@contextmanager
def at_once(db: Database) -> Iterator[Any]:
    """Lend a connection of the driver's own that opens no transaction; one on which something failed is closed."""
    lent = db.engine.raw_connection()
    connection: Any = lent.driver_connection
    try:
        if db.is_sqlite:  # There the driver never opens one.
            yield connection
        else:
            connection.autocommit = True
            yield connection
            connection.autocommit = False
    except BaseException:
        lent.invalidate()
        raise
    finally:
        lent.close()
