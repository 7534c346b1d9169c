"""Engines of tests: what SQLAlchemy compiled, and connections to lent databases, outlive the engine that had them."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Engine, create_engine, event, make_url


class Connections:
    """Connections to databases of PostgreSQL that are lent again: a new one knows no table and no statement yet."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._idle: dict[URL, list[Any]] = {}

    def keep(self, address: str) -> None:
        """Keep the connections to this database from now on."""
        self._idle.setdefault(make_url(address), [])

    def number(self, address: str) -> int:
        """Say how many wait for the next engine."""
        return len(self._idle[make_url(address)])

    def close(self) -> None:
        """Close those that wait."""
        for waiting in self._idle.values():
            while waiting:
                waiting.pop().close()

    def share(self, engine: Engine) -> None:
        """Let an engine begin with connections that are left, and leave its own."""
        waiting = self._idle.get(engine.url)
        if waiting is None:
            return

        def connect(*_: Any) -> Any:
            return waiting.pop() if waiting and os.getpid() == self._process else None

        def close(connection: psycopg.Connection) -> None:
            if connection.info.transaction_status == TransactionStatus.IDLE and os.getpid() == self._process:
                waiting.append(connection)
            else:
                connection.close()

        event.listen(engine, "do_connect", connect)
        engine.dialect.do_close = close  # type: ignore[method-assign, assignment]


class Engines:
    """Makes a worker's engines: to compile all anew for each test took a quarter of the time."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._first: dict[str, Engine] = {}

    def create(self, url: URL, **options: Any) -> Engine:
        """Make an engine; it shares the dialect and what is compiled with the first of its kind that connected."""
        engine = create_engine(url, **options, query_cache_size=5000)
        if known := self._first.get(url.drivername):
            self._connections.share(engine)
            # What a dialect asks its server when it first connects is known.
            engine.dialect.initialize = lambda _: None  # type: ignore[method-assign, assignment]
            engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
        else:
            event.listen(engine.pool, "first_connect", lambda *_: self._first.setdefault(url.drivername, engine))
        return engine
