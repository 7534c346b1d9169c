"""Savepoints in plain words: SQLAlchemy compiles each anew, twice a message, a twentieth of what a message takes."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.engine import Connection, Engine


def set_in_plain_words(engine: Engine) -> None:
    """Let an engine's dialect set, release and go back to a savepoint by its name; both databases know these words."""
    dialect: Any = engine.dialect
    dialect.do_savepoint = partial(_say, "SAVEPOINT")
    dialect.do_release_savepoint = partial(_say, "RELEASE SAVEPOINT")
    dialect.do_rollback_to_savepoint = partial(_say, "ROLLBACK TO SAVEPOINT")


def _say(words: str, connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"{words} {name}")
