"""意见建议: many of one member hold up nobody, and what should perhaps not be passed on is read back first."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.suggestions import Suggestion
from tests.worlds.phones import Phones, World

CLERK, SECRETARY, OTHER = "wusiyuan", "zhuyongliang", "zhangjianxin"
NUMBER = "身份证 110105199003078888"


def stored(world: World) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count()).select_from(Suggestion)) or 0


def test_many_of_one_member_are_kept_and_told_once(world: World, phone: Phones) -> None:
    """The office reads the first three, then that there are more; whoever else writes is heard as ever."""
    world.at("2026-11-03 10:00")
    zhu, clerk = phone(SECRETARY), phone(CLERK)
    clerk.messages()
    answers = [zhu.says(f"意见建议 第{number}条，少开会") for number in range(1, 13)]
    assert set(answers) == {"已原样转达镇组织办，谢谢。"}
    assert "没有正在填写" in zhu.says("取消")
    phone(OTHER).says("意见建议 会议室漏水")
    told = [one for one in clerk.messages() if "意见建议" in one]
    assert [one.splitlines()[1] for one in told[:3]] == [f"第{number}条，少开会" for number in (1, 2, 3)]
    assert told[3].startswith("朱永良今天提的意见建议超过3条")
    assert told[4].startswith("张建新提了意见建议")
    assert (len(told), stored(world)) == (5, 13)


@pytest.mark.parametrize("said", [["意见建议 {}"], ["意见建议", "{}", "确认"]])
def test_a_suggestion_keeps_every_blank_and_every_line(world: World, phone: Phones, said: list[str]) -> None:
    words = "少开会。\n第二段　字太小，  换大一点 👨‍👩‍👧"
    phone(SECRETARY).says_all(*(one.format("\u202e" + words) for one in said))
    with world.looking() as session:
        assert session.scalars(select(Suggestion.text)).all() == [words]


def test_on_the_next_day_each_is_read_again(world: World, phone: Phones) -> None:
    world.at("2026-11-03 10:00")
    for number in range(5):
        phone(SECRETARY).says(f"意见建议 {number}")
    world.at("2026-11-04 10:00")
    clerk = phone(CLERK)
    clerk.messages()
    phone(SECRETARY).says("意见建议 又是新的一天")
    assert "\n又是新的一天\n三个工作日内答复" in clerk.hears()


@pytest.mark.parametrize("said", [f"意见建议 {NUMBER} 登记错了", "意见建议 附件是机密的"])
def test_what_should_perhaps_not_be_passed_on_is_read_back(world: World, phone: Phones, said: str) -> None:
    zhu = phone(SECRETARY)
    answer = zhu.says(said)
    assert "准备转达" in answer
    assert "请先看一眼：里面好像有" in answer
    assert stored(world) == 0
    assert zhu.says("确认") == "已原样转达镇组织办，谢谢。"
    assert stored(world) == 1


def test_what_is_read_back_has_no_empty_line(phone: Phones) -> None:
    zhu = phone(SECRETARY)
    zhu.says("意见建议")
    assert zhu.says("希望提醒单晚一天发") == "准备转达：\n希望提醒单晚一天发\n回复“确认”发出，“返回”重写，“取消”不发。"


def test_whoever_thinks_again_passes_nothing_on(world: World, phone: Phones) -> None:
    zhu = phone(SECRETARY)
    zhu.says(f"意见建议 {NUMBER}")
    assert "没有转达" in zhu.says("取消")
    assert stored(world) == 0


def test_words_for_branches_are_looked_at_too(world: World, phone: Phones) -> None:
    asked = phone(CLERK).says("转告 石湾村支部 请联系老王 13912345678")
    assert "请先看一眼：里面好像有电话号码" in asked
