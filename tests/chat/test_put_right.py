"""A reason is put right at the read-back by denying its words; nothing else changes, and only 确认 hands it in."""

import pytest

from handlers.forms.self_check_words import denied
from tests.worlds.phones import Phone

ANSWERS = "1 人不齐，11月6日补开 2 会计住院，11月9日补录"


def test_the_words_that_are_denied_are_replaced_where_one_reason_holds_them(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    said = zhu.says("会计不是住院 是去外地带小孩")
    assert "原因：会计去外地带小孩" in said
    assert "原因：人不齐" in said


def test_words_that_no_reason_holds_change_nothing(zhu: Phone) -> None:
    read = zhu.says(ANSWERS)
    said = zhu.says("不是停电，是修路")
    assert said.endswith(read.partition("请核对")[2])


@pytest.mark.parametrize(
    "said", ["改一下，党费那个13号", "十三号，第二项的日期，不是九号，会计十二号才出院", "13号 第二项", "台账改到13号"]
)
def test_the_day_of_the_one_item_that_is_named_is_put_right_wherever_it_stands(zhu: Phone, said: str) -> None:
    zhu.says(ANSWERS)
    read = zhu.says(said)
    assert "11月13日（周五）前完成" in read
    assert "11月6日（周五）前完成" in read


@pytest.mark.parametrize("said", ["日期都不对", "14号我出差", "原因那里不要写人不齐"])
def test_where_it_is_not_plain_what_is_to_change_nothing_does_and_it_is_said_how(zhu: Phone, said: str) -> None:
    read = zhu.says(ANSWERS)
    heard = zhu.says(said)
    assert heard.startswith("没看准要改哪一项、改成什么，什么都没有改。")
    assert heard.endswith(read.partition("请核对")[2])


@pytest.mark.parametrize("said", ["责任人第2项换成我自己", "第二项责任人不是王芳是我"])
def test_the_writer_takes_the_place_of_who_saw_to_an_item(zhu: Phone, said: str) -> None:
    zhu.says_all(ANSWERS, "改 2 责任人王芳")
    assert "责任人：王芳" not in zhu.says(said)


def test_an_item_that_is_only_said_to_stay_stays(zhu: Phone) -> None:
    zhu.says(ANSWERS)
    read = zhu.says("党费11号补登，支委会不动")
    assert "原因：人不齐" in read
    assert "11月11日（周三）前完成" in read


@pytest.mark.parametrize(
    ("said", "words", "instead"),
    [
        ("会计不是住院 是去外地带小孩", "住院", "去外地带小孩"),
        ("不是人不齐，是书记出差", "人不齐", "书记出差"),
        ("会计没住院 是请产假", "住院", "请产假"),
        ("人不齐不对 是书记出差", "人不齐", "书记出差"),
        ("原因写错了 会计是去学习不是住院", "住院", "去学习"),
    ],
)
def test_a_denial_tells_which_words_are_wrong_and_what_is_right(said: str, words: str, instead: str) -> None:
    found = denied(said)
    assert found is not None
    assert (found.words, found.instead) == (words, instead)


@pytest.mark.parametrize("said", ["人不齐", "不是我们支部的", "确认", "会计住院了", "是这样"])
def test_without_words_in_their_place_nothing_is_denied(said: str) -> None:
    assert denied(said) is None
