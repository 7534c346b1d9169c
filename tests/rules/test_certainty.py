"""What nobody can be certain of is never kept as a part of an answer (R13)."""

from __future__ import annotations

import pytest

from rules.certainty import (
    counts_from_another,
    denies_a_day,
    is_about_the_answer,
    is_no_part,
    is_unsettled,
    names_another_month,
    once_begun,
)


@pytest.mark.parametrize(
    "clause",
    [
        "当我没说9号",
        "别记8号",
        "说起来话长",
        "再加一句叫朱敏核对",
        "不是这个原因",
        "那还是我负责",
        "三支部格支委会人勿齐",
    ],
)
def test_words_about_the_answer_are_no_part_of_it(clause: str) -> None:
    assert is_about_the_answer(clause)


@pytest.mark.parametrize(
    "clause", ["日期没记清", "记录本丢了", "会计没说清楚", "人不齐", "通知没发给大家", "去隔壁村帮忙抢收"]
)
def test_what_befell_the_branch_is_no_word_about_the_answer(clause: str) -> None:
    assert not is_about_the_answer(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "拖到现在",
        "晚了三天",
        "之所以迟迟未录",
        "快录完了",
        "10月25号到期我28号才录",
        "上周五就该补的",
        "我找一下本子",
        "哦找到了",
    ],
)
def test_how_late_it_was_is_no_reason(clause: str) -> None:
    assert is_no_part(clause)


@pytest.mark.parametrize("clause", ["人晚到了三天", "会计住院晚录了", "一直下雨", "快递丢了", "拖拉机坏了"])
def test_why_it_was_late_is_one(clause: str) -> None:
    assert not is_no_part(clause)


@pytest.mark.parametrize(
    "said",
    [
        "12号补开，后头那个日子不算",
        "不是8号开",
        "十五号要办酒过了这天再开",
        "9号补，还没定",
        "明天来补，我估计他来不了",
    ],
)
def test_a_day_that_is_denied_or_doubted_is_none(said: str) -> None:
    assert denies_a_day(said)


@pytest.mark.parametrize("said", ["12号补开", "不是10号就是11号", "人没到齐，12号补"])
def test_a_day_beside_another_denial_stands(said: str) -> None:
    assert not denies_a_day(said)


@pytest.mark.parametrize(
    ("said", "begun"),
    [
        ("慢点慢点我先讲党费是本子丢了", "党费是本子丢了"),
        ("等等，人不齐", "人不齐"),
        ("防汛没开成嗯十二号补开", "防汛没开成，十二号补开"),
        ("重写：14日补开，原因照旧", "14日补开"),
        ("原因太短了给我改成晚稻收割", "原因：晚稻收割"),
        ("14号补开 原因写村里迎检", "14号补开 原因：村里迎检"),
        ("十二号补开上次是停电", "十二号补开，上次是停电"),
        ("银行卡限额交不进去", "银行卡限额交不进去"),
        ("原因写错了", "原因写错了"),
    ],
)
def test_an_answer_is_read_from_where_it_begins(said: str, begun: str) -> None:
    assert once_begun(said) == begun


@pytest.mark.parametrize(
    "said",
    [
        "13号不下雨就13号搞，下雨就挪20号",
        "说来话长，写人不齐就好了",
        "补是补了，人没到齐不算数，还要再开一次",
        "先不要写成会计忙，忙不是理由，等我问清楚再报",
        "别给我写成书记出差，我没出差",
        "可不能报成没人，等我跟书记商量",
        "覅写人勿齐，我去问问看",
    ],
)
def test_what_is_neither_is_all_left_over(said: str) -> None:
    assert is_unsettled(said)


@pytest.mark.parametrize("said", ["书记叫我不要写，我就没登", "以后不要写错", "人不齐，12号补开", "字迹不能写清楚"])
def test_who_was_told_not_to_write_tells_something(said: str) -> None:
    assert not is_unsettled(said)


def test_an_item_of_another_month_is_not_on_the_slip() -> None:
    assert names_another_month("9月的支委会补过了", 10)
    assert not names_another_month("10月的支委会人不齐", 10)
    assert not names_another_month("因为9月的票据没拿到", 10)


@pytest.mark.parametrize(
    "said", ["会计出院（预计11月14日）后的第一个周一", "检查完第二天", "会计下礼拜三回来，回来第二天就录"]
)
def test_a_day_counted_from_another_is_none(said: str) -> None:
    assert counts_from_another(said)


def test_a_first_item_is_no_counted_day() -> None:
    assert not counts_from_another("人不齐，第一项12号补")


@pytest.mark.parametrize("said", ["年纪大的同志腿脚不便来不了，我们下周五前上门补好", "老师临时来不了，13号补"])
def test_whoever_could_not_come_denies_no_day(said: str) -> None:
    assert not denies_a_day(said)
