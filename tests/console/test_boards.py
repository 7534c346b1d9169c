"""榜单 in the console: where a board stands, why it cannot be published yet, each step, what goes back."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import CANCELLED, PREVIEWED, PUBLISHED, Board
from models.daily_records import DailyRecord
from models.outbox import OutboxMessage
from services.township.file import TownshipFile
from tests.worlds.board_officials import correct
from tests.worlds.browsers import (
    BRANCH,
    NOW,
    SECRECY_REVIEWER,
    SECRETARY,
    Town,
    board_of,
    file_case,
    fill_town,
    on_its_way,
    organization_id,
)
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, OTHER_LEADER, THIRD, person
from tests.worlds.towns import Past, loaded

LIST = "/console/boards"
PAGE = f"{LIST}/{THIRD}"


def four_boards(session: Session, file: TownshipFile) -> None:
    loaded(session, file)
    fill_town(session, file)


@pytest.fixture
def past() -> Past:
    return four_boards


@pytest.fixture
def moment() -> datetime:
    return NOW


def board(town: Town) -> Board:
    with town.db.read() as session:
        return board_of(session)


def takes(town: Town, userid: str, act: str, **form: str) -> int:
    return town.visitor(userid).submits(PAGE, f"{PAGE}/{act}", **form).status_code


def test_the_list_holds_every_quarter_with_its_newest_version(town: Town) -> None:
    page = town.visitor(CLERK).reads(LIST)
    assert "全部 5" in page
    assert "没有发布 1" in page
    assert "2026年第三季度" in page
    # The running one, of which can be read what is still to come.
    assert "2026年第四季度" in page
    assert "✓ 公示期满" in page
    rows = CalamineWorkbook.from_filelike(io.BytesIO(town.visitor(CLERK).get(f"{LIST}.xlsx").data))
    assert len(rows.get_sheet_by_index(0).to_python()) == 6


def test_a_board_goes_its_way_each_step_by_who_may(town: Town) -> None:
    on_its_way(town, "previewed")
    assert takes(town, LEADER, "review", note="并列已核对") == 303
    assert "并列已核对" in town.visitor(CLERK).reads(PAGE)
    assert takes(town, SECRECY_REVIEWER, "check_secrecy") == 303
    assert takes(town, LEADER, "approve") == 303
    page = town.visitor(HEAD).reads(PAGE)
    assert "批准 1 / 2" in page
    assert "可以发布了" in page
    assert takes(town, OTHER_LEADER, "approve_grey") == 422, "not without the tick"
    assert takes(town, OTHER_LEADER, "approve_grey", checked="y") == 303
    assert takes(town, HEAD, "publish") == 422, "asked once more"
    assert takes(town, HEAD, "publish", checked="y") == 303
    found = board(town)
    assert (found.state, bool(found.grey_approved_at)) == (PUBLISHED, True)
    assert found.code is not None
    assert found.code in town.visitor(CLERK).reads(PAGE)


def test_steps_of_one_minute_stand_in_the_order_in_which_they_were_taken(town: Town) -> None:
    on_its_way(town, "previewed")
    takes(town, LEADER, "review", note="并列已核对")
    takes(town, SECRECY_REVIEWER, "check_secrecy")
    takes(town, LEADER, "approve")
    story = town.visitor(CLERK).reads(PAGE).partition("<h3>经过</h3>")[2]
    places = [story.index(step) for step in ("批准榜单", "保密审查通过", "会审榜单", "起草榜单")]
    assert places == sorted(places), "newest first"


def test_what_is_missing_is_counted_with_whose_turn_it_is(town: Town) -> None:
    on_its_way(town, "checked")
    file_case(town)
    page = town.visitor(CLERK).reads(PAGE)
    assert "还不能发布，差 2 件事" in page
    assert "等您" in page, "the office admits the objection"
    assert "等许立新" in page
    assert "成立会改变什么，要看怎么裁定" in page
    assert takes(town, LEADER, "approve") == 409
    assert takes(town, LEADER, "approve", despite="办法很清楚") == 303


def test_what_may_not_be_done_says_why_and_does_nothing(town: Town) -> None:
    on_its_way(town, "previewed")
    page = town.visitor(CLERK).reads(PAGE)
    assert "disabled>会审通过" in page
    assert takes(town, CLERK, "review") == 403
    assert board(town).state == PREVIEWED


def test_a_board_that_was_drafted_anew_meanwhile_is_not_decided_on(town: Town) -> None:
    on_its_way(town, "previewed")
    leader = town.visitor(LEADER)
    hidden = leader.hidden(PAGE)
    town.change(drafted_at=NOW)
    answer = leader.post(f"{PAGE}/review", **hidden, note="并列已核对")
    assert answer.status_code == 409
    assert "有了变动" in answer.text
    assert "并列已核对" in answer.text, "what was typed is still there"


def test_a_board_is_sent_back_with_a_reason_and_drafted_anew(town: Town) -> None:
    on_its_way(town, "checked")
    assert takes(town, LEADER, "reopen", reason=" ") == 422
    assert takes(town, LEADER, "reopen", reason="名称要核对") == 303
    assert board(town).state == PREVIEWED
    assert takes(town, CLERK, "draft") == 303
    assert "名称要核对" in town.visitor(CLERK).reads(PAGE)


def test_a_first_draft_is_previewed(town: Town) -> None:
    on_its_way(town, "draft")
    page = town.visitor(CLERK).reads(PAGE)
    assert "差 4 件事" in page
    assert takes(town, CLERK, "preview") == 303
    assert board(town).preview_ends is not None


def test_a_quarter_is_given_up_and_taken_up_again_with_reasons(town: Town) -> None:
    on_its_way(town, "previewed")
    assert takes(town, LEADER, "cancel", reason="停评") == 303
    assert board(town).state == CANCELLED
    assert "停评" in town.visitor(CLERK).reads(PAGE)
    assert takes(town, LEADER, "revive", reason="材料齐了") == 303
    assert board(town).state == PREVIEWED


def test_a_published_board_gets_a_new_version_and_the_old_one_stays_readable(town: Town) -> None:
    assert takes(town, CLERK, "amend", reason="异议成立") == 303
    page = town.visitor(CLERK).reads(PAGE)
    assert "第 2 版" in page
    assert "已发布的第 1 版" in page
    assert "出这一版的理由：异议成立" in page


def test_whoever_is_next_is_reminded_once_a_day(town: Town) -> None:
    on_its_way(town, "checked")
    assert takes(town, OTHER_CLERK, "remind") == 303
    with town.db.read() as session:
        said = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("turn-reminded:%"))).all()
    assert {one.addressee for one in said} >= {LEADER, OTHER_LEADER}
    assert "钱小雨（组织办）提醒" in str(said[0].body)
    page = town.visitor(OTHER_CLERK).reads(PAGE)
    assert "一天只提醒一次" in page
    assert takes(town, OTHER_CLERK, "remind") == 409


def test_the_picture_is_drawn_and_the_table_taken_along_before_publication(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.publications.publication.board_png", lambda *_facts: b"\x89PNG")
    on_its_way(town, "checked")
    clerk = town.visitor(CLERK)
    assert clerk.get(f"{PAGE}/picture").data == b"\x89PNG"
    assert clerk.get(f"{PAGE}/board.xlsx").data[:2] == b"PK"


def made_worse(town: Town) -> None:
    """A record of the branch is entered after the draft that costs it something."""
    with town.db.begin() as session:
        row = {"month": THIRD.months[0], "organization_id": organization_id(session, BRANCH), "item": "ZZ-02"}
        by = person(session, CLERK).id
        session.add(DailyRecord(**row, state="not_done", remark="没有办", recorded_by_id=by, recorded_at=NOW))


def test_a_draft_that_records_have_overtaken_says_so_at_first_sight_and_what_to_do(town: Town) -> None:
    on_its_way(town, "draft")
    clerk = town.visitor(CLERK)
    assert "对不上" not in clerk.reads(PAGE) + clerk.reads(LIST) + clerk.reads("/console/today")
    made_worse(town)
    page = clerk.reads(PAGE)
    assert f"有 1 个党组织的得分变了（{BRANCH}）：这里的得分和名次对不上了，先重新起草，再预览得分。" in page
    assert page.index("有 1 个党组织的得分变了，要重新起草") < page.index("还没有预览得分"), "it comes first"
    assert "disabled>预览得分" in page
    assert "还没有人会审，也没有支部看过得分，不通知支部。" in page
    assert "△ 对不上了，要重新起草" in clerk.reads(LIST)
    assert f"榜单起草以后得分变了（{BRANCH}），这一份对不上了，要重新起草。" in clerk.reads("/console/today")


def test_drafted_anew_it_tells_the_truth_again(town: Town) -> None:
    on_its_way(town, "previewed")
    made_worse(town)
    clerk = town.visitor(CLERK)
    assert 'class="main">重新起草</button>' in clerk.reads(PAGE)
    assert takes(town, CLERK, "draft") == 303
    assert 'class="main">重新起草</button>' not in clerk.reads(PAGE)
    assert "对不上" not in clerk.reads(PAGE) + clerk.reads(LIST) + clerk.reads("/console/today")


def test_who_decides_reads_that_an_approved_board_is_overtaken_and_what_sending_it_back_costs(town: Town) -> None:
    on_its_way(town, "approved")
    made_worse(town)
    page = town.visitor(LEADER).reads(PAGE)
    assert "不能接着发布了，由考核领导小组或保密审查人员用“退回”退回来，再重新起草。" in page
    assert "起草以后有 1 个党组织的得分变了，要先退回，再重新起草" in page
    assert "已经办过的会审、保密审查、批准作废，都要重来。" in page
    assert "不能接着发布了" in town.visitor(LEADER).reads(f"/m/boards/{THIRD}/approval")
    assert "先退回，再接着办" in town.visitor(LEADER).reads("/console/today")
    assert "请考核领导小组或保密审查人员退回，再重新起草。" in town.visitor(CLERK).reads("/console/today")


def test_drafting_anew_says_before_who_hears_of_it(town: Town) -> None:
    on_its_way(town, "previewed")
    made_worse(town)
    assert "预览期已经满了，不再预览：得分变了的支部到发布时才看到新的得分。" in town.visitor(CLERK).reads(PAGE)
    town.change(preview_ends=NOW + timedelta(days=2))
    page = town.visitor(CLERK).reads(PAGE)
    assert "期满；得分变了的支部会再收到一次自己的得分，别的支部不再通知。" in page


def test_a_new_version_that_would_say_the_same_says_so_before(town: Town) -> None:
    assert "现在出新版，得分和名次不会有不同" in town.visitor(CLERK).reads(PAGE)


def test_what_is_out_and_was_corrected_asks_for_a_new_version(town: Town) -> None:
    with town.db.begin() as session:
        correct(session, NOW)
    clerk = town.visitor(CLERK)
    assert "用“出新版”更正；新版发布以前，公示不结束。" in clerk.reads(PAGE)
    assert "得分和名次不会有不同" not in clerk.reads(PAGE)
    assert "△ 已发布，要出新版" in clerk.reads(LIST)
    assert "要出新版；新版发布以前公示不结束。" in clerk.reads("/console/today")
    assert takes(town, CLERK, "amend", reason="异议成立") == 303
    assert "要出新版" not in clerk.reads(LIST) + clerk.reads("/console/today")


def test_a_quarter_that_never_was_is_no_page(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert [clerk.get(f"{LIST}/{one}").status_code for one in ("2019-Q1", "x", "2026-q3")] == [404, 404, 404]
    assert "还没有起草榜单" in clerk.reads(f"{LIST}/2026-Q4")


def test_a_secretary_sees_no_draft(town: Town) -> None:
    assert town.visitor(SECRETARY).get(PAGE).status_code == 403
