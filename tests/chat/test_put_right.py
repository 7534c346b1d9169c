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
