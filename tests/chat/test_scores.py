"""得分 and 为什么: what a branch reads of its own score, when, and that nobody else reads it."""

import pytest

from bot.parts import LONGEST_MESSAGE
from models.boards import latest_board
from rules.periods import Month
from tests.worlds.phones import Phones, World, beijing
from tests.worlds.previewed_board import (
    BRANCH,
    LATE,
    NOT_DONE,
    PAPER,
    SECRETARY,
    TURNOUT,
    claimed,
    inspected,
    previewed,
    publish,
)
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, THIRD, record_lines

MAYOR, STRANGER = "luyaqin", "meizhigang"


@pytest.fixture
def world(world: World) -> World:
    """The town on the day after the third quarter's board was drafted; nothing is shown yet."""
    world.clock.moment = beijing("2026-10-29 10:00")
    return world


def show(world: World, *lines: str) -> None:
    """Begin the preview with some records of the branch."""
    with world.db.begin() as session:
        previewed(session, *lines)


def go_out(world: World) -> None:
    with world.db.begin() as session:
        board = latest_board(session, THIRD)
        assert board is not None
        publish(session, board)


def test_before_the_preview_there_is_a_sentence_and_no_number(world: World, phone: Phones) -> None:
    with world.db.begin() as session:
        record_lines(session, NOT_DONE)
    for said in ("得分", "为什么", "得分 三季度", "为什么 2026-Q3"):
        assert phone(SECRETARY).says(said) == (
            "2026年第三季度得分还不能看：组织办核对完、榜单开始预览时才能看，到时候会发消息告诉各党组织。"
        )


def test_the_score_by_category_without_a_rank(world: World, phone: Phones) -> None:
    show(world, NOT_DONE, LATE)
    assert phone(SECRETARY).says("得分").splitlines() == [
        "石湾村支部 2026年第三季度得分：98.5分（预览，未发布）",
        "基本组织 18.5/20",
        "基本队伍 20/20",
        "基本活动 28/28",
        "基本制度 16/16",
        "基本保障 16/16",
        "加分 0分",
        "每一笔怎么来的，回复“为什么”。",
        "预览到11月2日（周一）24时，期间有异议回复“异议”。",
    ]


def test_a_published_score_has_its_rank_and_the_publicity(world: World, phone: Phones) -> None:
    show(world, NOT_DONE)
    go_out(world)
    told = phone(SECRETARY).says("得分").splitlines()
    assert told[0] == "石湾村支部 2026年第三季度得分：99分（已发布，第39名）"
    assert told[-1] == "公示到11月4日（周三）24时，期间有异议回复“异议”。"
    world.clock.moment = beijing("2026-11-05 00:00")
    assert "异议" not in phone(SECRETARY).says("得分")


def test_every_entry_is_told_with_rule_author_time_and_source(world: World, phone: Phones) -> None:
    with world.db.begin() as session:
        inspected(session, BRANCH, "HD-02", Month(2026, 9), "签到不全")
        claimed(session)
        previewed(session, NOT_DONE, LATE, TURNOUT)
    assert phone(SECRETARY).says("为什么").splitlines() == [
        "石湾村支部 2026年第三季度得分：98分（预览，未发布）",
        "满分100分，扣2.5分，加0.5分",
        "1. 镇党委布置任务完成：扣1分——没有反馈",
        "7月日常考核；曹晓明，10月28日（周三）09:05（ZZ-01）",
        "2. 镇党委布置任务完成（逾期）：扣0.5分——晚了两天",
        "8月日常考核；曹晓明，10月28日（周三）09:05（ZZ-01）",
        "3. 主题党日到会率：扣1分——到会率低",
        "9月日常考核；曹晓明，10月28日（周三）09:05（HD-02）",
        "4. 主题党日到会率：不扣分，同一项每月只扣一次——签到不全",
        "第一督导组 9月30日（周三）检查；曹晓明，10月28日（周三）09:05（HD-02）",
        "5. 综合性荣誉：加0.5分——县级先进",
        "加分申报第1号；许立新，10月27日（周二）09:05（JF-1）",
        "对哪一笔有异议，11月2日（周一）24时前回复“异议 编号”，例如：异议 1",
    ]


def test_full_points_have_nothing_to_explain(world: World, phone: Phones) -> None:
    show(world)
    assert phone(SECRETARY).says("为什么").splitlines()[1:] == [
        "满分100分。",
        "没有扣分和加分记录。",
        "对榜单有异议，11月2日（周一）24时前回复“异议”。",
    ]


def test_forty_entries_come_in_parts_and_none_is_lost(world: World, phone: Phones) -> None:
    with world.db.begin() as session:
        for number in range(40):
            inspected(session, BRANCH, "ZZ-02", THIRD.months[number % 3], f"第{number}处名册不全")
        previewed(session)
    secretary = phone(SECRETARY)
    secretary.says("为什么")
    parts = [one["text"]["content"] for one in secretary.chat]
    assert len(parts) > 1
    assert max(len(part.encode()) for part in parts) <= LONGEST_MESSAGE
    assert [number for number in range(40) if f"第{number}处" not in "".join(parts)] == []


@pytest.mark.parametrize("who", [CLERK, HEAD, LEADER])
@pytest.mark.parametrize("said", ["得分 石湾村支部 2026Q3", "得分 2026年三季度 石湾村支部", "得分：石湾村党支部"])
def test_office_and_leading_group_ask_about_any_branch(world: World, phone: Phones, who: str, said: str) -> None:
    show(world, NOT_DONE)
    told = phone(who).says(said)
    assert told.startswith("石湾村支部 2026年第三季度得分：99分")
    assert "异议" not in told, "it is the branch that objects"


@pytest.mark.parametrize(
    ("who", "said", "told"),
    [
        (STRANGER, "得分 石湾村支部", "石湾村支部的得分只给该党组织负责同志、所在督导组、镇组织办和领导看。"),
        (STRANGER, "为什么 石湾村支部", "石湾村支部的得分只给该党组织负责同志、所在督导组、镇组织办和领导看。"),
        (MAYOR, "得分", "请写明是哪个党组织，例如：得分 石湾村支部"),
        (MAYOR, "得分 石湾村支部", "2026年第三季度得分还不能看：榜单发布以后才能看。"),
        (LEADER, "为什么", "请写明是哪个党组织，例如：为什么 石湾村支部"),
        (CLERK, "得分 无此支部", "名册里没有“无此支部”，请照提醒单或名单上的简称写。"),
        (CLERK, "得分 荷塘村党委", "荷塘村党委不参加2026年第三季度排名，没有得分。"),
    ],
)
def test_who_may_not_know_reads_one_sentence(world: World, phone: Phones, who: str, said: str, told: str) -> None:
    show(world, NOT_DONE)
    assert phone(who).says(said) == told


def test_who_leads_an_assessed_and_an_unassessed_organisation_reads_of_the_one(world: World, phone: Phones) -> None:
    show(world)
    (told,) = [phone("shenguohua").says("得分")]
    assert told.startswith("荷塘一支部 ")


def test_for_a_branch_on_paper_the_office_is_told_how_to_object(world: World, phone: Phones) -> None:
    show(world, NOT_DONE.replace(BRANCH, PAPER))
    assert (
        phone(CLERK)
        .says("为什么 荷塘老年支部")
        .endswith("对哪一笔有异议，11月2日（周一）24时前回复“异议 荷塘老年支部 编号”，例如：异议 荷塘老年支部 1")
    )


@pytest.mark.parametrize("who", [SECRETARY, CLERK, LEADER, MAYOR])
def test_the_help_names_the_word_for_scores(phone: Phones, who: str) -> None:
    assert "得分" in phone(who).says("帮助")


@pytest.mark.parametrize(("who", "subject"), [(SECRETARY, "支部"), (CLERK, "查看"), (MAYOR, "查看")])
def test_the_page_of_the_subject_says_how_to_ask_why(phone: Phones, who: str, subject: str) -> None:
    assert "得分、为什么" in phone(who).says(f"帮助 {subject}")
