"""PostgreSQL databases for tests: a used one is renewed and lent again, for making one takes many times as long."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, make_url

from bot.db import Database
from models import Base
from tests.engines import Connections
from tests.run import Run

# In a schema of its own, where no test looks: what a database holds when it is lent, and how it comes back to that.
KEEPING = """
CREATE SCHEMA kept;

CREATE FUNCTION kept.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text; filled boolean; steps text := '';
BEGIN
  DROP TABLE IF EXISTS kept.sequence_values, kept.table_names, kept.renewed;
  CREATE TABLE kept.sequence_values AS
    SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
  CREATE TABLE kept.table_names AS SELECT tablename::text FROM pg_tables WHERE schemaname = 'public';
  CREATE TABLE kept.renewed AS SELECT pg_current_xact_id()::text::bigint AS by;
  FOR name IN SELECT tablename FROM kept.table_names LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows of ' || name, name);
      steps := steps || format(kept.for_filled(), name, 'rows of ' || name);
    ELSE
      steps := steps || format('DELETE FROM public.%I;', name);
    END IF;
  END LOOP;
  EXECUTE format('CREATE OR REPLACE FUNCTION kept.renew_rows(bigint) RETURNS void LANGUAGE plpgsql
                  SET session_replication_role = replica AS %L', 'BEGIN ' || steps || ' END');
END $$;

-- Only what was written since is written anew: most of a model's rows stay as they are.
CREATE FUNCTION kept.for_filled() RETURNS text LANGUAGE sql AS $$ SELECT
  'DELETE FROM public.%1$I WHERE xmin::text::bigint > $1;
   IF (SELECT count(*) FROM public.%1$I) < (SELECT count(*) FROM kept.%2$I) THEN
     INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE TABLE kept.%2$I ON CONFLICT DO NOTHING;
   END IF;' $$;

CREATE FUNCTION kept.untouched(connections integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
             AND backend_type = 'client backend' AND pid <> pg_backend_pid()) = connections
     AND (SELECT array_agg(tablename::text ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public')
       = (SELECT array_agg(tablename ORDER BY tablename) FROM kept.table_names);
END $$;

CREATE FUNCTION kept.renew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kept.renew_rows(by) FROM kept.renewed;
  UPDATE kept.renewed SET by = pg_current_xact_id()::text::bigint;
  PERFORM setval(format('public.%I', first.sequencename)::regclass, coalesce(first.last_value, 1),
                 first.last_value IS NOT NULL)
  FROM kept.sequence_values AS first JOIN pg_sequences AS now USING (sequencename)
  WHERE now.last_value IS DISTINCT FROM first.last_value;
END $$;
"""


class Lender:
    """Lends databases of a server, each like a model: "plain" has all tables, empty; others are filled."""

    def __init__(self, server: str, run: Run, connections: Connections) -> None:
        self.server, self._server, self._run = server, make_url(server), run
        self._connections = connections
        self._numbers = itertools.count()
        self._returned: dict[str, deque[str]] = defaultdict(deque)
        self._engines: dict[str, Engine] = {}
        self._add("plain", "template1", lambda database: Base.metadata.create_all(database.engine), KEEPING)

    def add_model(self, name: str, fill: Callable[[Database], None]) -> None:
        """Make a model from a plain database, unless the run has it already."""
        self._add(name, "plain", fill)

    def new(self, like: str) -> str:
        """Make a database that nobody else gets, and say its address."""
        name = f"{like}_{self._run.name}_{next(self._numbers)}"
        self._create(name, like)
        return self._address(name)

    @contextmanager
    def lent(self, model: str) -> Iterator[str]:
        """Lend a database like the model and say its address; whoever uses it closes what they opened."""
        address = self._renewed(model) or self.new(model)
        self._connections.keep(address)
        yield address
        self._returned[model].append(address)

    def close(self) -> None:
        """Close the connections; the databases go with their server."""
        for engine in self._engines.values():
            engine.dispose()

    def _address(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _create(self, name: str, like: str) -> None:
        self._ask(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY")

    def _add(self, name: str, like: str, fill: Callable[[Database], None], before: str = "") -> None:
        self._run.once(f"postgresql-{name}", lambda: self._made(name, like, fill, before))

    def _made(self, name: str, like: str, fill: Callable[[Database], None], before: str) -> str:
        self._create(name, like)
        database = Database(self._address(name))
        fill(database)
        with database.writer() as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(f"{before} SELECT kept.keep()")
            connection.commit()
        database.engine.dispose()
        return name

    def _renewed(self, model: str) -> str | None:
        """Renew a database that was given back; one still in use, or with other tables by now, is left alone."""
        for _ in range(len(self._returned[model])):
            address = self._returned[model].popleft()
            if self._ask(f"SELECT kept.untouched({self._connections.number(address)})", address):
                self._ask("SELECT kept.renew()", address)
                return address
        return None

    def _ask(self, statement: str, address: str = "") -> Any:
        """Run a statement by itself. Its connection stays: a new one each time would take longer than the renewal."""
        if address not in self._engines:
            url = address or self._address("postgres")
            self._engines[address] = create_engine(url, isolation_level="AUTOCOMMIT")
        with self._engines[address].connect() as connection:
            result = connection.exec_driver_sql(statement)
            return result.scalar() if result.returns_rows else None
