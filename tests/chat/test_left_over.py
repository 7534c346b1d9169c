"""What nobody can place is not taken down by default: it is said, and what stood before stays."""

from __future__ import annotations

from datetime import date

import pytest

from tests.worlds.phones import Phone, World

BOTH = "1 人不齐，11月13日补开 2 会计住院，11月10日补登"


@pytest.fixture
def complete(zhu: Phone) -> Phone:
    """Both items are read back."""
    assert "没问题请回复“确认”" in zhu.says(BOTH)
    return zhu


@pytest.mark.parametrize("said", ["第2项会计已经出院了", "第二项不算我们的"])
def test_words_that_put_nothing_right_leave_a_reason_and_are_said(complete: Phone, said: str) -> None:
    heard = complete.says(said)
    assert "没有记" in heard
    assert "原因：会计住院" in heard


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("两项都往后推一个礼拜", "11月20日（周五）前完成"),
        ("第一项加一句：两个支委在外打工", "原因：人不齐，两个支委在外打工"),
        ("人不齐那里改成“支委外出务工”", "原因：支委外出务工"),
        ("第2项 不是10号是11号", "原因：会计住院"),
        ("第二项的王凤英改成会计", "原因：会计住院\n措施：11月10日补登\n责任人：会计，11月10日"),
    ],
)
def test_a_read_back_takes_what_is_said_to_be_otherwise(complete: Phone, said: str, holds: str) -> None:
    assert holds in complete.says(said)


@pytest.mark.parametrize("said", ["收到 你把会议室钥匙放我抽屉", "收到 转会计看看党费"])
def test_a_slip_is_not_signed_for_beside_words_nobody_can_place(zhu: Phone, said: str) -> None:
    assert "已签收" not in zhu.says(said)


@pytest.mark.parametrize("said", ["收到，我回去填", "收到，会按时整改报送", "收到，照办"])
def test_a_slip_is_signed_for_beside_a_promise_to_see_to_it(zhu: Phone, said: str) -> None:
    assert zhu.says(said).startswith("已签收")


def test_what_was_done_in_the_month_of_the_slip_is_no_completion(zhu: Phone) -> None:
    zhu.says_all("1", "人不齐，补开")
    assert "没看懂是哪一天" in zhu.says("10月20号开过了")
    assert "10月30日（周五）" in zhu.says("10月30日补开的")


@pytest.mark.parametrize(
    "said", ["换成第二项先填", "什么叫支委会", "听不懂", "这项已经跟组织办讲过了", "2，11月12日补开"]
)
def test_words_about_the_form_are_no_answer(zhu: Phone, world: World, said: str) -> None:
    zhu.says("1")
    heard = zhu.says(said)
    assert "第1项" in heard
    assert "记下了" not in heard
    assert world.clock.now().date() == date(2026, 11, 2)
