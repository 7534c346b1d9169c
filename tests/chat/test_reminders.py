"""Reminders are few, say only what is open, and disturb nobody at night (R14, D5)."""

from rules.periods import Month
from tests.worlds.phones import Phone, Phones, World, both_databases

OVERDUE = """石湾村支部10月自查整改表11月4日（周三）24时到期，还没有收到。
现在还可以补报，会注明“逾期”。回复 1 开始；有困难请直接联系镇组织办（电话 0512-0000-0001），或回复“意见建议”。"""


@both_databases
def test_one_reminder_on_the_morning_of_the_due_day_and_one_when_it_is_over(zhu: Phone, world: World) -> None:
    zhu.messages()
    heard = {}
    for day in ("03", "04", "05", "06", "09"):
        for hour in ("07:54", "08:34", "12:04", "17:24", "20:04"):
            world.at(f"2026-11-{day} {hour}")
            if fresh := zhu.messages():
                heard[f"{day} {hour}"] = fresh
    assert heard == {
        "04 08:34": [
            "石湾村支部10月自查整改表今天截止：11月4日（周三）24时。\n还有2项待答，回复 1 开始，几分钟就能填完。"
        ],
        "05 08:34": [OVERDUE],
    }


def test_whoever_has_answered_is_left_in_peace(zhang: Phone, world: World) -> None:
    zhang.says("1")
    world.at("2026-11-04 08:34")
    world.at("2026-11-05 08:34")
    assert zhang.messages() == []


def test_a_half_finished_form_is_reminded_of_and_goes_on_with_1(zhu: Phone, world: World) -> None:
    zhu.says_all("自查", "人不齐")
    world.at("2026-11-04 08:34")
    assert "回复 1 开始" in zhu.hears()


def test_a_clear_month_is_reminded_of_in_its_own_words(zhang: Phone, world: World) -> None:
    zhang.messages()
    world.at("2026-11-04 08:34")
    assert zhang.hears().endswith("都完成了，核对无误回复 1 就行。")


def test_a_due_day_on_a_worked_saturday_is_reminded_of(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"], month=Month(2026, 9))
    world.at("2026-10-08 08:34")
    zhu = phone("zhuyongliang")
    zhu.messages()
    world.at("2026-10-10 08:34")
    assert "今天截止：10月10日（周六）24时" in zhu.hears()
    world.at("2026-10-11 10:04")
    assert zhu.messages() == []
    world.at("2026-10-12 08:34")
    assert "自查整改表10月10日（周六）24时到期" in zhu.hears()


def test_a_machine_that_was_off_in_the_morning_reminds_in_the_afternoon(zhu: Phone, world: World) -> None:
    zhu.messages()
    world.at("2026-11-04 15:24")
    assert "今天截止" in zhu.hears()


def test_the_office_gets_a_list_of_what_is_overdue_once_and_again_when_it_has_changed(
    zhu: Phone, world: World, wu: Phone
) -> None:
    for name in ("柳浜一支部", "梅家浜支部", "荷塘老年支部"):
        world.recorded(name)
    world.at("2026-11-02 09:04")
    wu.says("送达 荷塘老年支部 今天")
    Phone(world, "zhangjianxin").says("1")
    wu.messages()
    world.at("2026-11-04 17:24")
    wu.messages()
    world.at("2026-11-05 08:34")
    assert [said.splitlines() for said in wu.messages() if "逾期清单" in said] == [
        [
            "逾期清单",
            "10月，11月4日（周三）24时截止：石湾村支部、荷塘老年支部、梅家浜支部",
            "收得到消息的都已提醒过一次，不再重复发；需要时请打个电话问问。",
        ]
    ]
    world.at("2026-11-05 14:04")
    assert not [said for said in wu.messages() if "逾期清单" in said]
    world.at("2026-11-06 08:34")
    assert not [said for said in wu.messages() if "逾期清单" in said]
    zhu.says_all("1 人不齐，11月13日补开 2 没记清，11月13日补录", "确认")
    wu.messages()
    world.at("2026-11-09 08:34")
    (said,) = [said for said in wu.messages() if "逾期清单" in said]
    assert "24时截止：荷塘老年支部、梅家浜支部" in said


def test_a_returned_form_that_does_not_come_back_is_listed_too(zhang: Phone, world: World, wu: Phone) -> None:
    zhang.says("1")
    wu.says("退回 柳浜一支部 请补充")
    world.at("2026-11-03 15:04")
    wu.messages()
    world.at("2026-11-04 08:34")
    assert "退回以后还没有重报的：\n1. 柳浜一支部，10月，11月3日（周二）24时截止" in wu.hears()


def test_a_slip_on_paper_reminds_no_member(world: World, wu: Phone) -> None:
    world.recorded("荷塘老年支部", ["支委会"])
    world.at("2026-11-02 08:34")
    wu.says("送达 荷塘老年支部 今天")
    world.at("2026-11-04 08:34")
    world.at("2026-11-05 08:34")
    office = {"wusiyuan", "qianxiaoyu", "zhouhaibo"}
    assert {userid for userid, chat in world.wecom.chats.items() if chat} == office


def test_the_deputy_who_got_the_slip_gets_the_reminder(world: World, phone: Phones) -> None:
    world.recorded("石湾村支部", ["支委会"])
    world.wecom.refusing = {"zhuyongliang"}
    world.at("2026-11-02 08:34")
    world.at("2026-11-04 08:34")
    assert "今天截止" in phone("shimeiling").hears()
    assert phone("zhuyongliang").messages() == []


def test_a_form_that_lacks_only_its_confirmation_is_reminded_of_that(zhu: Phone, world: World) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录")
    world.at("2026-11-04 08:34")
    assert zhu.hears().endswith("截止：11月4日（周三）24时。\n都写好了，只差朱永良回复“确认”。")
    assert "已报送镇组织办" in zhu.says("确认")


def test_a_form_begun_is_reminded_of_the_items_it_lacks(zhu: Phone, world: World) -> None:
    zhu.says_all("1", "1 人不齐，11月6日补开")
    world.at("2026-11-04 08:34")
    assert zhu.hears().endswith("朱永良填到一半，还差第2项，回复 1 接着填。")
    assert "第2项" in zhu.says("1")


def test_an_item_of_which_the_day_is_missing_is_not_answered(zhu: Phone, world: World) -> None:
    zhu.says_all("1 人不齐，11月6日补开", "2 没记清")
    world.at("2026-11-05 08:34")
    assert "会注明“逾期”。朱永良填到一半，还差第2项，回复 1 接着填。有困难请" in zhu.hears()


def test_whoever_did_not_write_it_hears_who_did(zhu: Phone, world: World, phone: Phones) -> None:
    phone("shimeiling").says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录")
    world.at("2026-11-04 08:34")
    assert "都写好了，只差石美玲回复“确认”。" in zhu.hears()
