"""Fills an empty database from the lines of a copy, in one transaction: all of it is there afterwards, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Connection,
    Executable,
    Integer,
    bindparam,
    cast,
    column,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy import table as named_table

from bot.errors import BadInput
from bot.schema import bring_up, build, newest_revision
from models import Base
from services.backups.dumping import ARRIVALS, Tallies, Tally, written
from services.backups.kinds import KINDS

ROWS_AT_ONCE: Final = 500
# So that pictures and files are never many at once.
BYTES_AT_ONCE: Final = 4 << 20


@dataclass(frozen=True)
class Target:
    """An empty database to be filled; on SQLite callbacks go into the file beside it, over a connection of its own."""

    connection: Connection
    arrivals: Connection


@dataclass(frozen=True)
class Loaded:
    """What a copy was: when it was made, by which version of the program, how much of what it holds."""

    made_at: datetime
    revision: str
    tallies: Mapping[str, Any]


def load(target: Target, lines: Iterator[Any], name: str) -> Loaded:
    """Build the tables as they were, fill them, and bring them up to date.

    Raises BadInput where the copy does not hold what it ends with, DatabaseError where a newer program made it.
    """
    head = next(lines)
    build(target.connection, head["revision"])
    with _without_references(target.connection):
        counted = Tallies()
        end = _fill(target, lines, counted)
    # Reading on to its last byte is what finds one that was cut off or spoilt behind its end.
    if end != counted.said or any(True for _ in lines):
        raise BadInput("backup_damaged", name=name)
    if head["revision"] != newest_revision():
        bring_up(target.connection)
    _number_on(target.connection)
    return Loaded(datetime.fromisoformat(head["made_at"]), head["revision"], counted.said)


class _Filling:
    """One table on its way: rows are written some at a time."""

    def __init__(self, connection: Connection, name: str, kinds: Mapping[str, str], tally: Tally) -> None:
        self._connection, self._tally, self._names = connection, tally, [*kinds]
        self._readers = [KINDS[kind].from_line for kind in kinds.values()]
        self._insert = _insert(connection, name, kinds)
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0

    def take(self, values: Sequence[Any]) -> None:
        """Take one row."""
        line = written(values)
        self._tally.add(line)
        read = zip(self._names, self._readers, values, strict=True)
        self._rows.append({name: None if value is None else reader(value) for name, reader, value in read})
        self._bytes += len(line)
        if len(self._rows) >= ROWS_AT_ONCE or self._bytes >= BYTES_AT_ONCE:
            self.put()

    def put(self) -> None:
        """Write what was taken."""
        if self._rows:
            self._connection.execute(self._insert, self._rows)
        self._rows, self._bytes = [], 0


def _fill(target: Target, lines: Iterator[Any], counted: Tallies) -> Any:
    """Write all rows; returns what the copy says at its end that it holds, None where it has no end."""
    filling: _Filling | None = None
    for line in lines:
        if isinstance(line, list) and filling:
            filling.take(line)
            continue
        if filling:
            filling.put()
        if "end" in line:
            return line["end"]
        name, kinds = line["table"], line["columns"]
        connection = target.arrivals if name == ARRIVALS else target.connection
        filling = _Filling(connection, name, kinds, counted.of(name))
    return None


def _insert(connection: Connection, name: str, kinds: Mapping[str, str]) -> Executable:
    """Put the statement together from what the copy says of its columns: they may be those of an older program."""
    is_postgresql = connection.dialect.name == "postgresql"
    into = named_table(name, *(column(one, KINDS[kind].type) for one, kind in kinds.items()))
    values: dict[str, Any] = {one: bindparam(one, type_=KINDS[kind].type) for one, kind in kinds.items()}
    if is_postgresql:
        values |= {one: cast(values[one], JSON) for one, kind in kinds.items() if kind == "json"}
    return insert(into).values(values)


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """Let rows come before those they refer to; afterwards all references are held again, or the whole fails."""
    if connection.dialect.name == "sqlite":
        # Its connection does not hold them (restoring.py), so they are looked through.
        yield
        if broken := connection.execute(text("PRAGMA foreign_key_check")).first():
            raise ValueError(f"{broken[0]}/{broken[1]} refers to a row of {broken[2]} that is not there")
        return
    keys = [(name, key) for name in inspect(connection).get_table_names() for key in _keys(connection, name)]
    for name, key in keys:
        connection.execute(text(f'ALTER TABLE "{name}" DROP CONSTRAINT "{key["name"]}"'))
    yield
    for name, key in keys:
        connection.execute(text(_reference(name, key)))


def _keys(connection: Connection, table: str) -> Sequence[Mapping[str, Any]]:
    return inspect(connection).get_foreign_keys(table)


def _reference(table: str, key: Mapping[str, Any]) -> str:
    own, others = (", ".join(f'"{one}"' for one in key[side]) for side in ("constrained_columns", "referred_columns"))
    options = "".join(f" {word.upper()} {said}" for word, said in key.get("options", {}).items())
    refers = f'REFERENCES "{key["referred_table"]}" ({others}){options}'
    return f'ALTER TABLE "{table}" ADD CONSTRAINT "{key["name"]}" FOREIGN KEY ({own}) {refers}'


def _number_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows behind those that are there."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None and isinstance(key.type, Integer):
            counts = func.pg_get_serial_sequence(table.name, key.name)
            highest = select(func.max(key)).scalar_subquery()
            connection.execute(select(func.setval(counts, func.coalesce(highest, 1), highest.is_not(None))))
