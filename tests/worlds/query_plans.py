"""How a database would answer the statements that something asks, and what it would read through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from bot.db import Database

# What is under way is little: its own indexes may be read from one end to the other.
SMALL = ("ix_outbox_underway", "ix_outbox_line")


@contextmanager
def asked(db: Database, about: str = " outbox") -> Iterator[dict[str, Any]]:
    """Collect the statements `about` a table, each with what it was asked with."""
    statements: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, values: Any, _context: object, many: bool) -> None:
        if about in statement and not many and not statement.startswith("INSERT"):
            statements[statement] = values

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def plans_of(db: Database, statements: dict[str, Any], *settings: str) -> dict[str, list[str]]:
    """Explain statements: the lines of each one's plan."""
    how = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN "
    with db.engine.begin() as connection:
        for setting in settings:
            connection.execute(text(setting))
        return {
            statement: [str(row[-1]) for row in connection.exec_driver_sql(how + statement, values)]
            for statement, values in statements.items()
        }


def read_through(db: Database, statements: dict[str, Any]) -> list[str]:
    """List what would read all messages there are: on PostgreSQL, where no index can be used at all."""
    plans = plans_of(db, statements, *(() if db.is_sqlite else ("SET LOCAL enable_seqscan = off",)))
    return [
        f"{line}: {statement}"
        for statement, plan in plans.items()
        for line in plan
        if (line.startswith("SCAN outbox") or "Seq Scan on outbox" in line) and not any(name in line for name in SMALL)
    ]


def work_of(db: Database, statements: dict[str, Any]) -> int:
    """Count what a database does to answer statements, whatever the machine: SQLite's steps, PostgreSQL's pages."""
    with db.engine.begin() as connection:
        if db.is_sqlite:
            steps = [0]

            def step() -> None:
                steps[0] += 1

            connection.connection.set_progress_handler(step, 1)
            for statement, values in statements.items():
                connection.exec_driver_sql(statement, values).all()
            connection.connection.set_progress_handler(None, 1)
            return steps[0]
        plans = [
            connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values).scalar_one()
            for statement, values in statements.items()
        ]
        return sum(plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"] for plan in plans)
