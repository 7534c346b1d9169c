"""The office reviews in the chat: accepts, or returns once with one working day (R15, A5)."""

import pytest

from models.appointments import DEPUTY, Appointment
from models.organizations import organization_named
from models.people import person_by_userid
from models.self_checks import ACCEPTED, RETURNED, SUBMITTED
from tests.worlds.phones import OCTOBER, Phone, Phones, World, beijing, both_databases, shown

ANSWERED = ("1 人不齐，11月6日补开 2 没记清，已整改", "确认")


def state(world: World, organization: str = "石湾村支部") -> str | None:
    form = world.self_check(organization)
    return form.state if form else None


def test_what_waits_is_listed_and_shown(zhu: Phone, wu: Phone) -> None:
    zhu.says_all(*ANSWERED)
    assert wu.says("待审核").splitlines() == [
        "待审核1份：",
        "1. 石湾村支部（10月，2项，按时）",
        "回复“查看 石湾村支部”看内容，“通过 全部”或“通过 简称”办理。",
    ]
    assert wu.says("查看 石湾村支部").splitlines()[:6] == [
        "石湾村党支部 10月自查整改表",
        "朱永良 11月2日（周一）08:34，按时",
        "1. 支委会",
        "原因：人不齐",
        "措施：11月6日补开",
        "责任人：朱永良，11月6日（周五）前完成",
    ]


@pytest.mark.parametrize("said", ["石湾村的没问题，过", "石湾村的那份退回，原因写得太简单"])
def test_who_decides_in_a_sentence_hears_the_words_for_the_branch_that_is_named(
    zhu: Phone, wu: Phone, said: str
) -> None:
    zhu.says_all(*ANSWERED)
    heard = wu.says(said)
    assert "什么都没有动" in heard
    assert "就回复“通过 石湾村支部”，或回复“退回 石湾村支部 理由：”加上理由。" in heard


def test_whose_form_is_named_to_be_left_out_is_not_proposed(zhu: Phone, wu: Phone) -> None:
    zhu.says_all(*ANSWERED)
    assert "通过 石湾村支部" not in wu.says("除了石湾村别的都过")


def test_a_form_is_returned_with_a_reason_and_one_working_day(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED)
    world.at("2026-11-04 15:00")
    assert "请支部在11月5日（周四）24时前重新报送" in wu.says("退回 石湾村支部 请写明补开地点")
    assert zhu.hears().endswith(
        "石湾村支部10月自查整改表需要再补充一下：\n请写明补开地点\n"
        "请在11月5日（周四）24时前重新报送，回复“自查”开始，原来写的都在。按不按时只看第一次报送，退回不影响。"
    )
    assert zhu.says("进度") == "石湾村支部10月：已退回，请在11月5日（周四）24时前重新报送"
    assert zhu.says("1").startswith("请核对（石湾村支部10月自查整改表）")
    world.at("2026-11-05 10:00")
    zhu.says_all("改 1", "人不齐", "11月6日在村部会议室补开", "1")
    assert "，按时。" in zhu.says("确认")
    assert state(world) == SUBMITTED


def test_the_working_day_is_counted_from_when_the_branch_can_hear_of_it(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED)
    zhu.messages()
    world.at("2026-11-06 20:00")
    assert "11月10日（周二）24时前重新报送" in wu.says("退回 石湾村支部 请写明补开地点")
    assert zhu.messages() == []
    world.at("2026-11-09 08:34")
    assert "请写明补开地点" in zhu.hears()


@pytest.mark.parametrize(
    "words", ["退回 石湾村支部 太短", "退回：石湾村支部，太短", "退回 石湾村支部\n太短", "退回石湾村支部"]
)
def test_a_return_however_it_is_written(zhu: Phone, wu: Phone, world: World, words: str) -> None:
    zhu.says_all(*ANSWERED)
    wu.says(words)
    assert state(world) == (SUBMITTED if words == "退回石湾村支部" else RETURNED)


def test_the_day_asked_for_is_taken_out_of_a_sentence_that_runs_on(zhu: Phone, wu: Phone) -> None:
    zhu.says_all(*ANSWERED)
    wu.says("退回 石湾村支部 第1项请写明补开的日期")
    said = zhu.says("日期是十一月十三号晚上应到五个委员五个都来这下写明白了吧")
    assert "措施：11月13日补开\n责任人：朱永良，11月13日（周五）前完成" in said


def test_a_return_needs_a_reason(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED)
    assert wu.says("退回 石湾村支部").startswith("退回请写明原因")
    assert wu.says("退回 石湾村支部 " + "长" * 201) == "写得太长了，请写在200字以内。"
    assert state(world) == SUBMITTED


def test_a_form_is_returned_only_once(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED)
    wu.says("退回 石湾村支部 请写明补开地点")
    assert "目前没有待审核的自查整改表" in wu.says("退回 石湾村支部 再来")
    zhu.says_all("1", "确认")
    assert "已经退回过一次" in wu.says("退回 石湾村支部 再来")
    assert "已通过1份" in wu.says("通过 石湾村支部")


def test_a_late_form_stays_late_after_it_was_redone(zhu: Phone, wu: Phone, world: World) -> None:
    world.at("2026-11-06 10:00")
    zhu.says_all(*ANSWERED)
    wu.says("退回 石湾村支部 请写明补开地点")
    assert "，逾期。" in zhu.says_all("1", "确认")


def test_all_waiting_forms_are_accepted_at_once(zhu: Phone, zhang: Phone, wu: Phone, world: World) -> None:
    world.recorded("柳浜一支部")
    zhu.says_all(*ANSWERED)
    zhang.says("1")
    asked = wu.says("通过 全部")
    assert asked.splitlines() == [
        "要一起审核通过2份。",
        "没有问题的1份：柳浜一支部。",
        "有整改的1份：石湾村支部（2项）。",
        "通过错了，24小时内可以回复“撤销通过 支部简称 理由”。",
        "确定要办，回复“确认”；不办回复“取消”。",
    ]
    assert state(world) == SUBMITTED
    assert wu.says("确认") == "已通过2份：石湾村支部、柳浜一支部。"
    assert (state(world), state(world, "柳浜一支部")) == (ACCEPTED, ACCEPTED)
    assert wu.says("通过 全部") == "目前没有待审核的自查整改表。"


CLEAR = ("通过 无问题的", "通过无问题的", "通过 没问题的", "没问题的都通过", "把没问题的都通过", "无问题的全部通过。")


@pytest.mark.parametrize("said", CLEAR)
def test_forms_with_nothing_open_are_accepted_together(
    zhu: Phone, zhang: Phone, wu: Phone, world: World, said: str
) -> None:
    zhu.says_all(*ANSWERED)
    zhang.says("1")
    assert wu.says(said) == "已通过1份：柳浜一支部。"
    assert state(world) == SUBMITTED
    assert wu.says(said).startswith("等审核的1份都有整改内容，没有一份是无问题的")


@pytest.mark.parametrize(
    "said", ["没问题的先不通过", "没问题的都通过吗", "没问题的通过，有问题的退回", "没问题的可以通过"]
)
def test_what_does_not_plainly_accept_them_accepts_none(
    zhu: Phone, zhang: Phone, wu: Phone, world: World, said: str
) -> None:
    zhu.says_all(*ANSWERED)
    zhang.says("1")
    wu.says(said)
    assert state(world, "柳浜一支部") == SUBMITTED


def test_forms_of_two_months_are_named_with_their_months(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED)
    world.recorded("石湾村支部", month=OCTOBER.next)
    world.at("2026-12-01 08:34")
    zhu.says("1")
    assert "石湾村支部10月（2项）" in wu.says("通过 全部")
    assert "没有问题的1份：石湾村支部11月" in wu.says("通过 全部")


def test_several_forms_are_named_in_one_message(zhu: Phone, zhang: Phone, wu: Phone) -> None:
    zhu.says_all(*ANSWERED)
    zhang.says("1")
    assert wu.says_all("通过 柳浜一支部、石湾村支部 柳浜一支部", "确认") == "已通过2份：柳浜一支部、石湾村支部。"


def test_a_name_nobody_knows_accepts_nothing(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED)
    assert "名册里没有“石弯村支部”" in wu.says("通过 石湾村支部 石弯村支部")
    assert state(world) == SUBMITTED


@pytest.mark.parametrize(
    ("word", "example"),
    [("查看", "查看 石湾村支部"), ("通过", "通过 石湾村支部"), ("退回", "退回 石湾村支部 请补充整改时限")],
)
def test_a_command_without_a_name_is_met_with_an_example(zhu: Phone, wu: Phone, word: str, example: str) -> None:
    assert wu.says(word).startswith(f"请写明是哪个支部，例如：{word} 支部简称")
    zhu.says_all(*ANSWERED)
    assert wu.says(word) == f"请写明是哪个支部，例如：{example}"


def test_nobody_accepts_the_form_they_filled_in(zhu: Phone, wu: Phone, phone: Phones, world: World) -> None:
    wu.says_all("自查 石湾村支部", "今天", "1 人不齐，已整改 2 没记清，已整改", "确认")
    assert "是您本人填报的，请由组织办其他同志审核" in wu.says("通过 石湾村支部")
    assert wu.says("通过 全部") == "石湾村支部的自查整改表是您本人填报的，请由组织办其他同志审核。"
    assert state(world) == SUBMITTED
    assert "已通过1份" in phone("qianxiaoyu").says("通过 石湾村支部")


def test_accepting_all_leaves_out_ones_own(zhu: Phone, wu: Phone, zhang: Phone, world: World) -> None:
    zhang.says("1")
    wu.says_all("自查 石湾村支部", "今天", "1 人不齐，已整改 2 没记清，已整改", "确认")
    assert wu.says("通过 全部").splitlines() == [
        "已通过1份：柳浜一支部。",
        "石湾村支部的自查整改表是您本人填报的，请由组织办其他同志审核。",
    ]


OWN_BRANCH = "您在石湾村支部任职，按回避要求，它的事请钱小雨或周海波来办。"


def becomes_deputy(world: World, userid: str) -> None:
    """Let a clerk be deputy of 石湾村支部 as well."""
    with world.db.begin() as session:
        clerk, branch = person_by_userid(session, userid), organization_named(session, "石湾村支部")
        assert clerk
        assert branch
        session.add(Appointment(person_id=clerk.id, role=DEPUTY, title="副书记", organization_id=branch.id, powers=[]))


@both_databases
def test_a_clerk_leaves_the_own_branchs_form_to_the_others(
    zhu: Phone, zhang: Phone, wu: Phone, world: World, phone: Phones
) -> None:
    becomes_deputy(world, "wusiyuan")
    zhu.says_all(*ANSWERED)
    zhang.says("1")
    assert wu.says("通过 石湾村支部") == OWN_BRANCH
    assert wu.says("退回 石湾村支部 请补充整改时限") == OWN_BRANCH
    assert wu.says("通过 全部").splitlines() == ["已通过1份：柳浜一支部。", OWN_BRANCH]
    assert state(world) == SUBMITTED
    assert "已通过1份" in phone("qianxiaoyu").says("通过 石湾村支部")


def test_where_nobody_else_can_the_clerk_accepts_and_it_shows(zhu: Phone, wu: Phone, world: World) -> None:
    for userid in ("wusiyuan", "zhouhaibo", "qianxiaoyu"):
        becomes_deputy(world, userid)
    zhu.says_all(*ANSWERED)
    wu.says("通过 石湾村支部")
    assert state(world) == ACCEPTED
    assert any("您在石湾村支部任职" in shown(one) and "现在没有别的同志可以办" in shown(one) for one in wu.chat)


def test_where_nobody_else_can_the_clerk_accepts_what_she_filled_in_and_it_shows(
    world: World, zhu: Phone, wu: Phone
) -> None:
    becomes_deputy(world, "wusiyuan")
    with world.db.begin() as session:
        for userid in ("zhouhaibo", "qianxiaoyu"):
            colleague = person_by_userid(session, userid)
            assert colleague
            colleague.userid = None
    wu.says("自查 石湾村支部")
    wu.says_all(*ANSWERED)
    wu.says("通过 石湾村支部")
    assert state(world) == ACCEPTED
    assert any("石湾村支部的表是您本人填报的，没有别的同志可以审核" in shown(one) for one in wu.chat)


def test_a_clerk_who_is_a_deputy_does_not_accept_the_own_branch(world: World, wu: Phone, zhu: Phone) -> None:
    becomes_deputy(world, "wusiyuan")
    assert "哪天交来的" not in wu.says("自查 石湾村支部")
    wu.says_all(*ANSWERED)
    assert "是您本人填报的" in wu.says("通过 石湾村支部")


def test_the_month_at_a_glance(zhu: Phone, zhang: Phone, wu: Phone, world: World) -> None:
    world.recorded("梅家浜支部", ["支委会"])
    world.recorded("荷塘老年支部")
    world.at("2026-11-02 08:44")
    zhang.says("1")
    world.at("2026-11-05 09:00")
    said = wu.says("概况")
    assert "共4份，送达途中0份，待纸质送达1份" in said
    assert "未报2份，其中逾期2份\n待审核1份，已退回0份，已通过0份" in said
    assert "未报的是：石湾村支部（逾期）、梅家浜支部（逾期）" in said


def test_the_office_may_read_and_explain_any_slip(zhu: Phone, wu: Phone) -> None:
    assert "【澄红灰提〔2026〕11-001】" in wu.says("提醒单 石湾村支部")
    assert "截止：11月4日（周三）24时" in wu.says("截止 石湾村支部")
    assert "由该支部书记、副书记或组织委员填报" in wu.says("签收 石湾村支部")


def test_who_left_the_post_no_longer_answers(zhu: Phone, world: World) -> None:
    zhu.says_all(*ANSWERED[:-1])
    with world.db.begin() as session:
        person = person_by_userid(session, "zhuyongliang")
        assert person
        for held in session.query(Appointment).filter_by(person_id=person.id):
            held.until = beijing("2026-11-03 00:00").date()
    world.at("2026-11-03 09:00")
    assert "由该支部书记、副书记或组织委员填报" in zhu.says("确认")
    assert zhu.says("取消") == "现在没有正在填写的内容。"
    assert state(world) is None
