"""What people read where a slip counts as received by 签收 (A2), and which platform it names (A8)."""

import pytest

from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.phones import Phone, Phones, World, beijing, both_databases


@pytest.fixture
def by_signature(world: World) -> World:
    """The town lets a slip count as received by 签收, and one working day after delivery without it."""
    with world.db.begin() as session:
        policy = {"receipt_basis": "acknowledged_or_deemed"}
        store_scheme(session, shipped_text(), {"policy": policy}, world.clock.now())
    return world


@pytest.fixture
def mei(by_signature: World, phone: Phones) -> Phone:
    """梅志刚, secretary of 梅家浜村党支部, who reads text only: one item of October is open."""
    by_signature.recorded("梅家浜支部", ["支委会"])
    by_signature.at("2026-11-02 08:34")
    return phone("meizhigang")


@both_databases
def test_a_slip_says_what_holds_before_anybody_has_signed(mei: Phone) -> None:
    said = mei.hears().splitlines()
    at = said.index("请在收到后2个工作日内回复，最晚11月5日（周四）24时前。")
    assert said[at + 1] == "回复“签收”的，签收当天算收到；没有签收的，11月3日（周二）算收到。"
    assert not any("请在11月" in line for line in said)


def test_the_deadline_is_explained_at_every_moment(mei: Phone, by_signature: World) -> None:
    assert mei.says("截止").splitlines()[1:] == [
        "截止：最晚11月5日（周四）24时",
        "11月2日（周一）送达，还没有签收。回复“签收”的，签收当天算收到；没有签收的，11月3日（周二）算收到，不计当日；",
        "11月4日（周三）第1个工作日；",
        "11月5日（周四）第2个工作日，24时截止。",
    ]
    assert "待填报，还没有签收，最晚11月5日（周四）24时截止" in mei.says("进度")
    by_signature.at("2026-11-04 09:00")
    assert mei.says("截止").splitlines()[1:3] == [
        "截止：11月5日（周四）24时",
        "11月2日（周一）送达，没有签收，11月3日（周二）算收到，不计当日；",
    ]
    assert "待填报，11月5日（周四）24时截止" in mei.says("进度")
    assert "请在11月5日（周四）24时前回复" in mei.says("提醒单")


@both_databases
def test_a_word_starts_the_clock_and_says_until_when(mei: Phone, by_signature: World) -> None:
    assert "11月4日（周三）24时前。" in mei.says("收到")
    assert by_signature.slip("梅家浜支部").due == beijing("2026-11-05 00:00")
    assert mei.says("截止").splitlines()[1:3] == ["截止：11月4日（周三）24时", "11月2日（周一）收到，不计当日；"]
    assert "请在11月4日（周三）24时前回复（收到后2个工作日）。" in mei.says("提醒单")


def test_a_card_names_the_latest_day_and_its_button_starts_the_clock(by_signature: World, phone: Phones) -> None:
    by_signature.recorded("石湾村支部", ["支委会"])
    by_signature.at("2026-11-02 08:34")
    zhu = phone("zhuyongliang")
    assert "截止：签收后2个工作日，最晚11月5日（周四）24时" in zhu.hears().splitlines()
    assert "11月4日（周三）24时前。" in zhu.clicks("签收")


def test_handing_in_starts_the_clock_too(mei: Phone, by_signature: World) -> None:
    assert "11月4日（周三）24时前想修改" in mei.says_all("1 人不齐，已整改", "确认")
    assert by_signature.slip("梅家浜支部").received_at == beijing("2026-11-02 08:34")


def test_a_slip_that_waited_is_worded_for_the_day_it_leaves(by_signature: World, phone: Phones) -> None:
    by_signature.recorded("梅家浜支部", ["支委会"])
    by_signature.wecom.is_down = True
    by_signature.at("2026-11-02 17:24")
    by_signature.wecom.is_down = False
    by_signature.at("2026-11-03 08:34")
    said = phone("meizhigang").hears()
    assert "最晚11月6日（周五）24时前。" in said
    assert "没有签收的，11月4日（周三）算收到。" in said


def test_a_slip_names_the_platform_where_something_is_missing_there(world: World, phone: Phones) -> None:
    world.recorded("梅家浜支部", ["平台录入"])
    world.at("2026-11-02 08:34")
    assert "（平台录入：智慧党建平台）" in phone("meizhigang").hears().splitlines()
