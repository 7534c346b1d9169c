"""The sample town's file as text, a moment at which it is in use, and the town with a quarter on record."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from bot.db import Database
from models import Base
from rules.periods import BEIJING
from services import board_publication
from services.township import load_township
from services.township_file import TownshipFile
from tests.services.board_world import Drawn
from tests.services.recorded import THIRD, at, inspect, record

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "township.yaml"


@pytest.fixture(scope="session")
def sample_text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def now() -> datetime:
    """The day on which the slips of October go out."""
    return datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def made_town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_town: TownshipFile
) -> Callable[[str], Database]:
    """Make a database of the sample town with its third quarter recorded, under a name of its own."""

    def make(name: str) -> Database:
        url = f"sqlite:///{tmp_path_factory.mktemp(name) / 'honghui.db'}"
        if request.param == "postgresql":
            server = Database(request.getfixturevalue("pg_url"))
            with server.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE plain"))
            server.engine.dispose()
            url = make_url(request.getfixturevalue("pg_url")).set(database=name).render_as_string(hide_password=False)
        database = Database(url)
        Base.metadata.create_all(database.engine)
        with database.begin() as session:
            load_township(session, sample_town, date(2025, 10, 9), at(date(2025, 10, 9)))
            record(session, sample_town, THIRD)
        return database

    return make


@pytest.fixture(scope="session")
def recorded_town(made_town: Callable[[str], Database]) -> Iterator[Database]:
    """The sample town with its third quarter recorded; made once, for those who commit nothing."""
    database = made_town("recorded")
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def inspected_town(made_town: Callable[[str], Database], sample_town: TownshipFile) -> Iterator[Database]:
    """The sample town with its third quarter recorded and inspected, ready for its board; nobody commits anything."""
    database = made_town("inspected")
    with database.begin() as session:
        inspect(session, sample_town, THIRD)
    yield database
    database.engine.dispose()


@pytest.fixture
def inspected_session(inspected_town: Database) -> Iterator[Session]:
    """A transaction in that town, undone afterwards."""
    with inspected_town.read() as opened:
        yield opened


@pytest.fixture
def recorded_session(recorded_town: Database) -> Iterator[Session]:
    """A transaction in that town, undone afterwards."""
    with recorded_town.read() as opened:
        yield opened


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Keep what would be drawn instead of drawing it."""
    found = Drawn()
    monkeypatch.setattr(board_publication, "board_png", found.draw)
    return found
