"""曹晓明 of 第一督导组 on Monday, 2 November 2026, and an order to 石湾村支部."""

import pytest

from tests.chat.orders.one_order import WRITTEN
from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes


def monday_at_nine(world: World) -> None:
    world.at("2026-11-02 09:00")


def order_issued(world: World) -> None:
    Phone(world, "caoxiaoming").says_all("发督办 石湾村支部", *WRITTEN, "确认")


@pytest.fixture
def cao(phone: Phones, world: World, scenes: Scenes) -> Phone:
    """曹晓明, a member of 第一督导组, on Monday, 2 November, at nine."""
    scenes.play(world, monday_at_nine)
    return phone("caoxiaoming")


@pytest.fixture
def zhu(phone: Phones) -> Phone:
    """朱永良, secretary of 石湾村支部."""
    return phone("zhuyongliang")


@pytest.fixture
def ordered(cao: Phone, zhu: Phone, scenes: Scenes) -> Phone:
    """朱永良 with an order that is due on Monday, 9 November."""
    scenes.play(cao.world, order_issued)
    cao.messages()
    return zhu
