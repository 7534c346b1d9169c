"""异议 in the chat, from the branch's question to the answer it hears, and what cannot be objected to."""

import pytest

from models.appointments import DEPUTY, Appointment
from models.boards import latest_board
from models.objections import Objection
from tests.chat.objections.one_objection import MAYOR, STRANGER, TEXT, count, filed
from tests.worlds.phones import Phone, Phones, World, beijing
from tests.worlds.previewed_board import SECRETARY, publish
from tests.worlds.recorded_quarters import CLERK, LEADER, OTHER_CLERK, THIRD, person


def test_an_objection_from_question_to_answer(world: World, phone: Phones, secretary: Phone) -> None:
    assert secretary.says("异议").splitlines() == [
        "石湾村支部 2026年第三季度，对哪一项有异议？回复数字：",
        "1 镇党委布置任务完成，7月，扣1分",
        "2 镇党委布置任务完成，8月，扣0.5分",
        "0 对榜单整体",
        "不提了回复“取消”。",
    ]
    assert secretary.says("第1笔").startswith("对“镇党委布置任务完成，7月，扣1分”的异议，请写清事实和理由")
    assert secretary.says(TEXT).splitlines()[1:3] == [
        "异议事项：镇党委布置任务完成，7月，扣1分",
        f"事实和理由：{TEXT}",
    ]
    assert count(world) == 0, "only 确认 counts"
    assert secretary.says("确认").splitlines() == [
        "异议 1 已送镇组织办：石湾村支部 2026年第三季度，镇党委布置任务完成（7月，ZZ-01）。",
        "11月12日（周四）前答复您。看进展回复“我的异议”，不提了回复“撤回异议 1”。",
    ]
    clerk, leader = phone(OTHER_CLERK), phone(LEADER)
    heard = clerk.hears()
    assert TEXT in heard
    assert "受理异议 1”或“不受理异议 1 理由”。\n同样告诉了" in heard
    assert "异议 1 石湾村支部 2026年第三季度，待受理，11月12日（周四）前答复" in clerk.says("异议清单")
    assert clerk.says("受理异议 1").startswith("异议 1 已受理")
    assert "已受理，正在核查" in leader.says("异议清单")
    assert leader.says("异议成立 1 组织办查到了签收单").startswith(
        "要办“异议成立 1”，一起记下的意见是“组织办查到了签收单”。"
    )
    assert leader.says("确认") == "异议 1 成立，答复和理由已转石湾村支部。"
    assert secretary.hears().splitlines() == [
        "石湾村支部 2026年第三季度异议 1 的答复",
        "事项：镇党委布置任务完成（7月，ZZ-01）",
        "结果：异议成立",
        "理由：组织办查到了签收单",
        "这一笔已更正，不再扣分，新的得分以更新后的榜单为准。",
    ]
    assert "请重新起草榜单" in clerk.hears()
    assert leader.says("异议清单") == "没有待办的异议。"
    assert secretary.says("得分").startswith("石湾村支部 2026年第三季度得分：98.5分"), "until the board is drafted anew"


LINES = "8月27日  开过（见“记录”第3页）。\n第二段　到会５人，👨‍👩‍👧 <附件>\t表“一” ﹣1"


@pytest.mark.parametrize("said", [["异议", "1", LINES], ["异议 1 " + LINES], ["异议 三季度", "1\n" + LINES]])
def test_an_objection_keeps_every_blank_and_every_line(world: World, secretary: Phone, said: list[str]) -> None:
    assert "事实和理由：8月27日  开过（见“记录”第3页）。\n第二段　到会５人" in secretary.says_all(*said)
    secretary.says("确认")
    with world.looking() as session:
        assert session.get_one(Objection, 1).text == LINES


@pytest.mark.parametrize("said", ["异议 1 " + TEXT, "异议：1 " + TEXT, "异议 第1笔，" + TEXT, "异议 三季度 1 " + TEXT])
def test_everything_in_one_message_is_read_back_and_waits_for_the_word(
    world: World, secretary: Phone, said: str
) -> None:
    assert f"事实和理由：{TEXT}" in secretary.says(said)
    assert count(world) == 0
    assert "异议 1 已送镇组织办" in secretary.says("确认")


def test_the_reasons_may_stand_behind_the_word_and_the_entry_is_asked(world: World, secretary: Phone) -> None:
    assert "对哪一项有异议？" in secretary.says(f"异议 {TEXT}")
    assert f"事实和理由：{TEXT}" in secretary.says("1")
    assert count(world) == 0


def test_the_board_as_a_whole_is_number_nought(world: World, secretary: Phone) -> None:
    assert "异议 1 已送镇组织办：石湾村支部 2026年第三季度，榜单整体。" in filed(secretary, 0)


@pytest.mark.parametrize("said", ["9", "第一条", "镇党委布置任务", "-1"])
def test_a_number_that_is_not_there_is_asked_again(world: World, secretary: Phone, said: str) -> None:
    secretary.says("异议")
    assert secretary.says(said).startswith("没有这个编号，请回复上面的数字。")


def test_one_goes_back_cancels_and_begins_again(world: World, secretary: Phone) -> None:
    secretary.says_all("异议", "1", TEXT)
    assert secretary.says("返回").startswith("对“镇党委布置任务完成，7月，扣1分”的异议")
    assert secretary.says("返回").startswith("石湾村支部 2026年第三季度，对哪一项有异议")
    assert secretary.says("取消").startswith("好的，已取消，没有提出异议")
    assert count(world) == 0


def test_too_long_a_text_is_asked_again(world: World, secretary: Phone) -> None:
    secretary.says("异议 1")
    assert secretary.says("长" * 301).startswith("太长了，请写在300字以内。")
    assert secretary.says("异议 1 " + "长" * 301).startswith("太长了"), "and not read as something else"


def test_a_half_finished_objection_survives_a_restart(world: World, secretary: Phone) -> None:
    secretary.says_all("异议", "1")
    world.restart()
    secretary.says(TEXT)
    assert "异议 1 已送镇组织办" in secretary.says("确认")


def test_a_preview_that_ends_during_the_conversation_takes_nothing(world: World, secretary: Phone) -> None:
    secretary.says("异议 1 " + TEXT)
    world.clock.moment = beijing("2026-11-03 00:00")
    assert secretary.says("确认") == (
        "2026年第三季度榜单预览已在11月2日（周一）24时结束，发布后的公示期内还可以提异议。"
    )
    assert count(world) == 0
    assert "没有正在填写" in secretary.says("确认"), "the form does not stand in the way of the next one"


def test_after_the_publicity_nobody_is_asked_anything(world: World, secretary: Phone) -> None:
    with world.db.begin() as session:
        board = latest_board(session, THIRD)
        assert board is not None
        publish(session, board)
    world.clock.moment = beijing("2026-11-04 23:59")
    assert "对哪一项有异议" in secretary.says("异议")
    secretary.says("取消")
    world.clock.moment = beijing("2026-11-05 00:00")
    assert secretary.says("异议").startswith("2026年第三季度榜单公示已在11月4日（周三）24时结束，不再接受异议")


@pytest.mark.parametrize(
    ("who", "said", "told"),
    [
        (MAYOR, "异议", "异议由本党组织的书记、副书记或组织委员提出和撤回"),
        (STRANGER, "异议 石湾村支部", "异议由本党组织的书记、副书记或组织委员提出和撤回"),
        (SECRETARY, "异议 无此支部", "名册里没有“无此支部”"),
        (SECRETARY, "异议 2026-Q2", "2026年第二季度榜单还没有预览"),
        (MAYOR, "异议清单", "异议清单只有镇组织办和考核领导小组可以看"),
        (SECRETARY, "异议清单", "异议清单只有镇组织办和考核领导小组可以看"),
        (CLERK, "受理异议", "请写明异议编号，例如：受理异议 3；编号回复“异议清单”可以看到。"),
        (CLERK, "受理异议 甲", "请写明异议编号"),
        (CLERK, "受理异议 7", "没有编号为7的异议"),
        (SECRETARY, "撤回异议", "请写明异议编号，例如：撤回异议 3；编号回复“我的异议”可以看到。"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    world: World, phone: Phones, who: str, said: str, told: str
) -> None:
    assert phone(who).says(said).startswith(told)
    assert count(world) == 0


def test_who_answers_for_two_branches_names_one(world: World, phone: Phones, secretary: Phone) -> None:
    with world.db.begin() as session:
        also = {"role": DEPUTY, "title": "副书记", "organization_id": "org-002", "powers": []}
        session.add(Appointment(person_id=person(session, SECRETARY).id, **also))
    assert secretary.says("异议") == "请写明是哪个党组织，例如：异议 石湾村支部"
    assert "石湾村支部 2026年第三季度得分" in secretary.says("得分")
    assert secretary.says("为什么 石湾村支部").endswith("例如：异议 石湾村支部 1")
    assert "事实和理由：已办" in secretary.says("异议 石湾村支部 1 已办")
    secretary.says("取消")
    assert len(secretary.says_all("得分").split("基本组织")) == 3, "one answer for each"


def test_the_words_of_the_branch_become_no_link(world: World, phone: Phones, secretary: Phone) -> None:
    secretary.says_all('异议 1 <a href="https://example.com">看</a>', "确认")
    assert "<a" not in phone(CLERK).hears()
