"""Reads a database into the lines of a copy, in one look: what is written meanwhile is not in it and need not wait."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, select

from bot.arrivals import Arrivals
from bot.db import Database
from bot.schema import newest_revision
from models import Base
from models.access_tokens import AccessToken
from models.arrivals import Arrival
from models.restorations import Restoration
from services.backups.kinds import KINDS, kind_of, read_as

ARRIVALS: Final = Arrival.__tablename__
# Whoever finds a copy must not be able to speak for the app; and of each database itself it is known what it is.
LEFT_OUT: Final = frozenset({AccessToken.__tablename__, Restoration.__tablename__})
# Callbacks come from a file and a table, and are numbered anew where they go.
NUMBERED_ANEW: Final = {ARRIVALS: "seq"}
ROWS_AT_ONCE: Final = 500
# Pictures and files are large.
LARGE_ROWS_AT_ONCE: Final = 8
SUM_BYTES: Final = 32


@dataclass
class Tally:
    """How many rows a table has, and a sum over them that is the same in whatever order they are read."""

    rows: int = 0
    total: int = 0

    def add(self, line: str) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(line.encode()).digest())) % (1 << 8 * SUM_BYTES)

    @property
    def said(self) -> list[Any]:
        """Write it down as it stands at the end of a copy."""
        return [self.rows, f"{self.total:064x}"]


@dataclass
class Tallies:
    """Of each table; `said` is what a copy ends with, and what two databases have in common that hold the same."""

    tables: dict[str, Tally] = field(default_factory=dict)

    def of(self, table: str) -> Tally:
        return self.tables.setdefault(table, Tally())

    @property
    def said(self) -> dict[str, list[Any]]:
        return {name: tally.said for name, tally in self.tables.items()}


@dataclass(frozen=True)
class Source:
    """A database, and the file in which callbacks wait beside it."""

    db: Database
    arrivals: Arrivals


def lines_of(source: Source, made_at: datetime, tallies: Tallies | None = None) -> Iterator[str]:
    """Write a whole town down, line by line.

    The callbacks first: one that is worked off meanwhile is then in the copy twice, which changes nothing, and none is
    missing. `tallies` is filled in for whoever wants to compare.
    """
    counted, backend = tallies or Tallies(), source.db.url.get_backend_name()
    yield written({"revision": newest_revision(), "made_at": made_at.isoformat(), "database": backend})
    with source.arrivals.snapshot() as connection:
        yield from _table(connection, Base.metadata.tables[ARRIVALS], counted)
    with source.db.snapshot() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                yield from _table(connection, table, counted)
    yield written({"end": counted.said})


def written(said: Any) -> str:
    """Write one line."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def kinds_of(table: Table) -> dict[str, str]:
    """Name the columns of a table that a copy holds, each with its kind."""
    return {one.name: kind_of(one) for one in table.columns if one.name != NUMBERED_ANEW.get(table.name)}


def _rows(connection: Connection, table: Table) -> Iterable[Row[Any]]:
    kinds = kinds_of(table)
    at_once = LARGE_ROWS_AT_ONCE if "bytes" in kinds.values() else ROWS_AT_ONCE
    query = select(*(read_as(table.c[name], kind) for name, kind in kinds.items())).order_by(*table.primary_key)
    return connection.execution_options(yield_per=at_once).execute(query)


def _table(connection: Connection, table: Table, tallies: Tallies) -> Iterator[str]:
    kinds, tally = kinds_of(table), tallies.of(table.name)
    yield written({"table": table.name, "columns": kinds})
    writers = [KINDS[kind].to_line for kind in kinds.values()]
    for row in _rows(connection, table):
        line = written(_plain(row, writers))
        tally.add(line)
        yield line


def _plain(row: Sequence[Any], writers: Sequence[Callable[[Any], Any]]) -> list[Any]:
    return [None if value is None else write(value) for value, write in zip(row, writers, strict=True)]


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Name the tables of which two databases do not hold the same."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
