"""待送达, 送达 编号: the office sees what is to be handed over, and ticks it off in one line (D6)."""

import pytest

from models.slips import DELIVERED, PAPER
from tests.worlds.phones import Phone, World, beijing, both_databases
from tests.worlds.scenes import Scenes

OLD, RETIRED = "荷塘老年支部", "离退休支部"


def two_slips_to_hand_over(world: World) -> None:
    world.recorded(OLD, ["支委会"])
    world.recorded(RETIRED, ["支委会"])
    world.at("2026-11-02 08:34")


@pytest.fixture
def office(world: World, wu: Phone, scenes: Scenes) -> Phone:
    """吴思源 on Monday morning, with the slips of two branches to hand over."""
    scenes.play(world, two_slips_to_hand_over)
    return wu


@both_databases
def test_the_morning_of_the_slips_is_one_message_to_the_office(office: Phone) -> None:
    (told,) = [said for said in office.messages() if "打印" in said]
    assert told == (
        "有2件要打印或当面送达（支部收不到消息）：\n"
        "1 荷塘老年支部：10月党建工作提醒单（澄红灰提〔2026〕11-001）\n"
        "2 离退休支部：10月党建工作提醒单（澄红灰提〔2026〕11-002）\n"
        "看全文回复“待送达 编号”；送到以后回复“送达 编号”，不是今天送到的后面加日期。"
    )


@both_databases
def test_the_list_one_entry_and_ticking_it_off(office: Phone, world: World) -> None:
    assert office.says("待送达").splitlines()[:2] == [
        "1 荷塘老年支部：10月党建工作提醒单（澄红灰提〔2026〕11-001）",
        "2 离退休支部：10月党建工作提醒单（澄红灰提〔2026〕11-002）",
    ]
    shown = office.says("待送达 2")
    assert shown.startswith("送离退休支部：\n10月党建工作提醒单（澄红灰提〔2026〕11-002）\n")
    assert "回复“自查 离退休支部”代为填写。\n送到以后回复“送达 2”" in shown
    world.at("2026-11-04 10:00")
    assert office.says("送达 2 昨天 送到家中") == (
        "已登记11月3日（周二）送达：离退休支部，10月党建工作提醒单（澄红灰提〔2026〕11-002）。"
        "还有1件，回复“待送达”查看。"
    )
    slip = world.slip(RETIRED)
    assert (slip.state, slip.due, slip.receipt_remark) == (DELIVERED, beijing("2026-11-06 00:00"), "送到家中")
    assert world.slip(OLD).state == PAPER
    assert office.says("送达 2") == "第2件已经登记送达。回复“待送达”看清单。"
    office.says("送达 1号")
    assert office.says("待送达") == "没有待送达的。"


def test_a_receipt_entered_by_the_branchs_name_takes_it_off_the_list_too(office: Phone) -> None:
    office.says(f"送达 {OLD} 今天")
    assert office.says("待送达").splitlines()[0].startswith("2 离退休支部")


@pytest.mark.parametrize("said", ["送达 1 明天", "送达 1 送到了家里", "送达 1 11月1日"])
def test_what_is_no_day_since_then_hands_nothing_over(office: Phone, world: World, said: str) -> None:
    assert office.says(said) == "送达日期要在11月2日（周一）到今天之间；在企业微信里这样写：送达 1 今天"
    assert world.slip(OLD).state == PAPER


def test_a_number_nobody_gave_and_no_number_at_all(office: Phone) -> None:
    assert office.says("送达 99") == "没有编号为 99 的待送达件。回复“待送达”看清单。"
    assert office.says("待送达 荷塘") == "请写明编号，例如：待送达 1。编号在“待送达”清单里。"


@pytest.mark.parametrize("said", ["待送达", "待送达 1", "送达 1"])
def test_the_list_is_the_offices(office: Phone, zhu: Phone, said: str) -> None:
    del office
    assert zhu.says(said) == "这件事由镇组织办来办。"
