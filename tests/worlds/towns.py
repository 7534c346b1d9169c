"""Databases in which the sample town has some past: each past is made once for a kind of database, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.db import Database
from models import Base
from rules.periods import BEIJING
from services.township.file import TownshipFile
from services.township.loading import load_township
from tests.databases import Lender

Past = Callable[[Session, TownshipFile], object]


def loaded(session: Session, town: TownshipFile) -> None:
    """The town in which nothing has happened yet but that its register was loaded."""
    loaded_at = datetime(2025, 10, 9, 9, 0, tzinfo=BEIJING)
    load_township(session, town, loaded_at.date(), loaded_at)


class Towns:
    """Lends such databases, on "sqlite" or "postgresql"; a past is known by its function's name."""

    def __init__(self, town: TownshipFile, folder: Path, lender: Callable[[], Lender]) -> None:
        self._town, self._folder, self._lender = town, folder, lender
        self._known: set[str] = set()

    @contextmanager
    def lent(self, kind: str, past: Past, folder: Path) -> Iterator[str]:
        """Lend a database and say its address; an SQLite file is put into the folder."""
        if kind == "sqlite":
            shutil.copy(self._file(past), folder / "town.db")
            yield f"sqlite:///{folder / 'town.db'}"
        else:
            with self._lender_of(past).lent(past.__name__) as url:
                yield url

    def _file(self, past: Past) -> Path:
        path = self._folder / f"{past.__name__}.db"
        if not path.exists():
            database = Database(f"sqlite:///{path}")
            Base.metadata.create_all(database.engine)
            self._fill(database, past)
        return path

    def _lender_of(self, past: Past) -> Lender:
        lender = self._lender()
        if past.__name__ not in self._known:
            lender.add_model(past.__name__, lambda database: self._fill(database, past))
            self._known.add(past.__name__)
        return lender

    def _fill(self, database: Database, past: Past) -> None:
        with database.begin() as session:
            past(session, self._town)
        database.engine.dispose()
