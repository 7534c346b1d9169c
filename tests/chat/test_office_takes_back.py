"""The office takes back an acceptance or a return in the chat, and issues anew what was withdrawn."""

import pytest

from tests.chat.slip_steps import steps
from tests.worlds.phones import Phone, World, both_databases

BRANCH = "石湾村支部"


@both_databases
def test_an_acceptance_is_taken_back_within_a_day(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
    wu.says("通过 石湾村支部")
    zhu.messages()
    assert "重新待审核" in wu.says("撤销通过 石湾村支部 措施没写清楚")
    wu.says("确认")
    assert zhu.messages() == []
    assert "石湾村支部" in wu.says("待审核")
    assert "已退回" in wu.says("退回 石湾村支部 请写清楚措施")


@both_databases
def test_a_return_is_taken_back_the_branch_hears_why_and_it_counts_for_nothing(
    zhu: Phone, wu: Phone, world: World
) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
    wu.says("退回 石湾村支部 请写清楚措施")
    zhu.says("自查")
    zhu.messages()
    assert "不算退回过" in wu.says("撤销退回 石湾村支部 看错了支部")
    assert wu.says("确认") == "已撤销退回：石湾村支部10月自查整改表重新待审核，不算退回过。已告知支部。"
    assert zhu.messages() == ["石湾村支部10月自查整改表不用重新报送了，原来报的照常审核，退回不算：\n看错了支部"]
    assert "石湾村支部" in wu.says("待审核")
    found = world.self_check("石湾村支部")
    assert found and (found.state, found.return_reason, found.redo_due) == ("submitted", None, None)
    wu.says("退回 石湾村支部 第2项没写责任人")
    assert zhu.messages()[-1].splitlines()[:2] == [
        "石湾村支部10月自查整改表需要再补充一下：",
        "第2项没写责任人",
    ]


def test_a_return_that_was_answered_or_is_a_day_old_stands(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
    assert "现在没有退回在外" in wu.says("撤销退回 石湾村支部 看错了")
    wu.says("退回 石湾村支部 请写清楚措施")
    world.at("2026-11-03 09:00")
    assert "超过24小时不能撤销" in wu.says("撤销退回 石湾村支部 看错了")


def test_after_a_day_it_stands(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
    wu.says("通过 石湾村支部")
    world.at("2026-11-03 09:00")
    assert "超过24小时不能撤销" in wu.says("撤销通过 石湾村支部 措施没写清楚")


@pytest.fixture
def withdrawn(zhu: Phone, wu: Phone, world: World) -> World:
    """The slip was withdrawn because the meeting had been held; the record is corrected since."""
    wu.says_all("撤回提醒单 石湾村支部 支委会开过", "确认")
    wu.says_all("更正 石湾村支部 10月 支委会 已完成", "确认")
    zhu.messages()
    return world


def test_a_withdrawn_slip_is_issued_anew_from_the_records_of_now(withdrawn: World, wu: Phone, zhu: Phone) -> None:
    withdrawn.at("2026-11-03 09:00")
    number = withdrawn.slip(BRANCH).number
    assert wu.says("重发提醒单 石湾村支部 记录已更正").splitlines() == [
        f"要重发石湾村支部10月提醒单（{number}），照现在的日常记录写，收到后另算两个工作日：",
        "1 党费收缴台账录入（未完成）",
        "理由：记录已更正",
        "发给朱永良。",
        "没问题请回复“确认”；写错了回复“返回”，不办回复“取消”。",
    ]
    assert zhu.messages() == []
    assert wu.says("确认") == f"已重发石湾村支部10月提醒单（{number}，第2版），收到后另算两个工作日。"
    said = zhu.hears()
    assert "10月党建工作提醒单（第2版）" in said
    assert "支委会" not in said
    assert "截止：11月5日（周四）24时" in said
    assert steps(withdrawn) == [("withdraw", "支委会开过"), ("reissue", "记录已更正")]


def test_what_is_issued_anew_is_answered_and_reminded_of_like_any(withdrawn: World, wu: Phone, zhu: Phone) -> None:
    withdrawn.at("2026-11-03 09:00")
    wu.says_all("重发提醒单 石湾村支部 记录已更正", "确认")
    zhu.messages()
    withdrawn.at("2026-11-05 08:34")
    assert "今天截止：11月5日（周四）24时" in zhu.hears()
    assert "已报送镇组织办" in zhu.says_all("没记清，11月9日补录", "确认")


def test_it_can_be_withdrawn_and_issued_a_third_time(withdrawn: World, wu: Phone, zhu: Phone) -> None:
    for day in ("03", "04"):
        withdrawn.at(f"2026-11-{day} 09:00")
        wu.says_all("重发提醒单 石湾村支部 记录已更正", "确认")
        assert "党费收缴台账录入" in zhu.hears()
        wu.says_all("撤回提醒单 石湾村支部 又错了", "确认")
        assert "不用再报" in zhu.hears()


@pytest.mark.parametrize("reason", ["发错了", "记错了", "发错支部了", "手滑"])
def test_a_slip_of_the_hand_is_a_reason(zhu: Phone, wu: Phone, reason: str) -> None:
    wu.says("撤回提醒单 石湾村支部")
    assert f"理由：{reason}" in wu.says(reason)


@pytest.mark.parametrize("said", ["石湾村支部提醒单重发一下，记录改好了", "重新发一张石湾村支部的提醒单，记录改好了"])
def test_it_is_ordered_in_a_sentence(withdrawn: World, wu: Phone, said: str) -> None:
    assert "理由：记录改好了" in wu.says(said)


@pytest.mark.parametrize("said", ["石湾村支部提醒单先别重发", "石湾村支部的提醒单要重发吗"])
def test_who_asks_or_declines_issues_nothing(withdrawn: World, wu: Phone, said: str) -> None:
    wu.says(said)
    assert withdrawn.slip(BRANCH).state == "withdrawn"


def test_only_what_was_withdrawn_is_issued_anew(zhu: Phone, wu: Phone) -> None:
    assert "没有撤回，不用重发" in wu.says("重发提醒单 石湾村支部 再发一次")
