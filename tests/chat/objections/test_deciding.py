"""Who decides on an objection in the chat and who may not, and what the branch hears of it."""

import pytest

from models.boards import latest_board
from tests.chat.objections.one_objection import MAYOR, STRANGER, filed, state
from tests.worlds.phones import Phone, Phones, World
from tests.worlds.previewed_board import BRANCH, RECORDER, SECRETARY, previewed
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD


def test_the_corrected_entry_is_told_once_the_board_is_drafted_anew(
    world: World, phone: Phones, secretary: Phone
) -> None:
    filed(secretary)
    phone(OTHER_CLERK).says("受理异议 1")
    phone(LEADER).says("异议部分成立 1 材料晚到两天")
    assert "按逾期计" in secretary.hears()
    with world.db.begin() as session:
        board = latest_board(session, THIRD)
        assert board is not None
        board.drafted_at = world.clock.now()
    assert "1. 镇党委布置任务完成（异议部分成立，按逾期计）：扣0.5分" in secretary.says("为什么")


def test_the_office_files_for_a_branch_on_paper_and_somebody_else_decides(world: World, phone: Phones) -> None:
    head, clerk = phone(HEAD), phone(OTHER_CLERK)
    assert "异议 1 已送镇组织办：荷塘老年支部" in head.says_all("异议 荷塘老年支部 1 书记送来说明", "确认")
    clerk.says("受理异议 1")
    assert head.says("异议不成立 1 没有证明") == "异议 1 是您本人提的，或者是您任职的党组织的，请别的同志来办。"
    phone(LEADER).says("异议不成立 1 没有证明")
    world.sweep()
    assert "1 荷塘老年支部 2026年第三季度异议 1 的答复" in clerk.hears().splitlines()
    assert "结果：异议不成立\n理由：没有证明" in clerk.says("待送达 1")


@pytest.mark.parametrize("author", [CLERK, HEAD])
def test_who_made_the_entry_is_told_that_somebody_else_deals_with_it(
    world: World, phone: Phones, secretary: Phone, author: str
) -> None:
    with world.db.begin() as session:
        board = latest_board(session, THIRD)
        assert board is not None
        session.delete(board)
        session.flush()
        previewed(session, f"2026-09,{BRANCH},ZZ-01,not_done,没有反馈,{author}")
    filed(secretary, 3)
    own = "异议 1 说的是您本人经办的事，请别的同志来办。"
    assert "您是经办人，要请别的同志办" in phone(author).says("异议清单")
    assert phone(author).says("受理异议 1") == own
    phone(OTHER_CLERK).says("受理异议 1")
    told = phone(author).says("异议成立 1 已补报")
    assert told == (own if author == HEAD else "异议由镇组织办主任或考核领导小组决定。")
    assert state(world) == "investigating"


@pytest.mark.parametrize("who", [SECRETARY, CLERK, OTHER_CLERK, RECORDER, MAYOR])
@pytest.mark.parametrize("said", ["异议成立 1 属实", "异议部分成立 1 晚交", "异议不成立 1 不实"])
def test_only_head_and_leading_group_decide(world: World, phone: Phones, secretary: Phone, who: str, said: str) -> None:
    filed(secretary)
    phone(OTHER_CLERK).says("受理异议 1")
    assert phone(who).says(said) == "异议由镇组织办主任或考核领导小组决定。"
    assert state(world) == "investigating"


def test_nothing_is_decided_before_it_is_admitted_nor_twice(world: World, phone: Phones, secretary: Phone) -> None:
    filed(secretary)
    leader, clerk = phone(LEADER), phone(OTHER_CLERK)
    assert leader.says("异议成立 1 属实") == "异议 1 还没有受理，请组织办先受理。"
    clerk.says("受理异议 1")
    assert clerk.says("不受理异议 1 超期") == "异议 1 已经受理，请直接决定。"
    leader.says("异议不成立 1 不实")
    assert leader.says("异议成立 1 属实") == "异议 1 已经办结（异议不成立），不能再改。"
    assert secretary.says("撤回异议 1") == "异议 1 已经办结（异议不成立），不能再改。"
    assert filed(secretary) == ("对“镇党委布置任务完成（7月，ZZ-01）”已经提过异议（异议 1，异议不成立），不用再提。")


@pytest.mark.parametrize("said", ["异议成立 1", "异议成立1", "异议成立 异议1，"])
def test_a_decision_without_a_reason_is_asked_for_one(world: World, phone: Phones, secretary: Phone, said: str) -> None:
    filed(secretary)
    phone(OTHER_CLERK).says("受理异议 1")
    told = phone(LEADER).says(said)
    assert told.startswith("请写明理由")
    assert state(world) == "investigating"


def test_a_late_entry_is_not_upheld_in_part(world: World, phone: Phones, secretary: Phone) -> None:
    filed(secretary, 2)
    phone(OTHER_CLERK).says("受理异议 1")
    assert "不能改按逾期计" in phone(LEADER).says("异议部分成立 1 晚交")
    assert state(world) == "investigating"


def test_a_branch_sees_and_takes_back_its_own(world: World, phone: Phones, secretary: Phone) -> None:
    assert secretary.says("我的异议") == "没有提过异议。"
    filed(secretary)
    assert phone(STRANGER).says("我的异议") == "没有提过异议。"
    assert phone(STRANGER).says("撤回异议 1").startswith("异议由本党组织的")
    assert state(world) == "filed"
    assert phone("shimeiling").says("我的异议") == (
        "异议 1（石湾村支部 2026年第三季度，镇党委布置任务完成（7月，ZZ-01））：待受理，11月12日（周四）前答复"
    )
    assert phone("shimeiling").says("撤回异议 1") == "异议 1 已撤回。"
    assert "已撤回" in secretary.says("我的异议")


def test_what_is_not_admitted_is_answered_with_the_reason(world: World, phone: Phones, secretary: Phone) -> None:
    filed(secretary)
    phone(OTHER_CLERK).says("不受理异议 1 请写明交给了谁")
    assert secretary.hears().splitlines()[2:] == ["结果：不予受理", "理由：请写明交给了谁"]
    assert secretary.says("我的异议").endswith("：不予受理。请写明交给了谁")
