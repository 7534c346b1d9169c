"""The sample town with boards, made once and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.db import Database
from models import Base
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.township import load_township
from services.township_file import TownshipFile
from tests.pages.people import Town, fill_town

LOADED = datetime(2025, 10, 9, 9, 0, tzinfo=BEIJING)


def fill(url: str, file: TownshipFile) -> None:
    database = Database(url)
    with database.begin() as session:
        load_township(session, file, LOADED.date(), LOADED)
        fill_town(session, file)
    database.engine.dispose()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, sample_town: TownshipFile) -> Path:
    """An SQLite file with the town and its boards."""
    path = tmp_path_factory.mktemp("pages") / "town.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.engine.dispose()
    fill(f"sqlite:///{path}", sample_town)
    return path


@pytest.fixture
def filled_db(
    request: pytest.FixtureRequest, filled: Path, sample_town: TownshipFile, tmp_path: Path
) -> Iterator[Database]:
    """The town's database: SQLite, unless a test asks for "postgresql" too (`both_databases`)."""
    if getattr(request, "param", "sqlite") == "postgresql":
        make: Callable[[str], str] = request.getfixturevalue("empty_url")
        url = make("postgresql")
        fill(url, sample_town)
    else:
        shutil.copy(filled, tmp_path / "town.db")
        url = f"sqlite:///{tmp_path / 'town.db'}"
    database = Database(url)
    yield database
    database.engine.dispose()


@pytest.fixture
def town(filled_db: Database, calendar: Calendar) -> Town:
    """The application over that town, a day after the third quarter's board came out."""
    return Town(filled_db, calendar)


both_databases = pytest.mark.parametrize("filled_db", ["sqlite", "postgresql"], indirect=True)
