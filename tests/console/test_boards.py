"""榜单 in the console: where a board stands, why it cannot be published yet, each step, what goes back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.boards import CANCELLED, PREVIEWED, PUBLISHED, Board
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.township.file import TownshipFile
from tests.worlds.browsers import NOW, SECRECY_REVIEWER, SECRETARY, Town, board_of, file_case, fill_town, on_its_way
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, OTHER_LEADER, THIRD
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
def town(loaded_url: Callable[[str], str], calendar: Calendar) -> Iterator[Town]:
    database = Database(loaded_url("sqlite"))
    found = Town(database, calendar)
    found.clock.moment = NOW
    yield found
    database.engine.dispose()


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


def test_a_quarter_that_never_was_is_no_page(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert [clerk.get(f"{LIST}/{one}").status_code for one in ("2019-Q1", "x", "2026-q3")] == [404, 404, 404]
    assert "还没有起草榜单" in clerk.reads(f"{LIST}/2026-Q4")


def test_a_secretary_sees_no_draft(town: Town) -> None:
    assert town.visitor(SECRETARY).get(PAGE).status_code == 403
