"""Branches on paper: the office enters receipt and answers for them, and nobody is worse off (A2, D6)."""

from datetime import date

import pytest

from models.slips import DELIVERED, PAPER
from tests.worlds.phones import Phone, World, beijing
from tests.worlds.scenes import Scenes

OLD = "荷塘老年支部"


def slip_to_print(world: World) -> None:
    world.recorded(OLD, ["支委会", "党费"])
    world.at("2026-11-02 08:34")


@pytest.fixture
def office(world: World, wu: Phone, scenes: Scenes) -> Phone:
    """吴思源 on Monday morning, with a slip for 荷塘老年支部 to print."""
    scenes.play(world, slip_to_print)
    wu.messages()
    return wu


def test_receipt_starts_the_clock_on_the_day_the_office_names(office: Phone, world: World) -> None:
    world.at("2026-11-04 10:00")
    assert office.says(f"送达 {OLD} 11月3日 送到书记家中").splitlines() == [
        "已登记：荷塘老年支部10月提醒单11月3日（周二）送达，11月5日（周四）24时截止。",
        "支部交回自查表以后，回复“自查 荷塘老年支部”代为填写。",
    ]
    slip = world.slip(OLD)
    assert (slip.state, slip.due) == (DELIVERED, beijing("2026-11-06 00:00"))
    assert "11月3日（周二）收到（送到书记家中），不计当日；" in office.says(f"截止 {OLD}")


@pytest.mark.parametrize(("said", "day"), [("今天", 5), ("昨天", 4), ("前天", 3), ("11.3", 3), ("3号", 3), ("周二", 3)])
def test_the_day_of_receipt_in_many_words(office: Phone, world: World, said: str, day: int) -> None:
    world.at("2026-11-05 10:00")
    office.says(f"送达 {OLD} {said}")
    received = world.slip(OLD).received_at
    assert received
    assert received.date() == date(2026, 11, day)


@pytest.mark.parametrize("said", ["", "明天", "11月1日", "11月5日", "日子忘记了", "去年"])
def test_a_day_of_receipt_that_cannot_be_is_not_taken(office: Phone, world: World, said: str) -> None:
    world.at("2026-11-04 10:00")
    assert "应在11月2日（周一）到今天之间" in office.says(f"送达 {OLD} {said}")
    assert world.slip(OLD).state == PAPER


def test_receipt_is_entered_once(office: Phone) -> None:
    office.says(f"送达 {OLD} 今天")
    assert office.says(f"送达 {OLD} 今天") == "荷塘老年支部没有等待送达的纸质提醒单。"
    assert "名册里没有“石头山支部”" in office.says("送达 石头山支部 今天")


def test_a_receipt_without_a_name_is_met_with_an_example(office: Phone) -> None:
    assert office.says("送达") == f"请写明是哪个支部，例如：送达 {OLD} 今天"


def test_before_receipt_nothing_can_be_filled_in(office: Phone) -> None:
    assert "登记送达日期以后才能填报" in office.says(f"自查 {OLD}")
    assert "还没有送达，期限从送达次日开始计算" in office.says(f"截止 {OLD}")


def test_the_office_fills_the_form_in_and_first_says_when_it_came(office: Phone, world: World) -> None:
    office.says(f"送达 {OLD} 今天")
    world.at("2026-11-06 09:00")
    assert office.says(f"自查 {OLD}").splitlines() == [
        "代填荷塘老年支部10月自查整改表（交来的是纸质表）。",
        "支部哪天交来的？例如：今天、昨天、周五。按不按时看这一天。",
    ]
    assert office.says("11月4日").startswith("记下了：11月4日（周三）。\n第1项（共2项）：支委会")
    assert "责任人就写徐根泉" in office.says("选1，下周五前补开")
    read_back = office.says("2 没记清，已整改")
    assert read_back.startswith("请核对（荷塘老年支部10月自查整改表）：\n纸质表交来：11月4日（周三）\n")
    assert "责任人：徐根泉" in read_back
    assert office.says("确认").startswith(
        "荷塘老年支部10月自查整改表已报送镇组织办，11月6日（周五）09:00，纸质表11月4日（周三）交来，按时。"
    )
    form = world.self_check(OLD)
    assert form
    assert (form.on_time, form.first_submitted_at) == (True, beijing("2026-11-04 00:00"))
    assert form.latest.submitted_at == beijing("2026-11-06 09:00")
    assert "，纸质表11月4日（周三）交来，按时" in office.says(f"查看 {OLD}")


def test_paper_that_came_late_is_late(office: Phone, world: World) -> None:
    office.says(f"送达 {OLD} 今天")
    world.at("2026-11-06 09:00")
    said = office.says_all(f"自查 {OLD}", "11月5日", "1 人不齐，已整改 2 没记清，已整改", "确认")
    assert "纸质表11月5日（周四）交来，逾期。" in said


@pytest.mark.parametrize("said", ["明天", "11月1日", "不记得", "11月7日"])
def test_a_day_on_which_the_paper_cannot_have_come_is_asked_again(office: Phone, world: World, said: str) -> None:
    office.says(f"送达 {OLD} 今天")
    world.at("2026-11-06 09:00")
    office.says(f"自查 {OLD}")
    assert office.says(said).startswith("这一天对不上：交来的日子应在提醒单送达以后，最晚是今天。")


def test_a_clear_month_on_paper_is_entered_with_its_day(world: World, wu: Phone) -> None:
    world.recorded(OLD)
    world.at("2026-11-02 08:34")
    wu.says(f"送达 {OLD} 今天")
    assert "自己也没有查出问题" in wu.says_all(f"自查 {OLD}", "今天")
    assert "，按时。" in wu.says("确认")


def test_a_returned_paper_form_does_not_ask_again_when_it_first_came(office: Phone, world: World) -> None:
    office.says(f"送达 {OLD} 今天")
    office.says_all(f"自查 {OLD}", "今天", "1 人不齐，已整改 2 没记清，已整改", "确认")
    other = Phone(world, "qianxiaoyu")
    other.says(f"退回 {OLD} 请写明地点")
    world.sweep()
    assert "荷塘老年支部10月自查整改表需要再补充一下：\n请写明地点" in office.hears()
    assert office.says(f"自查 {OLD}").startswith("请核对（荷塘老年支部10月自查整改表）：\n1. 支委会")
    assert "，按时。" in office.says("确认")


def test_the_office_may_answer_for_a_branch_that_has_wecom_too(zhu: Phone, wu: Phone) -> None:
    assert "哪天交来的" in wu.says("自查 石湾村支部")
    assert "已报送" in wu.says_all("今天", "1 人不齐，已整改 2 没记清，已整改", "确认")
    assert "镇组织办吴思源代石湾村支部报送了10月自查整改表。" in zhu.hears().splitlines()
    assert zhu.says("进度") == "石湾村支部10月：已报送，待审核（按时）"
