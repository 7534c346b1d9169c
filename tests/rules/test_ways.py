"""A way of saying something wants all its pieces; a sentence is known as it stands; a long story is none of either."""

import pytest

from rules.ways import WHOLE, Way, bare, fit, in_writing, likeness

WAYS = [Way.written("还有/还剩 几天/多少天"), Way.written("看不懂")]
SENTENCES = {bare("最晚哪天？")}


@pytest.mark.parametrize("said", ["还有几天", "请问还剩多少天？", "您好，还剩几天啊"])
def test_one_piece_of_each_group_is_enough(said: str) -> None:
    assert 0 < fit(said, WAYS, SENTENCES) < WHOLE


@pytest.mark.parametrize("said", ["还有", "几天", "还有事", ""])
def test_a_missing_piece_is_no_match(said: str) -> None:
    assert fit(said, WAYS, SENTENCES) == 0


@pytest.mark.parametrize("said", ["最晚哪天", "最晚 哪天？", "最晚哪天，谢谢", "您好，最晚哪天啊👍"])
def test_a_sentence_is_known_whatever_signs_and_politeness_stand_around_it(said: str) -> None:
    assert fit(said, WAYS, SENTENCES) == WHOLE


def test_one_word_in_a_long_story_is_no_match() -> None:
    assert fit("字太小看不懂", WAYS, SENTENCES) > 0
    assert fit("会计说平台换了新界面大家都看不懂所以一直没有把台账补上去", WAYS, SENTENCES) == 0


def test_what_is_as_long_as_a_message_may_be_is_read_and_one_sign_more_is_a_story() -> None:
    way, told = [Way.written("还有几天 看不懂")], "还有几天看不懂"
    assert fit(told + "字" * 49, way, SENTENCES) == 7
    assert fit(told + "字" * 50, way, SENTENCES) == 0
    wordy = [Way.written("还有几天看不懂怎么办")]
    assert fit("还有几天看不懂怎么办" + "字" * 50, wordy, SENTENCES) == 10
    assert fit("还有几天看不懂怎么办" + "字" * 51, wordy, SENTENCES) == 0


def test_a_piece_of_three_signs_is_known_by_its_sound_and_a_shorter_one_is_not() -> None:
    assert Way.written("什么时候 发").matched("神么时后发") == 5
    assert Way.written("几号 发").matched("几好发") == 0


def test_of_several_pieces_the_longest_counts() -> None:
    assert Way.written("还剩/还剩下 几天").matched("还剩下几天") == 5
    assert Way.written("还剩 几天").matched("还剩") == 0


@pytest.mark.parametrize(
    ("mistyped", "meant"), [("写措了", "写错"), ("扯回", "撤回"), ("意义", "异议"), ("台帐", "台账")]
)
def test_a_word_that_keyboards_write_for_another_is_the_other(mistyped: str, meant: str) -> None:
    assert bare(mistyped).startswith(meant)


def test_a_word_of_the_dialect_is_the_written_one() -> None:
    assert fit("侬讲啥事体，看勿懂", WAYS, SENTENCES) > 0
    assert in_writing("勿晓得啥辰光") == "不知道什么时候"


def test_likeness_counts_the_pairs_shared_with_the_nearest() -> None:
    assert likeness("提醒单在哪", ["提醒单", "榜单"]) == 2
    assert likeness("天上的云", ["提醒单"]) == 0
    assert likeness("提醒单", []) == 0
