"""The sample town on the first working day of November 2026: everybody's phone and everybody's browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.db import Database
from rules.workdays import Calendar
from tests.run import Run
from tests.worlds.branch_pages import BranchTown, slip_arrived
from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes
from tests.worlds.towns import Past, loaded


@pytest.fixture
def past() -> Past:
    """Nothing but the register."""
    return loaded


@pytest.fixture
def world(loaded_url: Callable[[str], str], run: Run, past: Past) -> Iterator[World]:
    """The morning on which the slip of October has arrived."""
    world = World(Database(loaded_url("sqlite")), "2026-11-02 07:00")
    Scenes(run, past).play(world, slip_arrived)
    yield world
    world.db.engine.dispose()


@pytest.fixture
def phone(world: World) -> Phones:
    """Take up somebody's phone."""
    return lambda userid: Phone(world, userid)


@pytest.fixture
def pages(world: World, calendar: Calendar) -> BranchTown:
    """The pages, on the same database and clock."""
    return BranchTown(world, calendar)
