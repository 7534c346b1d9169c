"""What the office does with slips in the chat: read back, told once, and nothing half said is done."""

import pytest

from models.slips import slips_awaiting_answer
from tests.chat.slip_steps import steps
from tests.worlds.phones import Phone, World, both_databases

BRANCH = "石湾村支部"


@both_databases
def test_a_slip_is_withdrawn_with_a_reason_and_nothing_is_asked_any_more(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says("1")
    assert "撤回的理由是什么" in wu.says("撤回石湾村支部提醒单")
    assert wu.says("支委会开过").splitlines() == [
        f"要撤回石湾村支部10月提醒单（{world.slip(BRANCH).number}）：不用再报，不会记为未报，没填完的表一并关掉。",
        "理由：支委会开过",
        "马上告诉朱永良。",
        "没问题请回复“确认”；写错了回复“返回”，不办回复“取消”。",
    ]
    assert steps(world) == []
    zhu.messages()
    assert wu.says("确认").endswith("不再催报，不算未报。已告知支部。")
    assert zhu.hears().endswith("不用再报，也不会记为未报。\n理由：支委会开过")
    assert steps(world) == [("withdraw", "支委会开过")]
    assert "不用再报" in zhu.says("自查")
    assert zhu.says("进度") == "石湾村支部10月：已撤回，不用报"
    assert zhu.says("截止").endswith("已由镇组织办撤回，没有期限，不用再报。")
    world.at("2026-11-04 08:34")
    world.at("2026-11-05 08:34")
    assert zhu.messages() == []
    assert "已撤回1份" in wu.says("谁没报")
    assert "不用再报" in wu.says("撤回提醒单 石湾村支部 再撤一次")


def test_a_waived_self_check_is_shown_as_such(zhu: Phone, wu: Phone, world: World) -> None:
    wu.says_all("免报 石湾村支部 全月防汛抢险", "确认")
    assert "不用再填，不扣分。\n理由：全月防汛抢险" in zhu.hears()
    assert zhu.says("进度") == "石湾村支部10月：免报"
    assert "免报的是：石湾村支部" in wu.says("谁没报")
    with world.looking() as session:
        assert slips_awaiting_answer(session, [world.slip(BRANCH).organization_id]) == []


@both_databases
def test_a_deadline_is_put_off_and_reminders_go_by_the_new_day(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.messages()
    assert "从11月4日（周三）24时延到11月6日（周五）" in wu.says("石湾村支部延到周五，书记家里办丧事")
    assert "延期到11月6日（周五）24时" in wu.says("确认")
    assert "延期到11月6日（周五）24时，这之前报都算按时。\n理由：书记家里办丧事" in zhu.hears()
    assert "镇组织办同意延期到11月6日（周五）。" in zhu.says("截止")
    assert "请在11月6日（周五）24时前回复（镇组织办同意延期到这一天）。" in zhu.says("提醒单")
    zhu.messages()
    world.at("2026-11-04 08:34")
    assert zhu.messages() == []
    world.at("2026-11-06 08:34")
    assert "今天截止：11月6日（周五）24时" in zhu.hears()
    zhu.says("1 人不齐，11月20日补开 2 没记清，已整改")
    assert "，按时。" in zhu.says("确认")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("延期 石湾村支部 10月30日 书记住院", "延到哪天？现在11月4日（周三）24时截止，最多延到11月18日（周三）"),
        ("延期 石湾村支部 11月8日 书记住院", "延到哪天"),
        ("延期 石湾村支部 到11月30日 书记住院", "延到哪天"),
        ("石湾村支部宽限几天，书记住院", "延到哪天"),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_and_the_reason_is_kept(
    zhu: Phone, wu: Phone, world: World, said: str, answer: str
) -> None:
    assert answer in wu.says(said)
    assert "不行" in wu.says("11月7日")
    assert "延到11月9日（周一），这之前报都算按时。\n理由：书记住院" in wu.says("11月9日")
    assert steps(world) == []


def test_a_deadline_that_has_passed_is_not_put_off(zhu: Phone, wu: Phone, world: World) -> None:
    world.at("2026-11-05 09:00")
    assert "已经到期，不能再延期" in wu.says("延期 石湾村支部 11月9日 书记住院")


def test_for_a_branch_the_word_asks_and_orders_nothing(zhu: Phone, world: World) -> None:
    assert "“转”" in zhu.says("延期到11月6日")
    assert "这件事由镇组织办来办。" in zhu.says("免报 石湾村支部 太忙")
    assert steps(world) == []


@both_databases
def test_an_item_is_taken_out_and_the_answers_to_the_others_stay(zhu: Phone, wu: Phone, world: World) -> None:
    zhu.says("2 没记清，11月10日补登")
    due = world.slip(BRANCH).due
    assert "划掉：支委会" in wu.says("更正提醒单 石湾村支部 第1项划掉，会议记录已核实")
    assert "第2版" in wu.says("确认")
    assert "不用再答：支委会" in zhu.hears()
    assert world.slip(BRANCH).due == due
    said = zhu.says("自查")
    assert said.startswith("请核对")
    assert "没记清" in said
    assert "支委会" not in said
    assert "已报送" in zhu.says("确认")


def test_what_was_handed_in_stays_with_its_item(zhu: Phone, wu: Phone) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月10日补登", "确认")
    wu.says_all("更正提醒单 石湾村支部 第1项划掉 会议记录已核实", "确认")
    said = zhu.says("修改")
    assert "没记清" in said
    assert "人不齐" not in said


def test_an_added_item_lets_the_two_days_begin_anew(zhu: Phone, wu: Phone, world: World) -> None:
    world.at("2026-11-03 10:00")
    assert "两个工作日重新计算" in wu.says("更正提醒单 石湾村支部 加 ZD-04 党务公开没有记录")
    wu.says("确认")
    assert "请在11月5日（周四）24时前回复" in zhu.hears()
    assert "3. 组织生活会民主评议" in zhu.says("提醒单")


@pytest.mark.parametrize("said", ["转告", "转告 石湾村支部"])
def test_what_lacks_is_asked_and_then_read_back(zhu: Phone, wu: Phone, said: str) -> None:
    answer = wu.says(said)
    if "哪个支部" in answer:
        answer = wu.says("石湾村")
    assert "转告什么" in answer
    assert "要转告石湾村支部" in wu.says("明天能来开会吗？")


@pytest.mark.parametrize(
    "said",
    ["石湾村先别催", "不用催石湾村", "要不要催一下石湾村？", "石湾村支部先不撤，问清楚再说", "要不要把石湾村的撤了？",
     "如果石湾村没空就延到周五", "全部撤回 重新发"],
)  # fmt: skip
def test_what_is_no_plain_order_does_nothing(zhu: Phone, wu: Phone, world: World, said: str) -> None:
    assert "没有动" in (answer := wu.says(said)) or "一次只办一家" in answer
    assert wu.says("确认") == "现在没有正在填写的内容。回复“进度”看看报送情况，或回复“帮助”。"
    assert steps(world) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("发出去的提醒单还能撤吗", "撤回提醒单 支部简称 理由"),
        ("今天一共发了几张 有没有发不出去的", "10月提醒单发了1张。都送到了。"),
    ],
)
def test_questions_about_slips_are_answered_and_open_nothing(zhu: Phone, wu: Phone, asked: str, told: str) -> None:
    assert told in wu.says(asked)


@pytest.mark.parametrize(
    "said",
    [
        "更正提醒单 石湾村支部 支委会划掉 会议记录已核实",
        "更正提醒单 石湾村支部 划掉支委会 会议记录已核实",
        "更正提醒单 石湾村支部 把支委会这一项划掉，会议记录已核实",
        "石湾村支部的支委会划掉，会议记录已核实",
    ],
)
def test_an_item_is_struck_out_by_its_name(zhu: Phone, wu: Phone, said: str) -> None:
    answer = wu.says(said)
    assert "划掉：支委会\n" in answer
    assert "理由：会议记录已核实" in answer


def test_this_one_item_is_the_one_that_is_named_and_not_the_first(zhu: Phone, wu: Phone) -> None:
    answer = wu.says("更正提醒单 石湾村支部 党费收缴这一项划掉 台账已核实")
    assert "划掉：党费收缴台账录入\n" in answer
    assert "支委会" not in answer


def test_two_items_are_struck_out_by_their_names_and_a_name_nobody_has_is_asked_about(zhu: Phone, wu: Phone) -> None:
    answer = wu.says("更正提醒单 石湾村支部 支委会和党费划掉 记录已核实")
    assert "划掉：支委会\n划掉：党费收缴台账录入\n" in answer
    wu.says("取消")
    assert "怎么更正" in wu.says("更正提醒单 石湾村支部 主题党日划掉 记录已核实")


def test_the_office_sees_whose_form_lacks_only_its_confirmation(zhu: Phone, wu: Phone) -> None:
    assert "未报的是：石湾村支部\n" in wu.says("谁没报") + "\n"
    zhu.says("1 人不齐，11月6日补开")
    assert "未报的是：石湾村支部（还差第2项）" in wu.says("谁没报")
    zhu.says("2 没记清，11月9日补录")
    assert "未报的是：石湾村支部（写好了，只差确认）" in wu.says("谁没报")
