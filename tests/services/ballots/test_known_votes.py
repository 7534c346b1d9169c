"""What may tell a vote is known for it, in whatever spelling, before it is kept anywhere (A18)."""

import pytest

from models.ballots import may_tell_a_vote


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("投票 优秀", True),
        ("投 票：荷塘一支部　合格", True),
        ("优秀", True),
        ("我觉得应该是优 秀", True),
        ("我投第一个", True),
        ("良好", True),
        ("我要投诉", False),
        ("刚才投票投错了，" + "其实想投另外一个" * 5, True),
        ("1", False),
        ("1 人不齐，11月6日补开", False),
        ("提醒单太早了", False),
        ("上个月的党课到会率不高，已经补课，补课以后全体党员都做了测验，成绩都在合格以上", False),
    ],
)
def test_messages_that_may_tell_a_vote_are_known(text: str, tells: bool) -> None:
    assert may_tell_a_vote(text) is tells


@pytest.mark.parametrize(
    "text",
    [
        "优 秀",
        "优秀！",
        "优秀。",
        "合·格",
        "合-格",
        "合\u200b格",
        "優秀",
        "ｙｘ",
        "YX",
        "you xiu",
        "我给hege",
        "不_合_格",
        "投。票",
    ],
)
def test_a_grade_in_an_odd_spelling_is_known_whoever_writes_it(text: str) -> None:
    assert may_tell_a_vote(text)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("有秀", True),
        ("第一档", True),
        ("A", True),
        ("给好", True),
        ("书记这一年又是修路又是装路灯，大家看在眼里，我给他打个优秀吧，真心的", True),
        ("书记这一年又是修路又是装路灯，大家看在眼里，我选第一个吧，真心的", True),
        ("1 人不齐，11月6日补开，地点改在村部", False),
        ("上个月的党课到会率不高，已经补课，补课以后全体党员都做了测验", False),
    ],
)
def test_of_somebody_who_is_asked_to_vote_few_words_are_a_vote_in_any_spelling(text: str, tells: bool) -> None:
    assert may_tell_a_vote(text, asked=True) is tells
