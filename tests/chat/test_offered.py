"""What the bot offers to pass on to the office goes there once, word for word, and only while it is offered."""

import pytest
from sqlalchemy import select

from models.suggestions import Suggestion
from tests.worlds.phones import Phone, World


def passed_on(world: World) -> list[str]:
    with world.looking() as session:
        return list(session.scalars(select(Suggestion.text)))


def test_a_wish_for_more_time_goes_to_the_office_word_for_word_and_moves_nothing(
    zhu: Phone, wu: Phone, world: World
) -> None:
    answer = zhu.says("能不能晚两天，家里有事")
    assert "要由镇组织办的同志决定" in answer
    assert "期限不变：石湾村支部10月提醒单：11月4日（周三）24时" in answer
    assert passed_on(world) == []
    wu.messages()
    assert "已原样转给镇组织办：\n能不能晚两天，家里有事" in zhu.says("转")
    heard = wu.hears()
    assert "能不能晚两天，家里有事\n（石湾村支部10月提醒单 澄红灰提〔2026〕11-001）" in heard
    assert "同意延期的，回复（日子可以改）：\n延期 石湾村支部 到11月6日 理由\n" in heard
    assert heard.endswith("同样告诉了周海波、钱小雨，一位办了就行。")
    assert world.slip("石湾村支部").due == world.slip("石湾村支部").counted.limit  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "day"),
    [("宽限到11月9号行不行", "11月9日"), ("能不能宽限几天", "11月5日"), ("能不能宽限到11月30号", "11月18日")],
)
def test_the_office_gets_the_words_to_type_for_a_day_it_may_grant(zhu: Phone, wu: Phone, said: str, day: str) -> None:
    wu.messages()
    zhu.says_all(said, "转")
    assert f"延期 石湾村支部 到{day} 理由\n" in wu.hears()


def test_what_was_offered_is_passed_on_once_and_the_latest_of_it(zhu: Phone, world: World) -> None:
    zhu.says_all("天上的云真多", "地里的菜真多")
    assert "地里的菜真多" in zhu.says("转")
    assert zhu.says("转").startswith("现在没有要转的话")
    assert [one.splitlines()[0] for one in passed_on(world)] == ["地里的菜真多"]


def test_what_was_offered_yesterday_is_not_passed_on(zhu: Phone, world: World) -> None:
    zhu.says("天上的云真多")
    world.at("2026-11-03 09:00")
    assert zhu.says("转").startswith("现在没有要转的话")


def test_words_nobody_was_offered_are_not_passed_on(zhu: Phone, world: World) -> None:
    zhu.says_all("进度", "转")
    assert passed_on(world) == []


def test_a_vote_and_an_endless_text_are_not_offered_to_be_passed_on(zhu: Phone) -> None:
    assert "回复“转”" not in zhu.says("我投票投优秀好了")
    assert "回复“转”" not in zhu.says("长" * 600)
