"""Short words to a slip: what opens a form, what only plans the work, what only says that a form was reworked."""

import pytest

from rules.slip_words import begins, only_plans, only_reworked, takes_note, wants_change


@pytest.mark.parametrize(
    "said", ["改", "我想改一下", "打开我来改", "让我改", "我要重填", "重新打开", "我来重新写", "从头来", "我改改看"]
)
def test_words_that_open_the_form_again(said: str) -> None:
    assert wants_change(said)
    assert begins(said)


@pytest.mark.parametrize("said", ["改 2", "改成20号", "改到下周五", "会计改了账号", "打开了台账", "不改了"])
def test_words_that_say_more_open_nothing(said: str) -> None:
    assert not wants_change(said)


@pytest.mark.parametrize(
    "said", ["准备下周搞", "打算过几天弄", "下礼拜安排", "这个月肯定搞", "想放到下周", "马上就搞", "月底补"]
)
def test_a_plan_says_when_and_not_why(said: str) -> None:
    assert only_plans(said)


@pytest.mark.parametrize("said", ["下周三补开支委会", "人不齐，下周补", "准备", "下周", "11月20日补", "下周不搞了"])
def test_what_tells_more_or_less_is_no_mere_plan(said: str) -> None:
    assert not only_plans(said)


@pytest.mark.parametrize(
    "said", ["我这边改妥当了", "弄好了 你看看", "都改过来了", "按你们说的改了", "修改完毕", "补上了"]
)
def test_that_a_form_was_reworked_tells_nothing_new(said: str) -> None:
    assert only_reworked(said)


@pytest.mark.parametrize("said", ["补开了", "11月10日补好了", "到会5人改过来了", "改", "没改好"])
def test_what_tells_something_new_is_an_answer(said: str) -> None:
    assert not only_reworked(said)


@pytest.mark.parametrize(
    "said", ["手到 之道了", "收到啦", "知道啦知道啦👌", "[OK][OK]看见了[抱拳]", "已阅", "已收倒", "受到 谢谢"]
)
def test_it_was_seen_however_a_keyboard_writes_it(said: str) -> None:
    assert takes_note(said)
