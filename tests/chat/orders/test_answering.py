"""Orders in the chat: what a branch reports and asks for, and what its group answers (R19, R20)."""

import pytest
from sqlalchemy import select

from models.transitions import Transition
from tests.chat.orders.one_order import NUMBER, state
from tests.worlds.phones import Phone, Phones, World


@pytest.mark.long
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("签收督办", f"已签收：{NUMBER}"),
        ("签收督办 001", f"已签收：{NUMBER}"),
        ("签收督办 第1号", f"已签收：{NUMBER}"),
        ("签收督办 4-001", f"已签收：{NUMBER}"),
        ("签收督办 4-1", f"已签收：{NUMBER}"),
        (f"签收督办 {NUMBER}", f"已签收：{NUMBER}"),
        ("签收督办 2026-4-001", f"已签收：{NUMBER}"),
        ("签收督办1", f"已签收：{NUMBER}"),
        ("签收督办第1号。", f"已签收：{NUMBER}"),
        ("签收督办 督办单１", f"已签收：{NUMBER}"),
        ("签收督办 ①", f"已签收：{NUMBER}"),
        ("收到 1", f"已签收：{NUMBER}"),
        ("签收 1", f"已签收：{NUMBER}"),
        ("1号收到", f"已签收：{NUMBER}"),
        ("签收督办 1？", "您这句话像是在问，“签收督办”没有办，什么都没有动。\n要办，就只回复“签收督办 1”。"),
        ("签收督办 1、2", "“签收督办”一次只办一条，请只写一个编号。"),
        ("督办进展1 已补开一次会", f"已记下进展：{NUMBER}"),
        ("督办进展 11月6日已补开", f"已记下进展：{NUMBER}"),
        ("签收督办 2", "没有找到您可以看的 2 号督办单"),
        ("签收督办 3-001", "没有找到您可以看的 3-001 号督办单"),
        ("督办进展 3次会议已补开", f"已记下进展：{NUMBER}"),
        ("督办进展 1", "请在后面写明进展，例如：督办进展 1 已补开一次会"),
        ("申请延期 11月20日 场地装修", f"已申请把 {NUMBER} 延到11月20日（周五）"),
        ("申请延期 1", "请写明延到哪一天和理由，例如：申请延期 1 11月20日"),
        ("申请延期 1 11月20日", "请在后面写明延期理由"),
        ("申请延期 1 11月21日 场地装修", "11月21日（周六）不是工作日，请选11月9日（周一）以后"),
        ("督办报告 2", "没有找到您可以看的 2 号督办单"),
        ("销号 1 好了", "石湾村支部的督办单由第一督导组签发和核查"),
        ("督办送达 1 今天", "这件事由镇组织办来办。"),
    ],
)
def test_a_branch_names_its_order_in_many_ways(ordered: Phone, said: str, answer: str) -> None:
    assert ordered.says(said).startswith(answer)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("销号", "请写明督办单编号，例如：销号 3 现场核查，已整改到位；编号回复“督办清单”可以看到。"),
        ("1号销号 已到位", f"{NUMBER}现在是“待签收”，要先有整改报告才能销号。"),
        ("销号 1 已到位", f"{NUMBER}现在是“待签收”，要先有整改报告才能销号。"),
        ("退回督办 1 补充", f"{NUMBER}现在是“待签收”，没有待核查的报告可以退回。"),
        ("同意延期 1", f"{NUMBER}现在是“待签收”，没有待答复的延期申请。"),
        ("撤销督办 1", "请在后面写明撤销理由，例如：撤销督办 1 与提醒单重复"),
        ("签收督办 1", "石湾村支部的督办单由该党组织书记、副书记或组织委员答复，镇组织办可以代为登记。"),
    ],
)
def test_a_group_hears_why_something_cannot_be_done(ordered: Phone, cao: Phone, said: str, answer: str) -> None:
    assert cao.says(said) == answer


def test_a_refused_extension_leaves_the_day_and_no_second_is_asked_for(ordered: Phone, cao: Phone) -> None:
    ordered.says("申请延期 1 11月20日 场地装修")
    assert ordered.says("督办").splitlines()[1] == (
        "申请延到11月20日（周五），等第一督导组答复；整改完可以直接回复“督办报告 1”。"
    )
    assert "11月9日（周一）24时到期" in cao.says("不同意延期 1 可以借用村部会议室")
    assert "仍是11月9日（周一）24时到期。\n理由：可以借用村部会议室" in ordered.hears()
    assert ordered.says("申请延期 1 11月12日 还是不够").startswith("每份督办单最多申请1次延期")


@pytest.mark.parametrize(("asked", "offered"), [(False, True), (True, False)])
def test_on_the_last_day_more_time_is_offered_to_whoever_has_not_asked_yet(
    ordered: Phone, world: World, asked: bool, offered: bool
) -> None:
    if asked:
        ordered.says("申请延期 1 11月20日 场地装修")
    world.at("2026-11-09 08:34")
    said = ordered.hears()
    assert "今天24时到期。\n整改完回复“督办报告 1”" in said
    assert ("申请延期 1" in said) is offered


def test_a_withdrawn_order_asks_for_nothing(ordered: Phone, cao: Phone, world: World) -> None:
    assert cao.says("撤销督办 1 与提醒单重复") == f"{NUMBER}（石湾村支部）：已撤销。已告知支部。"
    assert "已撤销，不用再整改。\n理由：与提醒单重复" in ordered.hears()
    assert ordered.says("督办报告 1") == f"{NUMBER}现在是“已撤销”，不能再报告。"
    assert state(world) == "withdrawn"


def test_a_report_survives_a_restart_and_can_be_written_anew_until_it_is_judged(
    ordered: Phone, cao: Phone, world: World
) -> None:
    ordered.says_all("督办报告", "已补开")
    world.restart()
    ordered.says_all("已开展", "确认")
    assert ordered.says("督办报告 1").startswith("已经报告过，这次确认后以这次为准，原来的留存。\n第1个问题")
    ordered.says_all("11月1日补开", "已开展", "确认")
    assert "11月1日补开" in cao.hears()
    with world.looking() as session:
        reports = session.scalars(select(Transition.facts).where(Transition.event == "report")).all()
    assert [one["done"][0] for one in reports] == ["已补开", "11月1日补开"]


@pytest.mark.parametrize("words", ["督办", "督办清单", "督办 1"])
@pytest.mark.parametrize("userid", ["zhangjianxin", "gezhiwei", "zhuliping", "jiangweidong"])
def test_whom_it_does_not_concern_learns_nothing(ordered: Phone, phone: Phones, userid: str, words: str) -> None:
    said = phone(userid).says(words)
    assert "石湾村支部" not in said
    assert said.startswith("没有")


@pytest.mark.parametrize("userid", ["caoxiaoming", "wusiyuan", "zhouhaibo", "guchengzhi", "xulixin", "xujianming"])
def test_whom_it_concerns_sees_it(ordered: Phone, phone: Phones, userid: str) -> None:
    assert f"督办 1 石湾村支部（{NUMBER}）：待签收" in phone(userid).says("督办清单")


def test_an_order_that_is_still_open_shows_in_the_next_inspection(cao: Phone, ordered: Phone) -> None:
    line = f"没有销号的督办单 {NUMBER}：8月没有支委会记录；9月主题党日没有开展"
    assert line in cao.says("检查 石湾村支部")
    cao.says("取消")
    ordered.says_all("督办报告", "已补开", "已补开", "确认")
    assert "销号" in cao.says("销号 1 现场核查属实")
    assert line not in cao.says("检查 石湾村支部")


@pytest.mark.parametrize(
    "said",
    [
        "1 记录已补录 2 已开展",
        "① 记录已补录② 已开展",
        "第二个已开展，第一个记录已补录",
        "问题2已开展 问题1记录已补录",
        "一是记录已补录，二是已开展。请审核",
    ],
)
def test_one_message_reports_on_several_problems(ordered: Phone, cao: Phone, said: str) -> None:
    ordered.says("督办报告")
    assert ordered.says(said).startswith(f"请核对（{NUMBER} 整改情况）：")
    ordered.says("确认")
    assert "1. 8月没有支委会记录——记录已补录\n2. 9月主题党日没有开展——已开展\n" in cao.hears()


def test_a_problem_called_by_its_name_is_reported_on_by_that_name(ordered: Phone, cao: Phone) -> None:
    ordered.says("督办报告")
    ordered.says_all("支委会记录已补录，主题党日已开展", "确认")
    assert "——支委会记录已补录\n" in cao.hears()


def test_of_several_problems_the_one_that_is_not_done_is_asked_again(ordered: Phone) -> None:
    ordered.says("督办报告")
    assert ordered.says("1 记录已补录 2 还没弄").startswith("第2个问题还没看到做了什么，下面再问您一次。\n第2个问题")
    assert ordered.says("第3个也好了").startswith("没有第3个问题")


def test_words_that_run_on_to_another_problem_stand_under_neither(ordered: Phone) -> None:
    ordered.says("督办报告")
    heard = ordered.says("上个月的记录昨天一早就补录好了主题党日也重新开展过了")
    assert heard.startswith("这句里说到了别的问题，没看清哪些话归哪个问题，所以没有记。")
