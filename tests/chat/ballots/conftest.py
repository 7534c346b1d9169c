"""A ballot on 石湾村支部, and a folder of its own for the keys of ballots."""

from pathlib import Path

import pytest

from tests.chat.ballots.one_ballot import BEGIN
from tests.worlds.phones import Phone, World
from tests.worlds.scenes import Scenes


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of ballots on PostgreSQL, which lie under the working directory, out of the project."""
    monkeypatch.chdir(tmp_path)


def ballot_opened(world: World) -> None:
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    Phone(world, "wusiyuan").says_all(BEGIN, "确认")
    world.sweep()


@pytest.fixture
def ballot(world: World, wu: Phone, scenes: Scenes) -> World:
    """A ballot on 石湾村支部 that has just been opened, on Monday, 14 December 2026."""
    scenes.play(world, ballot_opened)
    wu.messages()
    return world
