"""得分 in the console: everybody's scores by right, each with every entry and what half a point would do."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from services.township.file import TownshipFile
from tests.worlds.browsers import TOWN_LEADER, Town
from tests.worlds.previewed_board import BRANCH, LATE, NOT_DONE, PREVIEW_ENDS, claimed, previewed, publish
from tests.worlds.recorded_quarters import CLERK, THIRD
from tests.worlds.towns import Past, loaded

LIST = "/console/scores"


def one_board(session: Session, file: TownshipFile) -> None:
    loaded(session, file)
    claimed(session)
    previewed(session, NOT_DONE, LATE)


@pytest.fixture
def past() -> Past:
    return one_board


@pytest.fixture
def moment() -> datetime:
    return PREVIEW_ENDS


def row_of(town: Town) -> int:
    with town.db.read() as session:
        return session.scalars(select(BoardRow.id).where(BoardRow.organization_id == BRANCH)).one()


def test_the_office_sees_everybody_and_of_one_every_entry_with_what_it_came_to(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(LIST)
    assert "预览得分中" in page
    assert "有加分 1" in page
    panel = clerk.reads(f"{LIST}/{row_of(town)}")
    assert "扣 1 分" in panel
    assert "没有反馈" in panel
    assert "加 0.5 分" in panel
    assert "多半分、少半分" in panel
    assert clerk.get(f"{LIST}.xlsx").status_code == 200


def test_the_towns_leaders_see_scores_only_once_they_are_out(town: Town) -> None:
    leader = town.visitor(TOWN_LEADER)
    assert "全部 0" in leader.reads(LIST)
    assert leader.get(f"{LIST}/{row_of(town)}").status_code == 409
    with town.db.begin() as session:
        publish(session, session.scalars(select(Board).where(Board.quarter == THIRD)).one())
    assert "第" in leader.reads(f"{LIST}/{row_of(town)}")


def test_a_grey_list_that_is_not_approved_is_not_told_to_who_does_not_decide_on_it(town: Town) -> None:
    with town.db.begin() as session:
        board = session.scalars(select(Board).where(Board.quarter == THIRD)).one()
        publish(session, board)
        board.grey_approved_at = None
    assert "△ 灰榜" not in town.visitor(TOWN_LEADER).reads(LIST)
    assert "△ 灰榜" in town.visitor(CLERK).reads(LIST)


def test_a_score_of_an_older_board_is_not_opened_as_if_it_held(town: Town) -> None:
    row = row_of(town)
    with town.db.begin() as session:
        before = session.scalars(select(Board).where(Board.quarter == THIRD)).one()
        session.add(
            Board(
                quarter=THIRD,
                version=2,
                state="draft",
                drafted_at=before.drafted_at,
                drafted_by_id=before.drafted_by_id,
            )
        )
    assert town.visitor(CLERK).get(f"{LIST}/{row}").status_code == 404


def test_a_page_of_scores_asks_no_more_for_fifty_than_for_one(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.reads(LIST)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(town.db.engine, "before_cursor_execute", note)
    clerk.reads(LIST)
    many = len(asked)
    clerk.reads(f"{LIST}?words=石湾")
    assert many == len(asked) - many


def test_the_office_files_an_objection_for_a_branch_from_the_entry_while_the_board_is_open_to_it(town: Town) -> None:
    clerk, record = town.visitor(CLERK), f"{LIST}/{row_of(town)}"
    assert "代支部登记异议" not in clerk.reads(record)
    town.clock.moment = PREVIEW_ENDS - timedelta(days=1)
    found = re.search(r'href="([^"]+)">代支部登记异议', clerk.reads(record))
    assert found
    form = html.unescape(found[1])
    filled = {"to": unquote(form.partition("to=")[2]), "meaning": "other", "text": "那天开了会"}
    answer = clerk.post(form.partition("?")[0], **clerk.hidden(form), **filled)
    assert answer.location == "/console/objections"
    assert "那天开了会" in clerk.reads("/console/objections/1")
