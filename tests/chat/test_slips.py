"""Slips go out: when, how often, and what they promise (R6, R10–R12, A2–A4)."""

import re

import pytest

from bot.db import Database
from bot.wording import limit_text
from models.slips import DELIVERED, SENT, slips_of
from rules.periods import Month
from tests.worlds.phones import OCTOBER, Phone, Phones, World, beijing, both_databases

JANUARY, MARCH = Month(2026, 1), Month(2026, 3)
TEXT_SLIP = """【澄红灰提〔2026〕11-001】
10月党建工作提醒单
梅家浜村党支部

10月共6项，其中2项需要自查整改：
1. 支委会（未完成，关系到1分）——没有记录
2. 党费收缴台账录入（未完成，关系到1分）——没有记录
登记：吴思源11月2日

请在11月4日（周三）24时前回复（收到后2个工作日）。
一条消息写完最快，例如：
1 人不齐，下周五前补开 2 平台故障，已补录
或者回复 1，我一项一项问您。
想知道期限怎么算，回复“截止”；其他回复“帮助”。"""


@both_databases
def test_the_slip_of_october_comes_on_the_first_working_day_of_november(zhu: Phone, world: World) -> None:
    assert zhu.hears().splitlines() == [
        "10月党建工作提醒单",
        "石湾村支部",
        "1. 支委会（未完成，关系到1分）——没有记录",
        "2. 党费收缴台账录入（未完成，关系到1分）——没有记录",
        "编号：澄红灰提〔2026〕11-001",
        "事项：6项，其中2项需要自查整改",
        "登记：吴思源11月2日",
        "截止：11月4日（周三）24时",
        "[开始自查]",
        "[签收]",
    ]
    assert world.slip("石湾村支部").due == beijing("2026-11-05 00:00")


@pytest.mark.parametrize(
    "too_soon",
    ["2026-11-01 10:00", "2026-11-02 08:29", "2026-10-31 09:00"],
    ids=["a Sunday", "before office hours", "the month is not over"],
)
def test_no_slip_goes_out_before_its_time(world: World, phone: Phones, too_soon: str) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.at(too_soon)
    assert phone("zhuyongliang").messages() == []
    world.at("2026-11-02 08:30")
    assert len(phone("zhuyongliang").messages()) == 1


def test_after_the_national_day_week_the_slip_comes_on_the_eighth(world: World, phone: Phones) -> None:
    september = Month(2026, 9)
    world.recorded("石湾村支部", ["支委会"], month=september)
    for moment in ("2026-10-01 09:00", "2026-10-05 09:00", "2026-10-08 08:34"):
        assert phone("zhuyongliang").messages() == []
        world.at(moment)
    assert "截止：10月10日（周六）24时" in phone("zhuyongliang").hears()


@pytest.mark.parametrize("moment", ["2026-11-02 17:30", "2026-11-02 21:00", "2026-11-07 10:00"])
def test_a_machine_that_starts_late_waits_for_office_hours(world: World, phone: Phones, moment: str) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.at(moment)
    assert phone("zhuyongliang").messages() == []


@pytest.mark.parametrize(
    ("started", "month", "due"),
    [
        ("2026-02-13 09:00", JANUARY, "2月24日（周二）24时"),
        ("2026-02-14 09:00", JANUARY, "2月25日（周三）24时"),
        ("2026-04-30 09:00", MARCH, "5月7日（周四）24时"),
        ("2026-05-07 09:00", Month(2026, 4), "5月9日（周六）24时"),
        ("2026-09-30 09:00", Month(2026, 8), "10月9日（周五）24时"),
        ("2025-12-31 09:00", Month(2025, 11), "1月5日（周一）24时"),
        ("2026-11-06 17:29", OCTOBER, "11月10日（周二）24时"),
    ],
)
def test_a_late_first_start_says_and_counts_the_same_deadline(
    world: World, phone: Phones, started: str, month: Month, due: str
) -> None:
    world.recorded("石湾村支部", ["支委会"], month=month)
    world.at(started)
    zhu = phone("zhuyongliang")
    assert f"截止：{due}" in zhu.hears()
    counted = world.slip("石湾村支部", month).counted
    assert counted is not None
    assert limit_text(counted) == due
    assert f"截止：{due}" in zhu.says("截止")


def test_a_sweep_that_runs_often_says_each_slip_once(zhu: Phone, world: World) -> None:
    for moment in ("2026-11-02 08:44", "2026-11-02 16:54", "2026-11-03 08:34"):
        world.at(moment)
    assert len(zhu.messages()) == 1


@both_databases
def test_two_machines_say_each_slip_once(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.clock.moment = beijing("2026-11-02 08:34")
    other = World(Database(world.db.url.render_as_string(hide_password=False)), "2026-11-02 08:34")
    other.wecom = world.wecom
    other.start(other.db)
    for one in (world, other):
        one.bot.timekeeper.run_all()
    for one in (other, world):
        one.bot.delivery.drain()
    other.db.engine.dispose()
    assert len(phone("zhuyongliang").messages()) == 1


def test_a_restart_between_writing_and_sending_loses_and_doubles_nothing(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.clock.moment = beijing("2026-11-02 08:34")
    world.bot.timekeeper.run_all()
    assert world.slip("石湾村支部").state == SENT
    world.restart()
    world.at("2026-11-02 08:44")
    assert len(phone("zhuyongliang").messages()) == 1
    assert world.slip("石湾村支部").state == DELIVERED


def test_a_member_who_sees_no_cards_gets_one_text(world: World, phone: Phones) -> None:
    world.recorded("梅家浜支部", ["支委会", "党费"])
    world.at("2026-11-02 08:34")
    assert phone("meizhigang").messages() == [TEXT_SLIP]


def test_a_month_with_nothing_open_is_told_too(zhang: Phone) -> None:
    said = zhang.hears()
    assert "全部完成。" in said
    assert "[确认无误]" in said


def test_an_organisation_nobody_recorded_anything_for_is_held_back_and_the_office_hears_of_changes_alone(
    world: World, phone: Phones, wu: Phone
) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.at("2026-11-02 08:34")
    heard = wu.hears()
    assert "10月提醒单有38个党组织没有发出" in heard
    assert "可能是漏录了：\n荷塘一支部、荷塘二支部、" in heard
    world.at("2026-11-02 14:34")
    assert wu.messages() == []
    world.at("2026-11-03 08:34")
    assert wu.messages() == [], "it has that list"
    world.recorded("荷塘一支部", ["支委会"])
    world.at("2026-11-04 08:34")
    heard = wu.hears()
    assert "37个党组织没有发出" in heard
    assert "荷塘一支部" not in heard
    assert phone("zhangjianxin").messages() == []


def test_the_slip_follows_when_the_records_arrive(zhu: Phone, world: World, phone: Phones) -> None:
    world.recorded("柳浜一支部", ["主题党日"])
    world.at("2026-11-05 10:04")
    said = phone("zhangjianxin").hears()
    assert "澄红灰提〔2026〕11-002" in said
    assert "11月9日（周一）24时" in said
    assert len(zhu.messages()) == 2, "the slip of Monday, and a reminder that it is overdue"


def test_an_organisation_founded_later_gets_no_slip_and_is_not_missed(world: World, wu: Phone, phone: Phones) -> None:
    world.recorded("石湾村支部", month=MARCH)
    world.at("2026-04-01 08:34")
    assert phone("zhuyongliang").messages()
    assert "云栖社区支部" not in wu.hears()
    with world.looking() as session:
        assert len(slips_of(session, MARCH)) == 1


def test_numbers_run_on_and_start_again_each_month(zhu: Phone, world: World) -> None:
    world.recorded("柳浜一支部")
    world.at("2026-11-03 09:04")
    november = Month(2026, 11)
    world.recorded("石湾村支部", month=november)
    world.at("2026-12-01 08:34")
    assert world.slip("柳浜一支部").number == "澄红灰提〔2026〕11-002"
    assert world.slip("石湾村支部", november).number == "澄红灰提〔2026〕12-001"


def test_a_slip_held_up_by_an_outage_names_the_deadline_of_the_day_it_leaves(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.wecom.is_down = True
    world.at("2026-11-02 08:34")
    assert world.slip("石湾村支部").state == SENT
    world.wecom.is_down = False
    world.at("2026-11-03 09:04")
    assert re.findall("截止：(.*)", phone("zhuyongliang").hears()) == ["11月5日（周四）24时"]
    assert world.slip("石湾村支部").due == beijing("2026-11-06 00:00")


def test_a_slip_that_missed_the_window_waits_for_the_next_morning(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.clock.moment = beijing("2026-11-06 17:29")
    world.bot.timekeeper.run_all()
    world.at("2026-11-06 17:31")
    world.at("2026-11-08 10:00")
    assert phone("zhuyongliang").messages() == []
    world.at("2026-11-09 08:34")
    assert "截止：11月11日（周三）24时" in phone("zhuyongliang").hears()


def test_a_deadline_that_runs_into_a_year_without_schedule_is_counted_and_the_office_warned(
    world: World, phone: Phones, wu: Phone
) -> None:
    world.recorded("石湾村支部", ["支委会"], month=Month(2026, 11))
    world.at("2026-12-31 09:04")
    assert "截止：1月5日（周二）24时" in phone("zhuyongliang").hears()
    assert "按普通周末暂算" in phone("zhuyongliang").says("截止")
    assert "2027年的放假安排还没有录入" in wu.hears()


def test_a_card_and_a_text_tell_the_same_of_every_item(zhu: Phone, world: World, phone: Phones) -> None:
    world.recorded("梅家浜支部", ["支委会", "党费"])
    world.at("2026-11-02 09:04")
    card, text = zhu.hears(), phone("meizhigang").hears()
    for fact in ("支委会（未完成，关系到1分）——没有记录", "吴思源11月2日", "11月4日（周三）24时"):
        assert fact in card
        assert fact in text


def test_a_slip_that_is_over_asks_for_no_day_that_has_passed(zhu: Phone, zhang: Phone, world: World) -> None:
    world.at("2026-11-05 08:34")
    said = zhu.says("提醒单")
    assert "11月4日（周三）24时已经过了，现在交也收，会注明“逾期”。" in said
    assert "时前回复" not in said
    assert "11月4日（周三）24时已经过了" in zhang.says("提醒单")


def test_a_slip_that_is_answered_asks_for_nothing(zhu: Phone, zhang: Phone) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录", "确认")
    said = zhu.says("提醒单")
    assert "自查整改表已经交过；到哪一步了，回复“进度”。" in said
    assert "一条消息写完" not in said
    zhang.says("1")
    assert "已经交过" in zhang.says("提醒单")
