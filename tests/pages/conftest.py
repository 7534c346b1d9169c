"""The sample town with boards of four quarters, and its application."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from rules.workdays import Calendar
from services.township.file import TownshipFile
from tests.worlds.browsers import Town, fill_town
from tests.worlds.towns import Past, loaded


def boards(session: Session, file: TownshipFile) -> None:
    """Four quarters have their boards."""
    loaded(session, file)
    fill_town(session, file)


@pytest.fixture
def past() -> Past:
    return boards


@pytest.fixture
def filled_url(request: pytest.FixtureRequest, loaded_url: Callable[[str], str]) -> str:
    """The town's database: SQLite, unless a test asks for "postgresql" too (`both_databases`)."""
    return loaded_url(getattr(request, "param", "sqlite"))


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
