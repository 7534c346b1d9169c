"""日常考核 in the chat: office and groups note facts; corrections are new entries, nothing is lost (R7–R9)."""

from datetime import date

import pytest
from sqlalchemy import select

from models.appointments import Appointment
from models.daily_records import DailyRecord
from models.people import Person
from tests.worlds.phones import Phone, Phones, World
from tests.worlds.scenes import Scenes

BRANCH = "荷塘一支部"


def end_of_october(world: World) -> None:
    world.at("2026-10-30 10:00")


@pytest.fixture
def cao(world: World, phone: Phones, scenes: Scenes) -> Phone:
    """曹晓明, member of the group that inspects the villages, at the end of October."""
    scenes.play(world, end_of_october)
    return phone("caoxiaoming")


def kept(world: World) -> list[DailyRecord]:
    with world.looking() as session:
        return list(session.scalars(select(DailyRecord).order_by(DailyRecord.id)))


def test_a_supervisor_notes_a_failure_with_its_fact(cao: Phone, world: World) -> None:
    assert f"登记：{BRANCH}10月“支部委员会会议”未完成" in cao.says(f"登记 {BRANCH} ZD-02 未完成 10月没有开支委会")
    assert kept(world) == []
    said = cao.says("确认")
    assert said == f"已登记：{BRANCH}10月“支部委员会会议”未完成——10月没有开支委会"
    (record,) = kept(world)
    assert (record.item, record.state, record.remark) == ("ZD-02", "not_done", "10月没有开支委会")


def test_a_task_is_named_by_a_few_words_of_its_title(cao: Phone, world: World) -> None:
    assert "主题党日" in cao.says_all(f"登记 {BRANCH} 10月 主题党日 逾期 晚了三天", "确认")
    assert kept(world)[0].item.startswith("T-202610")


def test_a_correction_is_a_new_entry_and_says_what_stood_before(cao: Phone, wu: Phone, world: World) -> None:
    cao.says_all(f"登记 {BRANCH} ZD-02 未完成 10月没有开支委会", "确认")
    assert "（原来是未完成——10月没有开支委会）" in wu.says(f"更正 {BRANCH} ZD-02 完成")
    said = wu.says("确认")
    assert said.splitlines() == [
        f"已更正：{BRANCH}10月“支部委员会会议”已完成",
        "原记录（未完成——10月没有开支委会）留痕保存。",
    ]
    first, second = kept(world)
    assert (second.replaces_id, first.state) == (first.id, "not_done")
    assert "吴思源" in wu.says(f"日常 {BRANCH} 10月")
    assert "没有改动" in wu.says(f"更正 {BRANCH} ZD-02 完成")
    assert len(kept(world)) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("登记", "请写明党组织、事项和状态"),
        (f"登记 {BRANCH} ZD-02", "请写明党组织、事项和状态"),
        (f"登记 {BRANCH} 10月 ZD-02 未完成", "用一句话写明事实"),
        (f"登记 {BRANCH} 10月 不存在的事 未完成 没做", "没有叫“不存在的事”的任务"),
        (f"登记 {BRANCH} 2026年12月 ZD-02 未完成 没开", "还没有开始"),
        ("登记 泾东社区支部 ZD-02 未完成 没开", "由镇组织办或所属督导组登记"),
        ("登记 不存在支部 ZD-02 未完成 没开", "名册里没有“不存在支部”"),
        (f"登记 {BRANCH} 10月 ZD-02 未完成 {'很' * 300}", "最多写256个字"),
        (f"登记 {BRANCH} 12月 ZD-02 完成", "还没有开始"),
        (f"登记 {BRANCH} ZD-02 未完成 没开", "是哪个月的？可能是9月、10月"),
        (f"更正 {BRANCH} 10月 ZD-02 完成", "还没有登记过"),
        (f"更正 {BRANCH} ZD-02 完成", "还没有登记过"),
    ],
)
def test_what_cannot_be_noted_is_said_in_one_sentence_and_nothing_is_kept(
    cao: Phone, world: World, said: str, why: str
) -> None:
    answer = cao.says(said)
    assert why in answer
    assert len(answer.splitlines()) == 1
    assert kept(world) == []


def test_a_secretary_notes_nothing(zhu: Phone, world: World) -> None:
    before = len(kept(world))
    for branch in ("石湾村支部", BRANCH):
        assert "由镇组织办或所属督导组登记" in zhu.says(f"登记 {branch} ZD-02 完成")
    assert len(kept(world)) == before


def test_another_group_neither_notes_nor_reads(cao: Phone, phone: Phones) -> None:
    assert "1. " in cao.says(f"日常 {BRANCH} 10月") or "还没有" in cao.says(f"日常 {BRANCH} 10月")
    assert "这里现在不归您负责" in phone("gezhiwei").says(f"日常 {BRANCH} 10月")


def test_who_is_secretary_there_does_not_correct_it(phone: Phones, wu: Phone, world: World) -> None:
    """朱丽萍 leads the group that supervises 机关三支部 and is its secretary."""
    world.at("2026-10-30 10:00")
    assert "已登记" in wu.says_all("登记 机关三支部 10月 ZD-02 未完成 没有开", "确认")
    assert "按回避要求不能登记" in phone("zhuliping").says("更正 机关三支部 ZD-02 完成")
    assert len(kept(world)) == 1


def test_whoever_left_the_office_notes_nothing_any_more(phone: Phones, world: World) -> None:
    world.at("2026-10-30 10:00")
    with world.db.begin() as session:
        left = session.scalars(select(Appointment).join(Person).where(Person.userid == "qianxiaoyu")).all()
        for one in left:
            one.until = date(2026, 10, 1)
    assert "这里现在不归您负责" in phone("qianxiaoyu").says(f"登记 {BRANCH} ZD-02 未完成 没有开")
    assert kept(world) == []


def test_noting_never_overwrites(cao: Phone, wu: Phone, world: World) -> None:
    cao.says_all(f"登记 {BRANCH} 10月 ZD-02 未完成 没有开", "确认")
    assert "已经登记为未完成——没有开，没有改动" in wu.says(f"登记 {BRANCH} 10月 ZD-02 完成")
    assert len(kept(world)) == 1


def test_what_was_noted_meanwhile_is_not_overwritten_by_the_confirmation(cao: Phone, wu: Phone, world: World) -> None:
    wu.says(f"登记 {BRANCH} 10月 ZD-02 完成")
    cao.says_all(f"登记 {BRANCH} 10月 ZD-02 未完成 没有开", "确认")
    assert "已经登记为未完成" in wu.says("确认")
    assert [one.state for one in kept(world)] == ["not_done"]


@pytest.mark.parametrize(
    "said",
    [
        f"更正 {BRANCH} ZD-02 完成",
        f"更正{BRANCH}ZD-02完成",
        f"{BRANCH}的ZD-02登错了，改成完成",
        "荷塘一的ZD-02改为按时完成",
    ],
)
def test_a_correction_is_about_the_month_of_the_record_there_is(cao: Phone, world: World, said: str) -> None:
    cao.says_all(f"登记 {BRANCH} 9月 ZD-02 未完成 没有开", "确认")
    assert f"更正：{BRANCH}9月“支部委员会会议”已完成" in cao.says(said)
    cao.says("确认")
    assert [(one.month.month, one.state) for one in kept(world)] == [(9, "not_done"), (9, "done")]


def test_a_correction_that_can_be_of_two_months_is_asked(cao: Phone, world: World) -> None:
    cao.says_all(f"登记 {BRANCH} 9月 ZD-02 未完成 没有开", "确认", f"登记 {BRANCH} 10月 ZD-02 未完成 没有开", "确认")
    assert "可能是9月、10月" in cao.says(f"更正 {BRANCH} ZD-02 完成")
    assert len(kept(world)) == 2


def test_what_is_on_record_for_one_month_is_noted_for_the_other(cao: Phone, world: World) -> None:
    cao.says_all(f"登记 {BRANCH} 9月 ZD-02 完成", "确认")
    assert f"登记：{BRANCH}10月" in cao.says(f"登记 {BRANCH} ZD-02 未完成 没有开")


def test_several_records_are_read_back_together(cao: Phone, world: World) -> None:
    said = cao.says(f"登记 {BRANCH} 10月 ZD-02 未完成 没有开\n主题党日 逾期 晚了三天；书记外出")
    assert f"1. 登记：{BRANCH}10月“支部委员会会议”未完成——没有开" in said
    assert "2. 登记" in said
    assert kept(world) == []
    cao.says("确认")
    assert [one.remark for one in kept(world)] == ["没有开", "晚了三天；书记外出"]


def test_a_second_record_behind_a_comma_is_no_fact_of_the_first(cao: Phone) -> None:
    said = cao.says(f"登记 {BRANCH} 10月 ZD-02 完成，主题党日 逾期 晚了三天")
    assert f"1. 登记：{BRANCH}10月“支部委员会会议”已完成" in said
    assert "逾期完成——晚了三天" in said


def test_a_read_back_that_is_not_confirmed_notes_nothing(cao: Phone, world: World) -> None:
    assert "不能收回" not in cao.says(f"登记 {BRANCH} 10月 ZD-02 完成")
    cao.says("取消")
    assert kept(world) == []


@pytest.mark.parametrize(
    "said", [f"{BRANCH}主题党日要不要改成完成？", f"先不更正{BRANCH}", f"登记 {BRANCH} 10月主题党日 没完成也没不完成"]
)
def test_what_is_no_plain_statement_notes_nothing(cao: Phone, world: World, said: str) -> None:
    cao.says_all(said, "确认")
    assert kept(world) == []


def test_what_is_asked_about_records_is_answered(wu: Phone, world: World) -> None:
    world.at("2026-10-30 10:00")
    wu.says_all(f"登记 {BRANCH} 9月 ZD-02 未完成 没有开", "确认")
    assert "1. 支部委员会会议：未完成——没有开（吴思源" in wu.says("荷塘一9月登了些什么")
    assert BRANCH not in (said := wu.says("9月还有谁一条都没登"))
    assert "石湾村支部" in said
