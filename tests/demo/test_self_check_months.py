"""What a self-check costs a secretary in a month: counted from the phones, and said month by month."""

from typing import Any

from demo.self_check_months import answered_slips, by_month, months_table

SLIP = "【澄红灰提〔2026〕06-008】\n5月党建工作提醒单\n石湾村支部\n5月共7项，其中2项需要自查整改：\n1. 支委会"
CLEAN = "5月党建工作提醒单\n荷塘二支部\n事项：7项，其中0项需要自查整改"
RECEIPT = "{}5月自查整改表已报送镇组织办，6月1日（周一）15:30，按时。"


def said(who: str, *texts: str) -> list[dict[str, Any]]:
    """A chat: what the member wrote is marked by ">"."""
    named = [(text.removeprefix(">"), "member" if text.startswith(">") else "bot") for text in texts]
    return [
        {"userid": who, "from": side, "from_name": "小助手", "to_name": f"{who}书记", "content": text, "card": None}
        for text, side in named
    ]


def told(*chats: list[dict[str, Any]]) -> str:
    return months_table(answered_slips([one for chat in chats for one in chat])).splitlines()[-1]


def test_two_messages_and_three_are_a_month_with_items_and_a_clean_one_is_less() -> None:
    with_items = said("zhu", SLIP, ">1 人不齐 2 已补", "请核对", ">确认", RECEIPT.format("石湾村支部"))
    clean = said("lu", CLEAN, ">1", RECEIPT.format("荷塘二支部"))
    assert told(with_items, clean) == "5月：有事项的1人，最多发2条、收3条；全部完成的1人，最多发1条、收2条。"


def test_whoever_needed_more_is_named() -> None:
    asked = said("zhu", SLIP, ">截止", "6月3日", ">1 人不齐 2 已补", "请核对", ">确认", RECEIPT.format("石湾村支部"))
    typed = said("lu", CLEAN, ">做好了", "核对无误请回复 1", ">1", RECEIPT.format("荷塘二支部"))
    assert told(asked, typed) == "5月：zhu书记发3条、收4条；lu书记发2条、收3条。"


def test_what_is_said_behind_the_receipt_and_in_groups_is_no_part_of_it() -> None:
    chat = said("zhu", ">帮助", "…", SLIP, ">1", "请核对", ">确认", RECEIPT.format("石湾村支部"), "本单位的暂定得分")
    (one,) = answered_slips([*said("", SLIP), *chat])
    assert (one.sent, one.received, one.is_light) == (2, 3, True)
    assert list(by_month([one])) == ["5月"]


def test_a_form_the_office_fills_in_from_paper_is_nobodys_month() -> None:
    assert [*answered_slips(said("qian", SLIP, ">1", "请核对", ">确认", RECEIPT.format("荷塘老年支部")))] == []


def test_a_slip_nobody_has_answered_is_not_counted() -> None:
    assert [*answered_slips(said("zhu", SLIP, ">截止", "6月3日"))] == []
