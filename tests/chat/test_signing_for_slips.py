"""What signs for a slip and hands nothing in, and what signs for nothing."""

import pytest

from tests.worlds.phones import Phone, World, beijing

BOTH = "1 人不齐，下周五前补开 2 忘了，已补录"


@pytest.mark.parametrize(
    "word",
    [
        "好的",
        "好",
        "收到",
        "嗯",
        "知道了",
        "👌",
        "[OK]",
        "好的，收到，谢谢提醒🙏",
        "收到 晚上回去弄",
        "提醒单收到了",
        "提醒单已收悉，我支部会尽快研究后答复。",
    ],
)
def test_a_filler_signs_for_the_slip_and_hands_nothing_in(zhang: Phone, world: World, word: str) -> None:
    if word == "👌":
        zhang.says("好的👌")
    else:
        assert "已签收：柳浜一支部10月提醒单" in zhang.says(word)
    assert world.self_check("柳浜一支部") is None
    assert world.slip("柳浜一支部").acknowledged_at == beijing("2026-11-02 08:34")


@pytest.mark.parametrize("word", ["谢谢", "您好", "早上好", "在吗"])
def test_a_greeting_signs_for_nothing(zhang: Phone, world: World, word: str) -> None:
    zhang.says(word)
    assert world.slip("柳浜一支部").acknowledged_at is None


@pytest.mark.parametrize("word", ["1", "确认", "确认无误", "没问题", "没有问题", "无误", "开始"])
def test_words_of_consent_close_a_clear_month(zhang: Phone, word: str) -> None:
    assert "已报送镇组织办" in zhang.says(word)


@pytest.mark.parametrize("word", ["收到", "好的，收到"])
def test_nothing_is_signed_for_twice_or_after_the_answer(zhu: Phone, wu: Phone, world: World, word: str) -> None:
    zhu.says("收到")
    signed = world.slip("石湾村支部").acknowledged_at
    world.at("2026-11-02 11:00")
    assert "已经签收，不用再签收" in zhu.says(word)
    assert world.slip("石湾村支部").acknowledged_at == signed
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert "退回意见：第1项请写明日期和到会人数" in zhu.says(word)


@pytest.mark.parametrize("said", ["已按要求修改", "重新上报", "就原来那样报"])
def test_a_returned_form_is_not_handed_in_by_saying_so(zhu: Phone, wu: Phone, said: str) -> None:
    zhu.says_all(BOTH, "确认")
    wu.says("退回 石湾村支部 第1项请写明日期和到会人数")
    assert "退回意见：第1项请写明日期和到会人数\n要改哪一项" in zhu.says(said)
