"""What stands around an order and is no part of it, and what is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.courtesy import without_courtesy

ORDER = "通过 石湾村支部"


@pytest.mark.parametrize(
    "said",
    [
        *("请{}", "请您{}", "麻烦您帮我{}", "劳驾，{}", "您好，请{}", "辛苦了，帮忙{}", "收到，{}", "好吧，{}"),
        *("{}，谢谢", "{}👌", "{}🙏🏻🙏", "{}[OK]", "{}！", "{} 麻烦了", "“{}”", "您好，“{}”，谢谢！"),
    ],
)
def test_who_is_greeted_asked_and_thanked_is_no_part_of_an_order(said: str) -> None:
    assert without_courtesy(said.format(ORDER)) == ORDER


@pytest.mark.parametrize(
    "said",
    ["可以{}", "可以吧，{}", "不{}", "请问{}", "{}吗", "{}？", "{}…", "{}吧", "{}🤔", "{}，等一下", "“{}”是什么意思"],
)
def test_what_may_doubt_an_order_stays(said: str) -> None:
    assert without_courtesy(said.format(ORDER)) == said.format(ORDER)


@given(st.text(alphabet="请您帮我好的，。谢谢！👌“”通过 12吗不", max_size=20))
def test_courtesy_taken_away_once_is_gone(said: str) -> None:
    left = without_courtesy(said)
    assert without_courtesy(left) == left
