"""The sample town on the first working day of November 2026, and everybody's phone."""

from collections.abc import Callable, Iterator

import pytest

from bot.db import Database
from rules.periods import Quarter
from tests.run import Run
from tests.worlds.grey_boards import store_boards
from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes
from tests.worlds.towns import Past


@pytest.fixture
def town_url(request: pytest.FixtureRequest, loaded_url: Callable[[str], str]) -> str:
    """The town's database: SQLite, unless a test asks for "postgresql" too (`both_databases`)."""
    return loaded_url(getattr(request, "param", "sqlite"))


@pytest.fixture
def world(town_url: str) -> Iterator[World]:
    """The town early on Monday, 2 November 2026: nothing recorded, nothing sent."""
    world = World(Database(town_url), "2026-11-02 07:00")
    yield world
    world.db.engine.dispose()


@pytest.fixture
def phone(world: World) -> Phones:
    """Take up somebody's phone."""
    return lambda userid: Phone(world, userid)


@pytest.fixture
def scenes(run: Run, past: Past) -> Scenes:
    """Let things have happened that many tests begin with."""
    return Scenes(run, past)


def two_items_open(world: World) -> None:
    world.recorded("石湾村支部", ["支委会", "党费"])
    world.at("2026-11-02 08:34")


def everything_done(world: World) -> None:
    world.recorded("柳浜一支部")
    world.at("2026-11-02 08:34")


@pytest.fixture
def zhu(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """朱永良, secretary of 石湾村支部: two items of October are open, and the slip has just arrived."""
    scenes.play(world, two_items_open)
    return phone("zhuyongliang")


@pytest.fixture
def zhang(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """张建新, secretary of 柳浜一支部: everything was done in October."""
    scenes.play(world, everything_done)
    return phone("zhangjianxin")


@pytest.fixture
def wu(phone: Phones) -> Phone:
    """吴思源, a clerk of the organisation office."""
    return phone("wusiyuan")


def three_grey_boards(world: World) -> None:
    with world.db.begin() as session:
        store_boards(session, "G G G", first=Quarter(2026, 1))
    world.at("2026-11-05 10:04")


@pytest.fixture
def grey(world: World, scenes: Scenes) -> World:
    """Four proposals on 石湾村支部 wait for the leading group: three grey boards in a row."""
    scenes.play(world, three_grey_boards)
    return world
