"""Boards in a row are boards of neighbouring quarters: none is published past one left open (A11), and its way out."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.wording import word
from models.boards import CANCELLED, DRAFT, PREVIEWED, Board, latest_board
from models.handovers import open_handovers
from models.outbox import OutboxMessage
from models.slips import slips_on_paper
from models.transitions import transitions_of
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.board_displays.table import board_table
from services.boards.caveats import caveats, caveats_of
from services.boards.completeness import Completeness
from services.boards.lacking import lacking
from services.boards.neighbours import unsettled_quarters
from services.boards.progress import board_progress
from services.boards.rights import seen_board
from services.consequences.proposals import propose_consequences
from services.handing_over import enter_handover
from services.publications.steps import cancel_board, revive_board
from services.schemes.versions import closed_at, pin_quarter
from services.slips.issuing import issue
from services.today.board_to_do import previews_not_handed_over
from tests.worlds.board_officials import DRAFTED, MEETING, NOW, TO_APPROVAL, TO_PREVIEW, Hands, refused_without_a_trace
from tests.worlds.grey_boards import BRANCH, Q4_2025, by_kind, sent_to, store_board, store_boards
from tests.worlds.grey_boards import NOW as NOVEMBER
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import CLERK, LEADER, SECOND, THIRD, person
from tests.worlds.reminding import push_previews
from tests.worlds.stored_board import made_board

FIRST = Quarter(2026, 1)


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


def cancel(session: Session, quarter: Quarter, by: str = LEADER, at: datetime = MEETING) -> str:
    return cancel_board(session, quarter, person(session, by), "洪水停评", at).state


@pytest.mark.parametrize(
    ("letters", "left_open"),
    [
        ("", []),
        ("G G G", []),
        ("G - G", [FIRST]),
        ("G - -", [FIRST, SECOND]),
        ("- - G", []),
    ],
    ids=["nothing was begun", "all are out", "one is left out", "two are left out", "the town began with the second"],
)
def test_quarters_count_as_left_open_from_the_first_that_was_begun(
    session: Session, letters: str, left_open: list[Quarter]
) -> None:
    store_boards(session, letters, first=Q4_2025)
    assert unsettled_quarters(session, before=THIRD) == left_open


def test_a_quarter_begun_without_a_board_is_left_open_and_one_that_is_cancelled_is_not(session: Session) -> None:
    pin_quarter(session, SECOND, NOW)
    assert unsettled_quarters(session, before=THIRD) == [SECOND]
    assert cancel(session, SECOND) == CANCELLED
    assert unsettled_quarters(session, before=THIRD) == []


def test_a_board_is_not_published_past_a_quarter_left_open_until_that_is_cancelled(
    session: Session, hands: Hands
) -> None:
    store_board(session, FIRST, {BRANCH: "G"})
    hands.take(*TO_APPROVAL)
    assert refused_without_a_trace(session, hands.publish) == (
        "2026年第三季度榜单还不能发布：2026年第二季度既没有发布，也没有取消，连续上榜要按相邻的季度算。"
        "请先把它发布，或由考核领导小组回复“取消榜单 2026-Q2 理由”。"
    )
    cancel(session, SECOND)
    assert hands.publish().state == "published"


def test_whoever_drafts_and_decides_is_told_of_it_before(session: Session, hands: Hands) -> None:
    store_board(session, FIRST, {BRANCH: "G"})
    found = board_table(session, hands.draft(), NOW).caveats
    assert found
    assert found.unsettled == [SECOND]
    cancel(session, SECOND)
    assert [len(months) for _, months in found.by_decision] == [3], "nobody started the program in these months"


def test_slips_on_paper_that_nobody_has_handed_over_are_named_to_whoever_drafts_and_decides(
    session: Session, hands: Hands, calendar: Calendar
) -> None:
    before = caveats(session, THIRD)
    issue(session, Month(2026, 9), calendar, DRAFTED)
    on_paper = [one.organization.short_name for one in slips_on_paper(session)]
    lacks = next(one for one in lacking(Completeness(session, THIRD), NOW) if one.kind == "slips_on_paper")
    assert lacks.names == tuple(f"{name}（9月）" for name in on_paper[: len(lacks.names)])
    board = hands.draft()
    table = board_table(session, board, NOW)
    assert on_paper
    assert (before is None or before.not_handed_over == []) and table.caveats
    assert [one.organization.short_name for one in table.caveats.not_handed_over] == on_paper
    said = word("boards/chat.txt", "drafted", table=table, board=board, quarter="第三季度")
    assert f"{len(on_paper)} 份纸质提醒单还没有登记送达" in said
    assert on_paper[0] in said


def test_two_grey_boards_around_a_cancelled_quarter_are_in_a_row(session: Session, calendar: Calendar) -> None:
    store_board(session, FIRST, {BRANCH: "G"})
    cancel(session, SECOND)
    store_board(session, THIRD, {BRANCH: "G"})
    propose_consequences(session, calendar, NOVEMBER)
    assert {one.quarter for one in by_kind(session).values()} == {THIRD}


# A quarter given up


def test_a_quarter_nobody_drafted_is_cancelled_with_a_reason_by_the_leading_group(session: Session) -> None:
    pin_quarter(session, SECOND, NOW)
    assert "由镇绩效考核领导小组成员办理" in refused_without_a_trace(session, lambda: cancel(session, SECOND, CLERK))
    cancel(session, SECOND)
    board = latest_board(session, SECOND)
    assert board
    (step,) = transitions_of(session, "board", board.id)
    assert (step.event, step.by and step.by.userid, step.reason) == ("cancel", LEADER, "洪水停评")
    assert closed_at(session, SECOND) == MEETING
    said = refused_without_a_trace(session, lambda: seen_board(session, SECOND, person(session, LEADER), NOW))
    assert said.startswith("2026年第二季度没有起草过榜单，已经取消")


@pytest.mark.parametrize("quarter", [Quarter(2026, 4), FIRST], ids=["still running", "never begun"])
def test_only_a_quarter_that_was_left_open_is_cancelled_without_a_draft(session: Session, quarter: Quarter) -> None:
    store_board(session, SECOND, {BRANCH: "N"})
    assert "还没有榜单草稿" in refused_without_a_trace(session, lambda: cancel(session, quarter))


def test_the_office_hears_of_a_cancelled_quarter_and_every_branch_that_was_shown_its_score(
    session: Session, hands: Hands
) -> None:
    hands.take(*TO_PREVIEW)
    hands.cancel()
    told = sent_to(session, "quarter-cancelled:%")
    branches = {key: who for key, who in told.items() if ":org-" in key}
    listed = [key for key in waiting(session) if key.startswith("quarter-cancelled:")]
    assert set(told.values()) >= {CLERK, "qianxiaoyu", "zhouhaibo", "zhuyongliang"}
    assert len(branches) + len(listed) == 39
    body = session.query(OutboxMessage.body).filter(OutboxMessage.key.like(f"quarter-cancelled:%:{BRANCH}")).scalar()
    assert "2026年第三季度不评红灰榜了" in body
    assert "理由：本季停评" in body


def test_a_draft_nobody_had_seen_is_given_up_without_a_word_to_the_branches(session: Session, hands: Hands) -> None:
    hands.draft()
    hands.cancel()
    assert set(sent_to(session, "quarter-cancelled:%").values()) == {CLERK, "qianxiaoyu", "zhouhaibo"}


# And taken up again


def test_a_draft_comes_back_with_its_data_open_again(session: Session, hands: Hands) -> None:
    hands.draft()
    hands.cancel()
    assert revive(session).state == DRAFT
    assert closed_at(session, THIRD) is None
    hands.take("draft", "preview")


def test_behind_a_preview_it_comes_back_as_it_was_shown(session: Session, hands: Hands) -> None:
    hands.take(*TO_PREVIEW)
    hands.cancel()
    assert revive(session).state == PREVIEWED
    assert closed_at(session, THIRD) == DRAFTED
    assert hands.review().state == "reviewed"
    assert [key for key in sent_to(session, "quarter-revived:%") if key.endswith(f":{BRANCH}")]


def test_what_was_never_drafted_comes_back_to_be_drafted_and_not_to_be_shown(session: Session, hands: Hands) -> None:
    pin_quarter(session, THIRD, DRAFTED)
    hands.cancel()
    assert revive(session).state == DRAFT
    assert "请组织办重新起草" in refused_without_a_trace(session, hands.preview)
    assert len(hands.draft().rows) == 39


def test_it_does_not_come_back_once_a_later_board_was_counted_without_it(session: Session, hands: Hands) -> None:
    hands.take("draft", "cancel")
    store_board(session, Quarter(2026, 4), {BRANCH: "N"})
    said = refused_without_a_trace(session, lambda: revive(session))
    assert said == "2026年第四季度榜单已经发布，是按2026年第三季度不评榜算的，不能再恢复。"


def test_only_the_leading_group_takes_up_with_a_reason_what_was_cancelled(session: Session, hands: Hands) -> None:
    hands.draft()
    assert "没有取消，不用恢复" in refused_without_a_trace(session, lambda: revive(session))
    hands.cancel()
    assert "由镇绩效考核领导小组成员办理" in refused_without_a_trace(session, lambda: revive(session, CLERK))
    assert "请在后面写明理由" in refused_without_a_trace(session, lambda: revive(session, reason=" "))


def test_scores_on_paper_that_nobody_handed_over_are_named_once_the_preview_has_ended(
    session: Session, hands: Hands, calendar: Calendar
) -> None:
    hands.take(*TO_PREVIEW)
    board = latest_board(session, THIRD)
    assert board and board.preview_ends
    push_previews(session, calendar, DRAFTED)
    on_paper = [one.organization.short_name for one in open_handovers(session, DRAFTED)]
    assert on_paper
    running = caveats_of(session, board, DRAFTED)
    assert running is None or not running.previews_kept
    ended = caveats_of(session, board, board.preview_ends)
    assert ended
    assert [one.organization.short_name for one in ended.previews_kept] == on_paper
    progress = board_progress(session, board, MEETING)
    said = word("boards/chat.txt", "progress", progress=progress, board=board, quarter="第三季度")
    assert f"{len(on_paper)} 个党组织的预览得分到期满也没有登记送达，没法提异议：{'、'.join(on_paper)}。" in said
    assert [one.kind for one in previews_not_handed_over(session, person(session, CLERK), calendar, MEETING)] == [
        "previews_kept"
    ]
    for one in ended.previews_kept:
        enter_handover(session, one, DRAFTED.date(), "", person(session, CLERK), calendar, MEETING)
    after = caveats_of(session, board, MEETING)
    assert after is None or not after.previews_kept


def revive(session: Session, by: str = LEADER, reason: str = "材料已补齐") -> Board:
    return revive_board(session, THIRD, person(session, by), reason, MEETING)


def test_the_words_of_a_later_version_are_looked_at_before_it_is_out(recorded_session: Session) -> None:
    board = made_board(recorded_session, state="draft")
    board.version, board.amendment_reason = 2, "更正 110105199003078888 的加分"
    found = caveats_of(recorded_session, board, NOW)
    assert found
    assert found.signs == ["id_number"]
    board.amendment_reason = "加分重复"
    assert caveats_of(recorded_session, board, NOW) is None
