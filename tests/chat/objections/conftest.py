"""The preview of the third quarter has begun, and 石湾村支部 has lost one point and a half."""

import pytest

from tests.worlds.phones import Phone, Phones, World, beijing
from tests.worlds.previewed_board import BRANCH, LATE, NOT_DONE, PAPER, SECRETARY, previewed
from tests.worlds.scenes import Scenes


def preview_begun(world: World) -> None:
    with world.db.begin() as session:
        previewed(session, NOT_DONE, LATE, NOT_DONE.replace(BRANCH, PAPER))
    world.clock.moment = beijing("2026-10-29 10:00")


@pytest.fixture
def world(world: World, scenes: Scenes) -> World:
    """The preview of the third quarter: the branch has lost one point and a half."""
    scenes.play(world, preview_begun)
    return world


@pytest.fixture
def secretary(phone: Phones) -> Phone:
    return phone(SECRETARY)
