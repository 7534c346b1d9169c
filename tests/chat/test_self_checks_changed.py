"""A form that was handed in: changed until the deadline, late, by two at once, accepted, read again (R13, R15)."""

import pytest
from sqlalchemy import select

from models.conversations import Conversation
from models.self_checks import ACCEPTED
from models.slips import CLOSED
from tests.worlds.phones import Phone, Phones, World

# Everything up to the read-back, for a slip with two open items.
TWO_ITEMS = ("1", "选1，下周五前补开", "选2，已整改")


def test_what_was_handed_in_can_be_changed_until_the_deadline(zhu: Phone, world: World) -> None:
    zhu.says_all(*TWO_ITEMS, "确认")
    world.at("2026-11-04 23:59")
    assert zhu.says("修改").startswith("请核对（石湾村支部10月自查整改表）")
    zhu.says_all("改 1", "下雨停电，11月10日前补开")
    assert "已报送镇组织办，11月4日（周三）23:59，按时。" in zhu.says("确认")
    form = world.self_check("石湾村支部")
    assert form
    assert [one.answers[0].reason for one in form.submissions] == ["人员不齐，没能按时开展", "下雨停电"]


def test_cancelling_a_change_says_that_the_form_handed_in_stands(zhu: Phone, world: World) -> None:
    zhu.says_all(*TWO_ITEMS, "确认", "修改", "改 1", "下雨停电")
    assert zhu.says("取消").startswith("好的，已取消，刚才的改动没有报送；石湾村支部10月之前报送的那份不变。")
    form = world.self_check("石湾村支部")
    assert form
    assert [one.answers[0].reason for one in form.submissions] == ["人员不齐，没能按时开展"]


def test_after_the_deadline_it_can_no_longer_be_changed(zhu: Phone, world: World) -> None:
    zhu.says_all(*TWO_ITEMS, "确认")
    world.at("2026-11-05 00:00")
    assert "修改期已过；需要更正请联系镇组织办（电话 0512-0000-0001）" in zhu.says("修改")
    assert "修改期已过" in zhu.says("自查")


def test_a_change_begun_in_time_and_confirmed_too_late_is_refused_and_forgotten(zhu: Phone, world: World) -> None:
    zhu.says_all(*TWO_ITEMS, "确认", "修改", "改 1", "下雨停电，已整改")
    world.at("2026-11-05 00:01")
    assert "修改期已过" in zhu.says("确认")
    assert zhu.says("取消") == "现在没有正在填写的内容。"
    form = world.self_check("石湾村支部")
    assert form
    assert len(form.submissions) == 1


@pytest.mark.parametrize(("moment", "judged"), [("2026-11-04 23:59", "按时"), ("2026-11-05 00:00", "逾期")])
def test_on_time_ends_with_the_second_working_day(zhu: Phone, world: World, moment: str, judged: str) -> None:
    zhu.says_all(*TWO_ITEMS)
    world.at(moment)
    assert f"，{judged}。" in zhu.says("确认")
    form = world.self_check("石湾村支部")
    assert form
    assert form.on_time is (judged == "按时")


def test_a_late_answer_is_taken_and_says_so(zhu: Phone, world: World) -> None:
    world.at("2026-11-09 10:00")
    assert "石湾村支部10月：已逾期，还可以补报" in zhu.says("进度")
    said = zhu.says_all(*TWO_ITEMS, "确认")
    assert "已报送镇组织办，11月9日（周一）10:00，逾期。" in said
    assert "想修改" not in said


def test_two_people_of_one_branch_at_once(zhu: Phone, phone: Phones, world: World) -> None:
    deputy = phone("shimeiling")
    zhu.says_all(*TWO_ITEMS)
    deputy.says("1 太忙，11月5日补开 2 已整改 没记清")
    assert "已报送" in zhu.says("确认")
    assert "朱永良之前报送过一份，现在以这一份为准。" in deputy.says("确认")
    form = world.self_check("石湾村支部")
    assert form
    assert [(one.submitted_by.name, one.answers[0].reason) for one in form.submissions] == [
        ("朱永良", "人员不齐，没能按时开展"),
        ("石美玲", "太忙"),
    ]


def test_the_draft_of_one_is_not_seen_by_the_other(zhu: Phone, phone: Phones) -> None:
    zhu.says_all("1", "人不齐")
    assert "第1项（共2项）" in phone("shimeiling").says("1")
    assert "记下了：原因 人不齐。" in zhu.says("自查")


def test_when_the_form_was_accepted_meanwhile_the_other_draft_does_not_stand_in_the_way(
    zhu: Phone, phone: Phones, wu: Phone, world: World
) -> None:
    deputy = phone("shimeiling")
    deputy.says_all(*TWO_ITEMS)
    zhu.says_all(*TWO_ITEMS, "确认")
    wu.says("通过 石湾村支部")
    assert "已审核通过，不能再改" in deputy.says("确认")
    with world.looking() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_an_old_draft_is_finished_before_the_next_month(zhu: Phone, world: World) -> None:
    zhu.says("1")
    world.recorded("石湾村支部", month=world.slip("石湾村支部").month.next)
    world.at("2026-12-01 08:34")
    assert "第1项（共2项）" in zhu.says("自查")
    said = zhu.says_all(*TWO_ITEMS[1:], "确认")
    assert "石湾村支部10月自查整改表已报送镇组织办，12月1日（周二）08:34，逾期。" in said
    assert "您还有石湾村支部11月的提醒单，回复 1 接着办。" in said


def test_an_accepted_form_closes_the_slip(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*TWO_ITEMS, "确认")
    assert "已通过1份：石湾村支部。" in wu.says("通过 石湾村支部")
    form = world.self_check("石湾村支部")
    assert form
    assert (form.state, form.slip.state) == (ACCEPTED, CLOSED)
    assert zhu.says("进度") == "石湾村支部10月：已审核通过"
    assert "不能再改" in zhu.says("修改")


def test_the_slip_can_be_read_again_as_text(zhu: Phone) -> None:
    said = zhu.says("提醒单")
    assert "【澄红灰提〔2026〕11-001】" in said
    assert "1. 支委会（未完成，关系到1分）——没有记录" in said
    assert "请在11月4日（周三）24时前回复" in said


def test_the_deadline_explains_itself(zhu: Phone) -> None:
    assert zhu.says("什么时候截止").splitlines() == [
        "石湾村支部10月提醒单（澄红灰提〔2026〕11-001）",
        "截止：11月4日（周三）24时",
        "11月2日（周一）收到，不计当日；",
        "11月3日（周二）第1个工作日；",
        "11月4日（周三）第2个工作日，24时截止。",
    ]


@pytest.fixture
def handed_in(zhu: Phone) -> Phone:
    """Who has just handed in, and writes on."""
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录", "确认")
    return zhu


@pytest.mark.parametrize("said", ["1", "确认", "没问题"])
def test_who_confirms_once_more_hears_that_it_is_there(handed_in: Phone, said: str) -> None:
    assert handed_in.says(said).startswith("石湾村支部10月自查整改表已经报送过了（11月2日（周一）08:34），不用再报。")


@pytest.mark.parametrize("said", ["改", "改一下", "我想改一下", "修改"])
def test_who_wants_to_change_sees_the_form_as_it_was_handed_in(handed_in: Phone, world: World, said: str) -> None:
    answer = handed_in.says(said)
    assert answer.startswith("请核对（石湾村支部10月自查整改表）：\n1. 支委会\n原因：人不齐\n")
    handed_in.says("取消")
    form = world.self_check("石湾村支部")
    assert form
    assert len(form.submissions) == 1


@pytest.mark.parametrize("said", ["撤回", "我要撤回", "收回"])
def test_who_wants_it_back_hears_that_it_can_be_changed(handed_in: Phone, said: str) -> None:
    assert "回复“修改”，改好再“确认”一次" in handed_in.says(said)
