"""What the office orders about slips in its own sentences; in doubt nothing."""

from __future__ import annotations

import pytest

from rules.office_words import EVERYBODY, Ordered, change_in, month_and_reason, order_in

TITLES = {1: "完成10月主题党日", 2: "召开支委会", 3: "党费收缴台账录入"}


def ordered(text: str) -> Ordered:
    found = order_in(text)
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("转告石湾村支部周五前交", "转告", "石湾村支部周五前交"),
        ("石湾村支部的审核通过撤销通过", "撤销通过", "石湾村支部的审核通过"),
        ("撤回审核退回 石湾村支部", "撤销退回", "石湾村支部"),
        ("给石湾村支部重发一下提醒单", "重发提醒单", "给石湾村支部 提醒单"),
        ("更正石湾村支部提醒单", "更正提醒单", "石湾村支部提醒单"),
        ("石湾村支部第1项划掉", "更正提醒单", "石湾村支部 第1项划掉"),
        ("石湾村支部免报自查", "免报", "石湾村支部"),
        ("石湾村支部延到周五", "延期", "石湾村支部 周五"),
        ("石湾村支部的提醒单撤回来", "撤回提醒单", "石湾村支部的提醒单"),
        ("催一下荷塘二", "催办", "荷塘二"),
        ("石湾村支部的单子送到了", "送达", "石湾村支部的单子"),
        ("打印一份石湾村支部的单子", "打印", "石湾村支部的单子"),
    ],
)
def test_a_sentence_of_the_office_is_an_order_and_what_stands_beside_it(text: str, word: str, rest: str) -> None:
    found = ordered(text)
    assert (found.word, found.rest) == (word, rest)
    assert not found.denied
    assert not found.put_off


@pytest.mark.parametrize(
    "text",
    [
        "石湾村支部怎么样",
        "提醒单",
        "",
        "石湾村支部的异议撤回",
        "督办单送达了",
        "石湾村支部加分延到周五",
        "老年支部的自查表送到我这里了",
    ],
)
def test_what_orders_nothing_about_slips_is_none(text: str) -> None:
    assert order_in(text) is None


def test_of_two_items_with_a_word_between_none_is_lost() -> None:
    found = ordered("石湾村支部第一项和第十二项去掉")
    assert found.word == "更正提醒单"
    assert change_in(found.rest)[0] == "out 1 12"


def test_what_is_passed_on_may_be_about_any_matter() -> None:
    assert ordered("转告石湾村支部异议已经收到").rest == "石湾村支部异议已经收到"


@pytest.mark.parametrize(
    "text", ["石湾村支部先别催", "荷塘二不用再催办", "石湾村支部的单子没有送到", "不要给延期", "昨天催过石湾村支部了吧"]
)
def test_an_order_that_is_denied_says_so(text: str) -> None:
    assert ordered(text).denied


def test_an_order_that_is_put_off_says_so() -> None:
    assert ordered("石湾村支部延期的事再说吧").put_off
    assert not ordered("石湾村支部再说吧，延到周五").put_off


def test_an_order_tells_whether_the_sentence_begins_with_it() -> None:
    assert ordered("催一下荷塘二").begins
    assert not ordered("荷塘二催一下").begins


@pytest.mark.parametrize(
    ("rest", "month", "reason"),
    [
        ("10月提醒单 发错了", 10, "发错了"),
        ("1月份的提醒单，因为发错了", 1, "发错了"),
        ("12月单子", 12, ""),
        ("十月的自查表 理由是书记住院", 10, "书记住院"),
        ("十一月提醒单", 11, ""),
        ("十二月提醒单", 12, ""),
        ("二月提醒单", 2, ""),
        ("九月提醒单", 9, ""),
        ("的提醒单吧", None, ""),
        ("理由：书记住院。", None, "书记住院"),
        ("13月提醒单", None, "13月提醒单"),
        ("了吧", None, ""),
        ("", None, ""),
    ],
)
def test_beside_the_name_stand_the_month_and_the_reason(rest: str, month: int | None, reason: str) -> None:
    assert month_and_reason(rest) == (month, reason)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("第1项划掉", "out 1"),
        ("第1、3项划掉", "out 1 3"),
        ("第一项和第十二项去掉", "out 1 12"),
        ("第1项、第2项划掉", "out 1 2"),
        ("第1项跟第3项划掉", "out 1 3"),
        ("1和2项划掉", "out 1 2"),
        ("十项删掉", "out 10"),
        ("二十项划掉", "out 20"),
        ("第二十三项划掉", "out 23"),
        ("加上 zd-02", "in ZD-02"),
        ("支委会划掉", "out 2"),
        ("请把支委会和党费划掉", "out 2 3"),
        ("划掉支委会", "out 2"),
    ],
)
def test_a_change_names_items_by_number_or_title_or_an_indicator_by_code(text: str, change: str) -> None:
    assert change_in(text, TITLES)[0] == change


@pytest.mark.parametrize("text", ["支委会和党课划掉", "党课划掉", "划掉", "这一项划掉", "改一下"])
def test_unless_every_name_is_one_items_nothing_is_taken_out(text: str) -> None:
    assert change_in(text, TITLES) == ("", text)


def test_a_name_of_two_items_takes_out_neither() -> None:
    assert change_in("党费划掉", {1: "收缴党费", 2: "党费台账"})[0] == ""


def test_what_is_said_beside_the_change_is_kept() -> None:
    assert change_in("石湾村支部第1项划掉，不适用")[1] == "石湾村支部 ，不适用"
    assert change_in("石湾村支部加上ZD-02，漏了")[1] == "石湾村支部 ，漏了"
    assert change_in("石湾村支部 支委会划掉，不适用", TITLES)[1] == "石湾村支部  ，不适用"


@pytest.mark.parametrize("text", ["全部", "没交的", "还有几家", "大家"])
def test_several_are_spoken_of_without_their_names(text: str) -> None:
    assert EVERYBODY.search(text)
