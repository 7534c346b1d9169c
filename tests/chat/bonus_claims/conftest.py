"""朱永良 of 石湾村支部 and 周海波 of the office on Tuesday, 3 November 2026."""

import pytest

from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes


def tuesday_at_ten(world: World) -> None:
    world.at("2026-11-03 10:00")


@pytest.fixture
def zhu(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """朱永良, secretary of 石湾村支部, on a working morning with nothing else to do."""
    scenes.play(world, tuesday_at_ten)
    return phone("zhuyongliang")


@pytest.fixture
def zhou(phone: Phones) -> Phone:
    """周海波, head of the organisation office."""
    return phone("zhouhaibo")
