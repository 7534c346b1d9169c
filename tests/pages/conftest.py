"""The sample town with boards, made once and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.db import Database
from models import Base
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.township import load_township
from services.township_file import TownshipFile
from tests.databases import Lender
from tests.pages.people import Town, fill_town

LOADED = datetime(2025, 10, 9, 9, 0, tzinfo=BEIJING)


def fill(database: Database, file: TownshipFile) -> None:
    with database.begin() as session:
        load_township(session, file, LOADED.date(), LOADED)
        fill_town(session, file)
    database.engine.dispose()


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory, sample_town: TownshipFile) -> Path:
    """An SQLite file with the town and its boards."""
    path = tmp_path_factory.mktemp("pages") / "town.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    fill(database, sample_town)
    return path


@pytest.fixture(scope="session")
def filled_postgresql(lender: Lender, sample_town: TownshipFile) -> Lender:
    """A lender of databases with the town and its boards, as "boards"."""
    lender.add_model("boards", lambda database: fill(database, sample_town))
    return lender


@pytest.fixture
def filled_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The town's database: SQLite, unless a test asks for "postgresql" too (`both_databases`)."""
    if getattr(request, "param", "sqlite") == "postgresql":
        with request.getfixturevalue("filled_postgresql").lent("boards") as url:
            yield url
    else:
        shutil.copy(request.getfixturevalue("filled_sqlite"), tmp_path / "town.db")
        yield f"sqlite:///{tmp_path / 'town.db'}"


@pytest.fixture
def filled_db(filled_url: str) -> Iterator[Database]:
    """That database, opened."""
    database = Database(filled_url)
    yield database
    database.engine.dispose()


@pytest.fixture
def town(filled_db: Database, calendar: Calendar) -> Town:
    """The application over that town, a day after the third quarter's board came out."""
    return Town(filled_db, calendar)


both_databases = pytest.mark.parametrize("filled_url", ["sqlite", "postgresql"], indirect=True)
