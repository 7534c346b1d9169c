"""A way of saying something wants all its pieces; a sentence is known as it stands; a long story is none of either."""

import pytest

from rules.ways import WHOLE, Way, bare, fit, likeness

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


def test_likeness_counts_the_pairs_shared_with_the_nearest() -> None:
    assert likeness("提醒单在哪", ["提醒单", "榜单"]) == 2
    assert likeness("天上的云", ["提醒单"]) == 0
