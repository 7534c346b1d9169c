"""What is said about an order, and beside a report on it, is answered and puts nothing down."""

import pytest

from tests.chat.orders.one_order import NUMBER, state
from tests.worlds.phones import Phone, World


@pytest.mark.parametrize(
    "said",
    [
        "正在整改",
        "还没开",
        "开了一半",
        "不会写",
        "等一下我找下照片",
        "11月6日补开",
        "抓紧整改到位",
        "让副书记去弄",
        "照片在手机里",
        "没空",
    ],
)
def test_what_tells_of_nothing_done_is_asked_back_and_never_put_down(ordered: Phone, world: World, said: str) -> None:
    ordered.says("督办报告")
    assert "第1个问题（共2个）" in ordered.says(said)
    assert "第2个问题（共2个）" in ordered.says("记录已补录")
    assert said not in ordered.says("已开展")


def test_a_disputed_problem_is_offered_to_whoever_can_withdraw_the_order(ordered: Phone) -> None:
    ordered.says("督办报告")
    said = ordered.says("这个问题不存在，记录一直都有")
    assert "我还没有改动任何内容" in said
    assert "第一督导组核对，确实不对的可以撤销" in said
    assert "第1个问题（共2个）" in said


@pytest.mark.parametrize("said", ["收到", "签收", "已阅", "督办单收到", "收到，照单整改", "1号督办单已收到，谢谢"])
def test_who_says_that_an_order_has_come_signs_for_it(ordered: Phone, world: World, said: str) -> None:
    assert ordered.says(said).startswith(f"已签收：{NUMBER}")
    assert state(world) == "acknowledged"


@pytest.mark.parametrize("said", ["收到没有？", "晓得了，唉", "好的", "督办2收到", "没收到督办单", "收到但是不同意"])
def test_what_says_less_or_more_signs_for_nothing(ordered: Phone, world: World, said: str) -> None:
    ordered.says(said)
    assert state(world) == "delivered"


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("督办单几号到期", "11月9日（周一）24时到期"),
        ("要整改什么", "1. 8月没有支委会记录（ZD-02 支部委员会会议）"),
        ("谁来查的", "签发：第一督导组 曹晓明"),
        ("改好了跟谁说", "第一督导组来核查"),
        ("可以销号了吗？", "报告以后不会自动销号"),
        ("要不要附照片", "不用发照片"),
        ("督办要不要扣分的", "督办单本身不另外扣分"),
        ("督办和提醒单有什么两样", "提醒单每月一张"),
        ("9号来不及", "申请延期 1 日期 理由"),
        ("都改好了", "督办报告 1"),
        ("抓紧整改，限期销号", "督办进展 1"),
        ("记录不缺的，不应该发督办", "我还没有改动任何内容"),
    ],
)
def test_what_is_said_about_an_order_is_answered_and_changes_nothing(
    ordered: Phone, world: World, said: str, part: str
) -> None:
    assert part in ordered.says(said)
    assert state(world) == "delivered"
