"""Words that answer nothing are told from answers: a stock phrase, a condition, a refusal."""

import pytest

from rules.no_answer import NoAnswer, no_answer_in


@pytest.mark.parametrize(
    "said",
    [
        "立行立改",
        "以后一定注意",
        "已经整改完成",
        "都做好了",
        "高度重视，认真整改",
        "好的，马上整改",
        "抓紧落实到位",
        "1 已整改",
        "过两天想办法弄掉",
        "到时候想想办法补上",
        "提醒单所列问题我支部高度重视，定当举一反三、立行立改",
    ],
)
def test_a_stock_phrase_tells_neither_why_nor_what(said: str) -> None:
    assert no_answer_in(said) is NoAnswer.STOCK


@pytest.mark.parametrize(
    "said",
    [
        "如果人齐就这周补，人不齐再说",
        "要是出院就12号补开",
        "看情况",
        "如调研组本周不来，我们拟于周四补开",
        "只要凑得齐就补",
    ],
)
def test_a_condition_settles_nothing(said: str) -> None:
    assert no_answer_in(said) is NoAnswer.CONDITION


@pytest.mark.parametrize("said", ["人太少 下周五前不开", "凑不齐人 以后不开了", "没人，不补了", "没法补"])
def test_a_refusal_is_no_promise(said: str) -> None:
    assert no_answer_in(said) is NoAnswer.REFUSED


@pytest.mark.parametrize(
    "said",
    [
        "人不齐，下周五补开",
        "只有三个支委到会，下周补开",
        "支委外出，开不成会",
        "会计不会录",
        "书记出差不能开",
        "马上补",
        "尽快补开",
        "没有整改到位",
        "忘了，已整改",
        "换届没选好，选好就开",
        "好的",
    ],
)
def test_what_tells_something_is_an_answer(said: str) -> None:
    assert no_answer_in(said) is None
