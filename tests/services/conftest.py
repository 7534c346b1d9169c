"""The sample town's file as text, a moment at which it is in use, and the town with a quarter on record."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from rules.periods import BEIJING
from rules.workdays import Calendar
from services import board_publication
from services.township import load_township
from services.township_file import TownshipFile
from tests.services.board_hands import Hands
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


@pytest.fixture(scope="session")
def made_town(empty_url: Callable[[str], str], sample_town: TownshipFile) -> Iterator[Callable[[str, bool], Database]]:
    """The sample town with its third quarter recorded, perhaps inspected too; each is made once, nobody commits."""
    with ExitStack() as towns:

        @cache
        def made(kind: str, inspected: bool) -> Database:
            database = Database(empty_url(kind))
            towns.callback(database.engine.dispose)
            with database.begin() as session:
                load_township(session, sample_town, date(2025, 10, 9), at(date(2025, 10, 9)))
                record(session, sample_town, THIRD)
                if inspected:
                    inspect(session, sample_town, THIRD)
            return database

        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def recorded_session(request: pytest.FixtureRequest, made_town: Callable[[str, bool], Database]) -> Iterator[Session]:
    """A transaction in the town with its third quarter recorded, undone afterwards."""
    with made_town(request.param, False).read() as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def inspected_session(request: pytest.FixtureRequest, made_town: Callable[[str, bool], Database]) -> Iterator[Session]:
    """A transaction in the town with that quarter recorded and inspected, ready for its board, undone afterwards."""
    with made_town(request.param, True).read() as opened:
        yield opened


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Keep what would be drawn instead of drawing it."""
    found = Drawn()
    monkeypatch.setattr(board_publication, "board_png", found.draw)
    return found


@pytest.fixture
def hands(inspected_session: Session, calendar: Calendar) -> Hands:
    """Everybody who works on the third quarter's board."""
    return Hands(inspected_session, calendar)
