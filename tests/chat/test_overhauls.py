"""The overhaul of a branch in the chat: its report, the group's check, and the help (R39, A14)."""

import pytest

from rules.periods import Quarter
from tests.worlds.grey_boards import store_boards
from tests.worlds.phones import Phone, Phones, World, both_databases
from tests.worlds.scenes import Scenes

SECTIONS = ("7月、8月没有开支委会", "人手不够", "每月第一周开会", "12月底前，书记负责")


def overhaul_ordered(world: World) -> None:
    with world.db.begin() as session:
        store_boards(session, "G G", first=Quarter(2026, 2))
    world.at("2026-11-05 10:04")
    Phone(world, "xulixin").says("同意建议 3 情况属实")


@pytest.fixture
def zhu(phone: Phones, world: World, scenes: Scenes) -> Phone:
    """朱永良, secretary of 石湾村支部, on 5 November: the overhaul has the number 3."""
    scenes.play(world, overhaul_ordered)
    return phone("zhuyongliang")


@pytest.fixture
def cao(phone: Phones) -> Phone:
    """曹晓明, a member of 第一督导组."""
    return phone("caoxiaoming")


@both_databases
def test_a_report_from_the_task_to_the_groups_opinion(zhu: Phone, cao: Phone, phone: Phones, world: World) -> None:
    leader, wu = phone("xujianming"), phone("wusiyuan")
    assert zhu.hears().endswith("回复“整顿报告 3”开始写，中途可以停；有困难可以找督导组商量。")
    assert zhu.says("整顿清单").startswith("整顿 3 石湾村支部：待报送，11月19日（周四）24时前报送")
    assert "共四段，11月19日（周四）24时前报送。\n1. 存在问题" in zhu.says("整顿报告")
    assert zhu.says(SECTIONS[0]).startswith("2. 原因分析")
    assert zhu.says(SECTIONS[1]).startswith("3. 整顿措施")
    assert zhu.says(SECTIONS[2]).startswith("4. 时限和责任人")
    assert zhu.says(SECTIONS[3]) == (
        "请核对（石湾村支部整顿工作报告）：\n存在问题：7月、8月没有开支委会\n原因分析：人手不够\n"
        "整顿措施：每月第一周开会\n时限和责任人：12月底前，书记负责\n"
        "没问题请回复“确认”，这样才算报送。要改就写“改问题”“改原因”“改措施”或“改时限”，不填了回复“取消”。"
    )
    assert zhu.says("改原因").startswith("2. 原因分析")
    assert "原因分析：分工不清" in zhu.says("分工不清")
    assert zhu.says("确认").startswith("已报送石湾村支部整顿工作报告，等第一督导组审核")
    assert "回复“通过整顿 3 意见”，或回复“退回整顿 3 原因”。" in leader.hears()

    assert cao.says("退回整顿 3 请写明每次由谁负责") == "整顿 3（石湾村支部）：已退回补充。已告知支部。"
    assert "原因：请写明每次由谁负责" in zhu.hears()
    assert zhu.says_all("整顿报告 3 没有开支委会", *SECTIONS[1:], "确认").startswith("已报送")
    assert cao.says("通过整顿 3 措施具体，同意") == "整顿 3（石湾村支部）：已通过。已告知支部。"
    assert zhu.hears() == "石湾村支部的整顿工作报告已审核通过。\n意见：措施具体，同意"
    assert wu.hears().endswith("归档以后回复“已落实 3 日期 记录号”。")
    assert cao.says("整顿清单") == "没有进行中的整顿。"
    detail = cao.says("整顿清单 3")
    assert "退回：曹晓明，11月5日（周四）10:04，请写明每次由谁负责\n报送：朱永良" in detail
    assert "存在问题：没有开支委会\n" in detail


def test_help_is_planned_reminded_and_noted(zhu: Phone, cao: Phone, phone: Phones, world: World) -> None:
    shen = phone("shenjingyi")
    assert cao.says("帮扶 3 沈静怡 每月参加一次支委会，带一带新书记 12月10日、1月15日") == (
        "已记下帮扶计划：石湾村支部，帮扶人沈静怡，每月参加一次支委会，带一带新书记。\n"
        "回访：12月10日（周四）、1月15日（周五），当天上午提醒沈静怡。回访以后回复“已回访 3 情况”。"
    )
    world.at("2026-12-09 09:04")
    assert "回访" not in shen.hears()
    world.at("2026-12-10 08:34")
    assert shen.hears().endswith(
        "今天安排回访石湾村支部（沈静怡帮扶：每月参加一次支委会，带一带新书记）。回访以后回复“已回访 3 情况”。"
    )
    assert shen.says("已回访 3 支委会已按月召开") == (
        "已记下12月10日（周四）的回访：石湾村支部，支委会已按月召开。还有1次回访。"
    )
    assert (
        "12月10日（周四）回访：沈静怡，12月10日（周四）08:34，支委会已按月召开\n1月15日（周五）回访：还没有"
        in zhu.says("整顿清单 3")
    )


def test_the_report_is_reminded_of_and_named_when_overdue(zhu: Phone, phone: Phones, world: World) -> None:
    wu = phone("wusiyuan")
    world.at("2026-11-19 08:34")
    assert zhu.hears().endswith("石湾村支部的整顿工作报告今天24时到期，写好回复“整顿报告 3”。")
    wu.messages()
    world.at("2026-11-20 08:34")
    assert "到期还没有报送的整顿工作报告1份：\n整顿 3 石湾村支部，11月19日（周四）24时到期，待报送" in wu.hears()
    assert "已逾期" in wu.says("整顿清单")


def test_without_wecom_the_next_officer_gets_it(phone: Phones, world: World) -> None:
    world.wecom.refusing.add("zhuyongliang")
    with world.db.begin() as session:
        store_boards(session, "G G", first=Quarter(2026, 2))
    world.at("2026-11-05 10:04")
    phone("xulixin").says("同意建议 3 情况属实")
    deputy = phone("shimeiling")
    assert deputy.hears().startswith("石美玲，您好。石湾村支部连续列入灰榜")
    assert deputy.says("整顿报告").startswith("石湾村支部整顿工作报告")


@pytest.mark.parametrize(
    ("userid", "words", "answer"),
    [
        ("zhangjianxin", "整顿报告 3", "没有找到您可以看的整顿 3，请核对编号，或回复“整顿清单”。"),
        ("zhangjianxin", "整顿报告", "请写明编号，例如：整顿报告 3；编号回复“整顿清单”可以看到。"),
        ("wusiyuan", "通过整顿 3 同意", "石湾村支部的整顿工作报告由第一督导组审核，请由他们办理。"),
        ("caoxiaoming", "通过整顿", "请写明编号，例如：通过整顿 3 措施具体，同意；编号回复“整顿清单”可以看到。"),
        ("caoxiaoming", "通过整顿 3 同意", "整顿 3（石湾村支部）现在是“待报送”，没有待审核的报告。"),
        (
            "zhuyongliang",
            "帮扶 3 沈静怡 指导 12月10日",
            "石湾村支部的帮扶由所属督导组或镇组织办安排，回访由他们和帮扶人登记。",
        ),
        (
            "caoxiaoming",
            "帮扶 3 沈静怡 指导",
            "请写明帮扶人、措施（300字以内）和回访日期，例如：帮扶 3 沈静怡 每月参加一次支委会 12月10日 1月15日",
        ),
        ("caoxiaoming", "已回访 3 看过了", "石湾村支部没有待登记的回访，看帮扶计划回复“整顿清单 3”。"),
    ],
)
def test_what_cannot_be_is_answered_in_one_sentence(
    zhu: Phone, phone: Phones, userid: str, words: str, answer: str
) -> None:
    assert phone(userid).says(words) == answer


def test_whoever_leads_the_group_is_not_asked_to_check_the_own_branch(phone: Phones, world: World) -> None:
    with world.db.begin() as session:
        store_boards(session, "G G", first=Quarter(2026, 2), organization="org-029")
    world.at("2026-11-05 10:04")
    phone("xulixin").says("同意建议 3 情况属实")
    secretary, member = phone("zhuliping"), phone("gezhiwei")
    assert "机关三支部连续列入灰榜" in secretary.hears()
    assert secretary.says_all("整顿报告 3", *SECTIONS, "确认").startswith("已报送")
    assert "回复“通过整顿 3 意见”" in member.hears()
    assert "回复“通过整顿 3 意见”" not in secretary.hears()
