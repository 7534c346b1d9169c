"""A stage's database, in which phrases are said one after the other in a transaction that is undone.

One connection stays open, so that a phrase costs what a turn costs. What the bot commits is a savepoint that is
released; nothing is ever written to the file. Every statement is seen, so that only tables one of them may have
written are read again.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

import bot.db
from bot.db import Database
from models import Base
from tests.worlds.phones import World

# What every message moves, and the open form, which is looked at by itself.
UNWATCHED = {
    "score_readings",
    "inbox",
    "outbox",
    "conversations",
    "schedules",
    "log_entries",
    "log_heads",
    "rates",
    "access_tokens",
}
TABLES = frozenset(one.name for one in Base.metadata.sorted_tables) - UNWATCHED
# These write nothing; of every other statement each table it names counts as written.
_LOOKS = re.compile(r"SELECT|SAVEPOINT|RELEASE|ROLLBACK TO|PRAGMA")
_NAMES = re.compile(r"\w+")


class Undone(sqlite3.Connection):
    """A connection whose transactions are savepoints of one that is never committed."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.written = set[str]()
        self._is_begun = False
        self.set_trace_callback(self._note)

    def begin(self) -> str:
        """Say what begins a transaction; two at a time would undo each other."""
        assert not self._is_begun, "a transaction within another one"
        self._is_begun = True
        return "SAVEPOINT said"

    def commit(self) -> None:
        self._end("RELEASE said")

    def rollback(self) -> None:
        self._end("ROLLBACK TO said", "RELEASE said")

    def undo(self) -> None:
        """Undo everything that was ever committed."""
        if self.in_transaction:
            self.execute("ROLLBACK")
        self.execute("BEGIN")
        self.written.clear()

    def _end(self, *statements: str) -> None:
        if self._is_begun:
            self._is_begun = False
            for one in statements:
                self.execute(one)

    def _note(self, statement: str) -> None:
        if not _LOOKS.match(statement):
            self.written |= TABLES.intersection(_NAMES.findall(statement))


class Saying:
    """One process of the bot on one file; stages are put there in turn, so that statements are compiled once."""

    def __init__(self, file: Path, moment: str) -> None:
        made = partial(vars(bot.db)["create_engine"], connect_args={"factory": Undone})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.db.create_engine", made)
            self._file, self._db = file, Database(f"sqlite:///{file}")
        event.listen(self._db.engine, "connect", self._connected)
        event.listen(self._db.engine, "before_cursor_execute", self._begin, retval=True)
        self.connection: Undone | None = None
        self.world = World(self._db, moment)

    def put(self, stage: Path) -> None:
        """Put a stage in place of the one that is there."""
        self.close()
        shutil.copyfile(stage, self._file)
        self._db.engine.connect().close()

    def afresh(self) -> Undone:
        """Let everything stand as the stage was put there; gives the connection to look at it."""
        assert self.connection is not None
        self.connection.undo()
        return self.connection

    def close(self) -> None:
        self._db.engine.dispose()
        self.connection = None

    def _connected(self, connection: Undone, _record: Any) -> None:
        assert self.connection is None, "a second connection would see nothing of the first"
        self.connection = connection

    def _begin(self, connection: Connection, _cursor: Any, statement: str, given: Any, *_: Any) -> tuple[str, Any]:
        assert isinstance(connection.connection.dbapi_connection, Undone)
        begins = statement.startswith("BEGIN")
        return (connection.connection.dbapi_connection.begin() if begins else statement), given
