"""The sample town's file as text, a moment at which it is in use, and the town with some past on record."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot import drawing
from bot.db import Database
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.annual_reviews import table as annual_table
from services.publications import publication as board_publication
from tests.worlds.board_officials import Hands
from tests.worlds.finished_year import Hands as YearHands
from tests.worlds.finished_year import after_a_year
from tests.worlds.posted_board import out
from tests.worlds.recorded_quarters import third_inspected, third_recorded
from tests.worlds.towns import Past, Towns, loaded
from tests.worlds.watching import Drawn

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "township.yaml"


@pytest.fixture(scope="session")
def sample_text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def now() -> datetime:
    """The day on which the slips of October go out."""
    return datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)


@pytest.fixture(scope="session")
def made_town(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Past], Database]]:
    """Make the sample town with some past on SQLite or PostgreSQL: one for all tests of a worker, nobody commits."""
    with ExitStack() as lent:

        @cache
        def made(kind: str, past: Past) -> Database:
            database = Database(lent.enter_context(towns.lent(kind, past, tmp_path_factory.mktemp("town"))))
            lent.callback(database.engine.dispose)
            return database

        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def town_session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in the town of which only the register is loaded, undone afterwards."""
    with made_town(request.param, loaded).read() as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def recorded_session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in the town with its third quarter recorded, undone afterwards."""
    with made_town(request.param, third_recorded).read() as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def inspected_session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in the town with that quarter recorded and inspected, ready for its board, undone afterwards."""
    with made_town(request.param, third_inspected).read() as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def published_session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in the town with that quarter's board published, undone afterwards."""
    with made_town(request.param, out).read() as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def year_session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in the town after the year of the example, undone afterwards."""
    with made_town(request.param, after_a_year).read() as opened:
        yield opened


@pytest.fixture
def year_hands(year_session: Session) -> YearHands:
    """Everybody who works on that year."""
    return YearHands(year_session)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Keep what would be drawn instead of drawing it."""
    found = Drawn()
    monkeypatch.setattr(board_publication, "board_svg", found.svg)
    monkeypatch.setattr(board_publication, "board_png", found.png)
    monkeypatch.setattr(drawing, "pngs", found.pngs)
    return found


@pytest.fixture
def drawn_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a year's picture be its label instead of drawing it."""
    monkeypatch.setattr(annual_table, "annual_svg", lambda facts: facts.label)
    monkeypatch.setattr(drawing, "pngs", Drawn.pngs)


@pytest.fixture
def hands(inspected_session: Session, calendar: Calendar) -> Hands:
    """Everybody who works on the third quarter's board."""
    return Hands(inspected_session, calendar)
