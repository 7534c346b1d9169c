"""Databases in which the sample town has some past: a run makes each once, on SQLite, then copies it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.db import Database
from models import Base
from rules.periods import BEIJING
from services.township.file import TownshipFile
from services.township.loading import load_township
from tests.databases import Lender
from tests.run import Run

Past = Callable[[Session, TownshipFile], object]
HOLIDAYS = Path(__file__).parents[2] / "data" / "holidays"


def empty(_session: Session, _town: TownshipFile) -> None:
    """All tables are there, and nothing is in them."""


def loaded(session: Session, town: TownshipFile) -> None:
    """The town in which nothing has happened yet but that its register was loaded."""
    loaded_at = datetime(2025, 10, 9, 9, 0, tzinfo=BEIJING)
    load_township(session, town, loaded_at.date(), loaded_at)


def name_of(past: Past) -> str:
    """Name a past as it is told from all others of a run, short enough for a database."""
    return f"{past.__module__.rpartition('.')[2]}_{past.__name__}"


# Where an SQLite database is put.
FILE = "town.db"


class Towns:
    """Lends such databases, on "sqlite" or "postgresql"; a past is known by the name of its function and its module."""

    def __init__(self, town: TownshipFile, run: Run, lender: Callable[[], Lender]) -> None:
        self._town, self._run, self._lender = town, run, lender
        self._files: dict[str, str] = {}
        self._models: set[str] = set()

    @contextmanager
    def lent(self, kind: str, past: Past, folder: Path) -> Iterator[str]:
        """Lend a database and say its address; an SQLite file is put into the folder."""
        if kind == "sqlite":
            shutil.copyfile(self._file(past), folder / FILE)
            yield f"sqlite:///{folder / FILE}"
        else:
            with self._lender_of(past).lent(name_of(past)) as url:
                yield url

    def _file(self, past: Past) -> str:
        name = name_of(past)
        if name not in self._files:
            self._files[name] = self._run.once(f"sqlite-{name}", lambda: self._made(past))
        return self._files[name]

    def _made(self, past: Past) -> str:
        path = self._run.shared / f"{name_of(past)}.db"
        path.unlink(missing_ok=True)
        database = Database(f"sqlite:///{path}")
        Base.metadata.create_all(database.engine)
        self._fill(database, past)
        return str(path)

    def _lender_of(self, past: Past) -> Lender:
        lender = self._lender()
        name = name_of(past)
        if name not in self._models:
            lender.add_model(name, lambda database: copy_rows(self._file(past), database))
            self._models.add(name)
        return lender

    def _fill(self, database: Database, past: Past) -> None:
        with database.begin() as session:
            past(session, self._town)
        database.engine.dispose()


def copy_rows(file: str, into: Database) -> None:
    """Copy all rows of an SQLite file, as they lie there, into an empty database on PostgreSQL."""
    with closing(sqlite3.connect(file)) as source, into.writer() as connection:
        cursor = connection.connection.cursor()
        # Tables refer to each other; moments lie there in UTC.
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL TimeZone = 'UTC'")
        for table in Base.metadata.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in source.execute(f'SELECT {names} FROM "{table.name}"'):  # noqa: S608 - names of our own
                    copy.write_row(row)
            if (key := table.autoincrement_column) is not None:
                # The next row's number follows the last one's.
                sequence = f"pg_get_serial_sequence('{table.name}', '{key.name}')"
                cursor.execute(f'SELECT setval({sequence}, max({key.name})) FROM "{table.name}"')  # noqa: S608
        cursor.connection.commit()
