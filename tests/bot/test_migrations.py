"""A migration only adds: a program of the version before it goes on working, so that machines are replaced in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Inspector, inspect, text

from bot import schema
from bot.db import Database
from bot.schema import prepare

# What came before was for machines that were all stopped.
SINCE = "0035"


@dataclass(frozen=True)
class Table:
    """What programs know of a table: its columns, and what of a row it refuses."""

    columns: Mapping[str, tuple[str, bool]]
    needed: frozenset[str]
    refuses: frozenset[str]

    def lacks(self, before: Table) -> Iterator[str]:
        """Name what a program that knows the table as it was would stumble over."""
        for name, kind in before.columns.items():
            if self.columns.get(name) != kind:
                yield f"column {name}"
        yield from (f"needs {name}" for name in self.needed - before.needed)
        yield from (f"refuses by {name}" for name in self.refuses - before.refuses)


def table(found: Inspector, name: str) -> Table:
    columns = found.get_columns(name)
    keys = [f"{one['constrained_columns']} to {one['referred_table']}" for one in found.get_foreign_keys(name)]
    unique = [str(one["column_names"]) for one in found.get_unique_constraints(name)]
    unique += [str(one["column_names"]) for one in found.get_indexes(name) if one["unique"]]
    checks = [one["sqltext"] for one in found.get_check_constraints(name)]
    return Table(
        {one["name"]: (str(one["type"]), one["nullable"]) for one in columns},
        frozenset(one["name"] for one in columns if not one["nullable"] and one["default"] is None),
        frozenset(map(str, (*keys, *unique, *checks))),
    )


def tables(connection: Connection) -> dict[str, Table]:
    found = inspect(connection)
    return {name: table(found, name) for name in found.get_table_names()}


def migrate(db: Database, revision: str) -> dict[str, Table]:
    with db.writer() as connection:
        config = schema.migrations_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
        return tables(connection)


def stumbles(before: dict[str, Table], after: dict[str, Table]) -> list[str]:
    """List what a program stumbles over that knows the tables as they were before."""
    gone = [f"{name} is gone" for name in before.keys() - after.keys()]
    return gone + [
        f"{name}: {lack}" for name in before.keys() & after.keys() for lack in after[name].lacks(before[name])
    ]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    yield database
    database.engine.dispose()


def test_a_program_of_the_version_before_finds_all_it_needs(bare: Database) -> None:
    """One that must take something away begins the next thousand, and says in the changelog that all are stopped."""
    revisions = sorted(path.name[:4] for path in (schema.MIGRATIONS / "versions").glob("[0-9]*.py"))
    older = revisions[revisions.index(SINCE) - 1]
    known = {older: migrate(bare, older)}
    for before, after in pairwise(revisions[revisions.index(older) :]):
        known[after] = migrate(bare, after)
        if before[0] == after[0]:
            assert stumbles(known[before], known[after]) == [], f"{after} does not only add"


@pytest.mark.parametrize(
    ("change", "stumble"),
    [
        ("DROP TABLE rates", ["rates is gone"]),
        ("ALTER TABLE rates DROP COLUMN error", ["rates: column error"]),
        ("ALTER TABLE rates RENAME COLUMN error TO said", ["rates: column error"]),
        ("CREATE UNIQUE INDEX x ON rates (free_at)", ["rates: refuses by ['free_at']"]),
        ("ALTER TABLE rates ADD COLUMN town VARCHAR(8) NOT NULL DEFAULT ''", []),
        ("ALTER TABLE rates ADD COLUMN town VARCHAR(8)", []),
        ("CREATE TABLE more (id INTEGER NOT NULL)", []),
        ("DROP INDEX ix_outbox_said", []),
    ],
)
def test_what_takes_something_away_is_found(bare: Database, change: str, stumble: list[str]) -> None:
    prepare(bare)
    with bare.writer() as connection:
        before = tables(connection)
        connection.execute(text(change))
        assert stumbles(before, tables(connection)) == stumble
