"""等我办的: whoever decides hears what waits and the words to type; weighing it up decides nothing."""

import pytest

from tests.worlds.phones import Phone, Phones, World

DECIDER = "xulixin"


@pytest.fixture
def leader(grey: World, phone: Phones) -> Phone:
    """Who decides on them, and has read that they wait."""
    decider = phone(DECIDER)
    decider.messages()
    return decider


@pytest.mark.parametrize("said", ["等我办的", "待办", "现在该我办什么", "还有什么等我批"])
def test_what_waits_is_listed_with_the_words_to_type(leader: Phone, said: str) -> None:
    answer = leader.says(said).splitlines()
    assert answer[0] == "等您办的有4件："
    assert answer[1] == ("1. 处理建议 1 等您决定：依据回复“处理建议 1”，再回复“同意建议 1 理由”或“不同意建议 1 理由”。")


@pytest.mark.parametrize(
    "said", ["同意", "不同意", "原则上同意", "统一", "先不定，上会研究", "太重了吧", "1和2先放放再定", "3不是不同意"]
)
def test_who_weighs_a_decision_has_not_decided(leader: Phone, world: World, said: str) -> None:
    answer = leader.says(said)
    assert answer.startswith("这句话我不敢当成决定，什么都没有动。等您办的有4件：")
    assert "“同意建议 1 理由”" in answer
    assert "等您决定" in leader.says("等我办的")


def test_nothing_waits_for_a_secretary(zhu: Phone) -> None:
    assert zhu.says("等我办的") == "现在没有等您审核、决定或发布的事。轮到您时会发到这里。"


def test_an_office_that_names_a_branch_is_asked_what_about_it(wu: Phone) -> None:
    assert wu.says("石湾村写得蛮好").startswith("关于石湾村支部，我没看懂要办什么，什么都没有动。")
    assert wu.says("荷塘什么情况").startswith("您说的是哪一个？请写全名称：荷塘一支部、")


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("查看石湾村支部。", "石湾村支部"),
        ("石湾村支部 查看", "石湾村支部"),
        ("石湾村查看", "石湾村支部"),
        ("督办3", "3 号督办单"),
        ("起草三季度榜单", "榜单"),
    ],
)
def test_a_word_is_found_beside_its_name_its_number_and_its_quarter(wu: Phone, said: str, part: str) -> None:
    answer = wu.says(said)
    assert part in answer
    assert "没看懂" not in answer


@pytest.mark.parametrize("said", ["石湾村支部退回来了", "石湾村支部已经通过了", "听说石湾村支部 退回 不合适"])
def test_what_is_told_of_a_branch_is_no_order(zhu: Phone, wu: Phone, world: World, said: str) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录", "确认")
    wu.says(said)
    check = world.self_check("石湾村支部")
    assert check is not None
    assert check.state == "submitted"


def test_in_an_open_form_a_number_before_a_word_is_an_item(zhu: Phone) -> None:
    zhu.says("1")
    assert zhu.says("2 登记漏了，11月9日补录").startswith("第2项记下了。")


@pytest.mark.parametrize(
    ("said", "topic", "line"),
    [
        ("镇里给我们发过奖状的", "加分", "加分：申报加分；我的加分"),
        ("想申诉一下这个事情", "异议", "异议：对得分有不同意见"),
        ("榜贴到村口去好了", "榜单", "得分、为什么、年度得分：本单位得分"),
    ],
)
def test_what_is_only_touched_on_is_asked_back_with_its_words(zhu: Phone, said: str, topic: str, line: str) -> None:
    answer = zhu.says(said)
    assert answer.startswith(f"这句话我没全看懂，什么都没有动。说的是{topic}吗？可以这样回复：")
    assert line in answer
    assert "回复“转”" in answer


def test_nobody_is_shown_words_that_are_not_theirs(zhu: Phone) -> None:
    assert "起草榜单" not in zhu.says("榜单的事情大家都在讲")
