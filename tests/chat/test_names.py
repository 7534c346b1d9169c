"""Who is named: in full or in part, with a title, in whatever signs keyboards send; of several it is asked which."""

import pytest
from sqlalchemy import select

from models.suggestions import Suggestion
from tests.worlds.phones import Phone, World

pytestmark = pytest.mark.long

HANDED_IN = ("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
WAYS = (
    "石湾村支部",
    "石湾村",
    "石湾",
    "石湾村党支部",
    "石湾支部",
    "石湾村书记",
    "石湾村支部书记",
    "石湾村支部。",
    "石湾\u00a0村支部",
    "石湾\u3000村支部",
    "石湾村支部 谢谢",
)


@pytest.mark.parametrize("name", WAYS)
def test_whom_the_office_names_in_its_own_way_is_found(zhu: Phone, wu: Phone, name: str) -> None:
    zhu.says_all(*HANDED_IN)
    assert wu.says(f"通过 {name}") == "已通过1份：石湾村支部。"


@pytest.mark.parametrize("name", ["石湾", "石湾村书记", "石湾\u00a0村支部"])
@pytest.mark.parametrize("order", ["查看 {}", "退回 {} 请写明地点", "登记 {} 10月 主题党日 未完成 没有开展"])
def test_one_reading_of_names_serves_all_words(zhu: Phone, wu: Phone, order: str, name: str) -> None:
    zhu.says_all(*HANDED_IN)
    assert "石湾村" in wu.says(order.format(name))


@pytest.mark.parametrize("order", ["通过 荷塘", "查看 荷塘", "退回 荷塘支部 太笼统", "日常 荷塘", "得分 荷塘"])
def test_a_name_of_several_is_asked_about(wu: Phone, order: str) -> None:
    said = wu.says(order)
    assert "荷塘一支部、荷塘二支部、荷塘老年支部，您说的是哪一个？" in said


def test_a_name_nobody_has_is_named_back(wu: Phone) -> None:
    assert wu.says("查看 火星支部").startswith("名册里没有“火星支部”")


def test_what_is_added_to_a_part_of_a_name_is_no_reason(zhu: Phone, wu: Phone) -> None:
    zhu.messages()
    assert "理由：书记住院\n" in wu.says("免报 石湾支部 书记住院")
    wu.says("取消")
    assert "理由：书记住院\n" in wu.says("免报 石湾 村支部 书记住院")


def test_several_branches_are_named_in_one_breath(zhu: Phone, wu: Phone) -> None:
    zhu.says_all(*HANDED_IN)
    assert wu.says("通过 石湾和荷塘一") == "荷塘一支部目前没有待审核的自查整改表。"


ODD = (
    "\u200b通过 石湾村支部",
    "通过 石湾\u200b村支部",
    "通过\u3000石湾村\ufeff支部",
    "通\u2060过石湾村支部",
    "通过 石湾村支部\u200b",
)


@pytest.mark.parametrize("order", ODD)
def test_signs_nobody_sees_hide_no_order(zhu: Phone, wu: Phone, order: str) -> None:
    zhu.says_all(*HANDED_IN)
    assert wu.says(order) == "已通过1份：石湾村支部。"


def test_signs_nobody_sees_get_into_no_reason(zhu: Phone, wu: Phone) -> None:
    zhu.messages()
    assert "理由：书记\u3000住院\n" in wu.says("免报 石湾\u200b村支部 书\u200b记\u3000住院").replace(
        "书记 住", "书记\u3000住"
    )


def test_a_suggestion_keeps_its_lines_and_blanks(zhu: Phone, world: World) -> None:
    zhu.says("意见建议 一、提前通知\n　　二、少\u200b填表")
    with world.db.begin() as session:
        said = session.scalars(select(Suggestion.text)).one()
    assert said == "一、提前通知\n　　二、少填表"


def test_the_office_claims_for_the_branch_it_names_in_short(wu: Phone) -> None:
    assert "为石湾村支部申报加分" in wu.says("加分 石湾村")
    wu.says("取消")
    assert "为石湾村支部申报加分" in wu.says("加分 石湾 先进")
