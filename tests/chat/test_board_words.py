"""Which quarter is meant, and what counts as a reason: nobody decides on another board than the one they name."""

import pytest

from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes

LEADER = "xulixin"


def end_of_october(world: World) -> None:
    world.at("2026-10-28 09:30")


@pytest.fixture
def leader(world: World, phone: Phones, scenes: Scenes) -> Phone:
    scenes.play(world, end_of_october)
    return phone(LEADER)


@pytest.mark.parametrize(
    "said", ["2026年第二季度", "二季度", "第二季度", "2026-Q2", "2026年二季度", "2026年第二季度 理由：核实过"]
)
def test_a_quarter_in_other_words_is_the_quarter_that_is_meant(leader: Phone, said: str) -> None:
    assert leader.says(f"批准榜单 {said}").startswith("2026年第二季度还没有榜单草稿")


@pytest.mark.parametrize("said", ["2026 Q2", "第二季度榜单"])
def test_what_only_looks_like_a_quarter_is_asked_back(leader: Phone, said: str) -> None:
    assert "是哪个季度" in leader.says(f"批准榜单 {said}")


@pytest.mark.parametrize("said", ["同意", "好的", "理由", "理由：", "三季度 同意"])
def test_an_approval_in_spite_of_open_cases_is_said_in_so_many_words(leader: Phone, said: str) -> None:
    answer = leader.says(f"批准榜单 {said}")
    assert "榜单没有批准" in answer
    assert "批准榜单 理由：" in answer
