"""The sample town on the first working day of November 2026, and everybody's phone."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.db import Database
from models import Base
from rules.periods import BEIJING
from services.township import load_township
from services.township_file import TownshipFile
from tests.chat.world import Phone, World

LOADED = datetime(2025, 10, 9, 9, 0, tzinfo=BEIJING)


def _load(url: str, file: TownshipFile) -> None:
    database = Database(url)
    with database.begin() as session:
        load_township(session, file, LOADED.date(), LOADED)
    database.engine.dispose()


@pytest.fixture(scope="session")
def loaded_town(tmp_path_factory: pytest.TempPathFactory, sample_town: TownshipFile) -> Path:
    """An SQLite file that knows the sample town; loading it anew for each test would take most of the time."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.engine.dispose()
    _load(f"sqlite:///{path}", sample_town)
    return path


@pytest.fixture
def town_url(request: pytest.FixtureRequest, loaded_town: Path, sample_town: TownshipFile, tmp_path: Path) -> str:
    """The town's database: SQLite, unless a test asks for "postgresql" too (`both_databases`)."""
    if getattr(request, "param", "sqlite") == "postgresql":
        make: Callable[[str], str] = request.getfixturevalue("empty_url")
        url = make("postgresql")
        _load(url, sample_town)
        return url
    shutil.copy(loaded_town, tmp_path / "town.db")
    return f"sqlite:///{tmp_path / 'town.db'}"


@pytest.fixture
def world(town_url: str) -> Iterator[World]:
    """The town early on Monday, 2 November 2026: nothing recorded, nothing sent."""
    world = World(Database(town_url), "2026-11-02 07:00")
    yield world
    world.db.engine.dispose()


@pytest.fixture
def phone(world: World) -> Callable[[str], Phone]:
    """Take up somebody's phone."""
    return lambda userid: Phone(world, userid)


@pytest.fixture
def zhu(world: World, phone: Callable[[str], Phone]) -> Phone:
    """朱永良, secretary of 石湾村支部: two items of October are open, and the slip has just arrived."""
    world.recorded("石湾村支部", ["支委会", "党费"])
    world.at("2026-11-02 08:34")
    return phone("zhuyongliang")


@pytest.fixture
def zhang(world: World, phone: Callable[[str], Phone]) -> Phone:
    """张建新, secretary of 柳浜一支部: everything was done in October."""
    world.recorded("柳浜一支部")
    world.at("2026-11-02 08:34")
    return phone("zhangjianxin")


@pytest.fixture
def wu(phone: Callable[[str], Phone]) -> Phone:
    """吴思源, a clerk of the organisation office."""
    return phone("wusiyuan")
