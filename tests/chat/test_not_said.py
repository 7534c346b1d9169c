"""A word that acts, written inside a question, a denial, a condition or a delay, does nothing, whoever writes it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.commands import COMMANDS
from handlers.commands.command import Behind, Command
from models.consequences import Consequence
from models.people import Person
from models.transitions import Transition
from services.rights.asking import entitled
from tests.worlds.phones import Phone, World
from tests.worlds.snapshots import rows_of_tables

pytestmark = pytest.mark.long

DOUBTS = ("{}？", "{}吗", "能不能{}", "先不{}", "别{}", "不要{}", "等异议答复了再{}", "如果没有异议就{}", "{}再说")
# Words that only show something, begin a conversation that is read back, or take whatever is said (意见建议). A vote is
# read strictly by its grade and read back without it; asking back for some grades only would tell them.
SHOWS = {
    "为什么", "代办清单", "投票", "修改", "办法变化", "加分", "加分审核", "发督办", "发起测评", "处理建议",
    "帮助", "年度得分", "年度总评", "异议", "异议清单", "待审核", "待送达", "得分", "意见建议", "我的加分",
    "我的异议", "截止", "提醒单", "收到", "整顿报告", "整顿清单", "日常", "查看", "核验", "检查", "检查进度",
    "概况", "榜单", "榜单草稿", "榜单进度", "测评进度", "界线", "督办", "督办报告", "督办清单", "自查",
    "评优依据", "等我办的", "公示文字", "您好", "转", "请假", "谢谢", "进度", "承诺",
}  # fmt: skip
ACTING = [one for one in COMMANDS if one.behind]


def facts(world: World) -> dict[str, list[str]]:
    """Read all tables but those in which every message leaves something."""
    with world.looking() as session:
        return rows_of_tables(session)


def who_may(session: Session, command: Command, world: World) -> Person:
    """Find somebody with an account whom the door lets in."""
    people = [one for one in entitled(session, command.right, world.clock.moment) if one.userid]
    return people[0] if people else session.scalars(select(Person).where(Person.userid == "zhuyongliang")).one()


@pytest.mark.parametrize("command", ACTING, ids=lambda one: one.words[0])
def test_a_doubted_word_is_asked_back_and_changes_nothing(grey: World, command: Command) -> None:
    with grey.looking() as session:
        phone = Phone(grey, who_may(session, command, grey).userid or "")
    before = facts(grey)
    for doubt in DOUBTS:
        said = phone.says(doubt.format(command.words[0]))
        assert "什么都没有动" in said or "没看懂" in said, (doubt, said)
    assert facts(grey) == before


@pytest.mark.parametrize(
    "said",
    [
        "同意建议 1 情况不属实",
        "同意建议 1？",
        "同意建议 1 等支部说明了再定",
        "同意建议 1 先不同意",
        "同意建议 1 如果支部没意见",
        "不同意建议 1 刚换届？",
        "不同意建议 1 等会议研究了再说",
    ],
)
def test_half_a_decision_is_none(grey: World, said: str) -> None:
    before = facts(grey)
    assert "什么都没有动" in Phone(grey, "xulixin").says(said)
    assert facts(grey) == before


@pytest.mark.parametrize("said", ["同意建议 1 还要核实", "同意建议 1 需要上会", "同意建议 1、2 一家属实"])
def test_an_opinion_that_may_be_a_reservation_is_read_back(grey: World, said: str) -> None:
    leader, before = Phone(grey, "xulixin"), facts(grey)
    opinion = said.rsplit(" ", maxsplit=1)[-1]
    assert f"一起记下的意见是“{opinion}”" in leader.says(said)
    assert leader.says("取消") == "好的，没有办，什么都没有动。"
    assert facts(grey) == before
    leader.says_all(said, "确认")
    with grey.looking() as session:
        assert session.get_one(Consequence, 1).state != "proposed"


def test_what_would_be_refused_is_not_read_back(grey: World) -> None:
    before = facts(grey)
    assert "没有办" not in (said := Phone(grey, "zhuyongliang").says("同意建议 1 还要核实"))
    assert "确认" not in said
    assert facts(grey) == before


@pytest.mark.parametrize(
    "said",
    ["同意建议 1 情况属实", "同意建议 1 意见：支部确实没有按期整改，不再缓议", "不同意建议 1 支部刚刚换届，不宜再追究"],
)
def test_a_decision_with_its_reason_is_one(grey: World, said: str) -> None:
    Phone(grey, "xulixin").says(said)
    with grey.looking() as session:
        assert session.get_one(Consequence, 1).state != "proposed"


def test_the_hint_works_word_for_word(grey: World) -> None:
    leader = Phone(grey, "xulixin")
    hint = leader.says("同意建议 1 情况属实吗")
    leader.says(hint.partition("照这样回复：“")[2].partition("”")[0])
    with grey.looking() as session:
        assert session.get_one(Consequence, 1).state != "proposed"
        assert session.scalars(select(Transition.reason).where(Transition.event == "confirm")).all() == ["情况属实"]


def test_every_command_that_changes_something_says_what_may_stand_behind_it() -> None:
    shows = {one.words[0] for one in COMMANDS if one.behind is None}
    assert shows == SHOWS, "say what may stand `behind` a word that acts; one that shows or opens a form is listed here"
    assert {one.behind for one in ACTING} == set(Behind)
