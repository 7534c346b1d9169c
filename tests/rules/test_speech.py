"""What a message does besides naming a thing: asks, denies, sets a condition, puts off, or fills the silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.speech import (
    Doubt,
    asks,
    decides_everything,
    doubt_in,
    doubt_in_reason,
    is_filler,
    is_quoted,
    plainly,
    says_none,
    sets_condition,
    weighs_a_decision,
    without_politeness,
)

ACTS = (
    "批准榜单",
    "批准灰榜",
    "发布榜单",
    "优秀",
    "确认",
    "销号 1",
    "通过 荷塘一支部",
    "同意建议 3",
    "取消",
    "核实加分 2",
)
DOUBTS = (
    "{}？", "{}?", "{}吗", "{}么", "{}嘛？", "能不能{}", "{}行不行", "是不是{}", "什么时候{}", "谁{}", "请问{}",
    "不{}", "先不{}", "别{}", "没{}", "{}不行", "不要{}", "暂缓{}", "先别{}", "莫{}",
    "等异议答复了再{}", "如果没有异议就{}", "{}的话", "过几天{}", "再说，{}", "下周以后{}", "要是都核过了{}",
    "晚点{}",
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_the_words_themselves_raise_no_doubt(act: str) -> None:
    assert doubt_in(act) is None


@given(st.sampled_from(ACTS), st.sampled_from(DOUBTS), st.sampled_from(["", "，谢谢", "。", "!", " 👌"]))
def test_every_question_negation_condition_and_delay_is_seen(act: str, doubt: str, behind: str) -> None:
    assert doubt_in(doubt.format(act) + behind) is not None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("批准榜单？", Doubt.QUESTION),
        ("照片是现在发还是填完发", Doubt.QUESTION),
        ("先不批准榜单", Doubt.LATER),
        ("如果没异议就批准榜单", Doubt.CONDITION),
        ("批准不了榜单", Doubt.NEGATION),
    ],
)
def test_the_kind_of_doubt_is_named(text: str, doubt: Doubt) -> None:
    assert doubt_in(text) == doubt


@pytest.mark.parametrize("text", ["还有几天", "扣了多少分", "怎么填", "我报了没有？", "能不能晚两天", "谁没报", "为啥"])
def test_a_question_is_one_without_its_sign(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "好的",
        "好的收到",
        "收到，谢谢",
        "👌",
        "[OK]",
        "嗯嗯",
        "好的，知道了",
        "谢谢领导",
        "。。。",
        "🙏🙏",
        "在吗",
        "等一下",
        "您好",
    ],
)
def test_what_only_keeps_the_talk_going_is_filler(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize("text", ["人不齐", "好的，人不齐", "收到，11月20日补开", "1", "已整改", "没有", "确认"])
def test_what_says_something_is_no_filler(text: str) -> None:
    assert not is_filler(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("１　人不齐", "1 人不齐"),
        ("1️⃣人不齐", "(1)人不齐"),
        ("①人不齐", "(1)人不齐"),
        ("人\u200b不\ufeff齐", "人不齐"),
        ("书记请假\v11月20日前补课", "书记请假\n11月20日前补课"),
        ("书记\u00a0请假\u3000", "书记 请假"),
        ("人不齐，11月20日补开。", "人不齐，11月20日补开。"),
        ("批准榜单？", "批准榜单？"),
    ],
)
def test_plain_signs_and_the_peoples_own_punctuation(typed: str, read: str) -> None:
    assert plainly(typed) == read


@given(st.text())
def test_reading_plainly_twice_is_reading_once(text: str) -> None:
    assert plainly(plainly(text)) == plainly(text)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("您好，请批准榜单，谢谢", "批准榜单"),
        ("麻烦通过荷塘一支部哈", "通过荷塘一支部"),
        ("组织办好 再发一遍", "再发一遍"),
        ("请假到20号", "请假到20号"),
        ("批准榜单？谢谢", "批准榜单？"),
    ],
)
def test_politeness_is_taken_from_both_ends(said: str, meant: str) -> None:
    assert without_politeness(said) == meant


@pytest.mark.parametrize("text", ["没有其他问题", "没有了，谢谢", "无", "0", "暂时没有", "不用补充了"])
def test_none_in_many_wordings(text: str) -> None:
    assert says_none(text)


@pytest.mark.parametrize("text", ["没有台账", "没人来", "有", "没有整改到位", "补充"])
def test_what_names_something_is_not_none(text: str) -> None:
    assert not says_none(text)


def test_a_few_days_ago_is_no_question() -> None:
    assert not asks("疫苗接种那几天都在忙")


def test_beforehand_is_no_condition() -> None:
    assert not sets_condition("今后提前提醒")
    assert sets_condition("如果人齐就补")


@pytest.mark.parametrize(
    "said",
    [
        *("还要填啥", "补都补了 还要报点啥", "缺了啥", "啥地方不对", "你要我写什么", "还有啥好填"),
        *("责任人写我还是写副书记", "麻烦问下写几条", "下次什么时后发", "要扣分妈", "多烧分", "13号是礼拜几"),
        *("补个辰光好勿好搭十一月份一道搞", "阿好搭支委会一道开", "十五号补阿算数", "勿来阿要紧", "补得及勿"),
        *("写人勿齐来事勿", "再补阿晏啊", "党日没搞哪能办", "几化辰光才够", "有呒没别样办法"),
    ],
)
def test_a_question_needs_no_sign(said: str) -> None:
    assert asks(said)


@pytest.mark.parametrize(
    "said",
    [
        "陪我妈看病",
        "又没有人来",
        "这事不是我管",
        "报了名还是没来",
        "没啥",
        "没搞啥活动",
        "忙得啥也没干",
        "没有什么问题",
        "人凑勿齐",
        "新书记没到，谁也不敢召集",
        "是阿会计住院了",
        "叫阿好去补",
        "阿拉十三号补",
    ],
)
def test_nothing_special_is_no_question(said: str) -> None:
    assert not asks(said)


@pytest.mark.parametrize(
    ("reason", "doubt"),
    [
        ("到会人数写错了", None),
        ("没有写明谁负责", None),
        ("请写明怎么整改", None),
        ("没说清怎么整改", None),
        ("没有交", None),
        ("写错了吗？", Doubt.QUESTION),
        ("先放一放，明天再说", Doubt.LATER),
        ("如果会计同意", Doubt.CONDITION),
        ("请写明日期吗", Doubt.QUESTION),
        ("日期没写行不行", Doubt.QUESTION),
        ("请写明能不能按时补", None),
        ("没写日期 如果他们补了就不用了", Doubt.CONDITION),
        ("请写明 谁负责", None),
        ("书记住院不", Doubt.QUESTION),
        ("书记住院，明天再", Doubt.LATER),
        ("请补好以后明天再报", None),
    ],
)
def test_a_reason_may_deny_and_ask_for_more_but_neither_ask_nor_wait(reason: str, doubt: Doubt | None) -> None:
    assert doubt_in_reason(reason) is doubt


@pytest.mark.parametrize("said", ["同意", "上会研究", "先不批", "字" * 38 + "同意"])
def test_who_weighs_a_decision_speaks_of_it_in_few_words(said: str) -> None:
    assert weighs_a_decision(said)


@pytest.mark.parametrize("said", ["", "支委会补开了", "字" * 39 + "同意"])
def test_who_tells_something_else_or_a_story_weighs_nothing(said: str) -> None:
    assert not weighs_a_decision(said)


@pytest.mark.parametrize("said", ["一律放行 统统给过", "都给我通过", "全部批准", "统统同意"])
def test_everything_decided_at_a_stroke(said: str) -> None:
    assert decides_everything(said)


@pytest.mark.parametrize("said", ["通过 石湾村支部", "都过了15号", "全部人员不齐", "同意"])
def test_one_thing_decided_or_none(said: str) -> None:
    assert not decides_everything(said)


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("支委会嘛，人不齐", False),
        ("台账嘛、忘了", False),
        ("能改嘛，我写错了", True),
        ("能改嘛", True),
        ("还好改伐", True),
    ],
)
def test_a_particle_in_mid_sentence_asks_nothing(text: str, is_question: bool) -> None:
    assert asks(text) is is_question


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("到20号，我可没答应他", Doubt.NEGATION),
        ("我们没同意", Doubt.NEGATION),
        ("支部没同意，书记生病", None),
        ("让我撤，我没理他", Doubt.NEGATION),
        ("数字不对，还是批准吧", Doubt.NEGATION),
        ("数字不对，算了", Doubt.NEGATION),
        ("日期没写，还是不办了", Doubt.NEGATION),
        ("日期没写 别退了", Doubt.NEGATION),
        ("没写清类别", None),
        ("党费重复计算了", None),
        ("照片还是不清楚", None),
        ("本季不办了", None),
    ],
)
def test_a_reason_that_disowns_the_act_doubts_it(text: str, doubt: Doubt | None) -> None:
    assert doubt_in_reason(text) is doubt


@pytest.mark.parametrize(
    ("text", "quoted"), [("他讲“延到周五”", True), ("“延到周五”", False), ("延到周五，他讲“急”", False)]
)
def test_words_in_quotation_marks_are_somebody_elses(text: str, quoted: bool) -> None:
    assert is_quoted(text, text.index("延")) is quoted
