"""Short words to a slip: what opens a form, what only plans the work, what only says that a form was reworked."""

import pytest

from rules.slip_words import (
    begins,
    is_all,
    is_reworked,
    item_named,
    only_plans,
    only_reworked,
    says_clear,
    says_not_yet,
    takes_note,
    wants_change,
    without_both,
)


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


@pytest.mark.parametrize("said", ["", "，。", "谢谢", "好的谢谢", "第1项"])
def test_what_says_nothing_opens_nothing(said: str) -> None:
    assert not begins(said)


@pytest.mark.parametrize(
    "said",
    ["核对过了，全部完成，回1", "没有问题", "都好了", "收到，无误", "没有未完成的事项", "一切正常", "全部核实无误"],
)
def test_nothing_is_open_where_every_clause_says_so(said: str) -> None:
    assert says_clear(said)


@pytest.mark.parametrize(
    "said", ["", "收到", "没有", "无误，支委会还没开", "不了", "全部完成，没有", "我们支部" + "情况都好" * 5]
)
def test_in_doubt_something_is_open(said: str) -> None:
    assert not says_clear(said)


def test_a_clause_of_twenty_signs_is_read_and_a_longer_one_is_a_story() -> None:
    assert says_clear("支部" * 9 + "好了")
    assert not says_clear("支部" * 9 + "都好了")
    assert not says_clear("没有问题，" + "支部" * 9 + "都好了")


@pytest.mark.parametrize("said", ["都是", "两项都是", "两张都收到了", "全部一样", "都是。"])
def test_all_of_what_was_listed_is_meant(said: str) -> None:
    assert is_all(said)


@pytest.mark.parametrize("said", ["是", "第一项是", "都是会计的事", ""])
def test_less_than_all_or_something_else_is_meant(said: str) -> None:
    assert not is_all(said)


@pytest.mark.parametrize(
    ("said", "left"), [("两张都收到了", "收到了"), ("我都看了", "看了"), ("收到了", "收到了"), ("都", "都")]
)
def test_both_at_once_is_taken_from_the_front(said: str, left: str) -> None:
    assert without_both(said) == left


@pytest.mark.parametrize("said", ["按要求修改", "重新上报", "照旧", "修改" + "好" * 18])
def test_that_a_form_will_be_reworked_is_heard_in_few_words(said: str) -> None:
    assert is_reworked(said)


@pytest.mark.parametrize("said", ["支委会补开了", "修改" + "好" * 19, ""])
def test_what_says_how_is_no_mere_rework(said: str) -> None:
    assert not is_reworked(said)


@pytest.mark.parametrize("said", ["还没做", "没有完成", "我们确实还没开", "还没交，还没做"])
def test_only_that_it_is_not_done(said: str) -> None:
    assert says_not_yet(said)


@pytest.mark.parametrize("said", ["", "还没做，下周补", "做了"])
def test_more_than_that_it_is_not_done(said: str) -> None:
    assert not says_not_yet(said)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第1项请写明到会人数", 1),
        ("第 九 项写错了", 9),
        ("第二项和第2项一样", 2),
        ("第1项和第2项都要改", None),
        ("请写明到会人数", None),
    ],
)
def test_the_one_item_a_text_is_about(text: str, number: int | None) -> None:
    assert item_named(text) == number


@pytest.mark.parametrize("said", ["嗯", "嗯嗯 收到", "嗯，收到，支委会下周补开", "签收", "👌"])
def test_a_nod_says_that_it_was_seen(said: str) -> None:
    assert takes_note(said)


@pytest.mark.parametrize("said", ["嗯 让我想想", "对是对的 就是党日好像没搞", "", "支委会下周补开，收到", "谢谢", "😂"])
def test_whoever_only_thinks_thanks_or_laughs_has_not_said_so(said: str) -> None:
    assert not takes_note(said)
