"""What an open objection would change on a board: total, rank, and who would change lists."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.daily_records import DailyRecord
from models.objections import Objection, open_objections
from services.boards.outlook import outlooks
from tests.worlds.previewed_board import BRANCH, LATE, NOT_DONE, SECRETARY, previewed
from tests.worlds.recorded_quarters import THIRD, person
from tests.worlds.stored_board import DRAFTED
from tests.worlds.towns import Past, loaded


@pytest.fixture
def past() -> Past:
    return loaded


def object_to(session: Session, target: str) -> None:
    session.add(
        Objection(
            quarter=THIRD,
            organization_id=BRANCH,
            target=target,
            subject="没有反馈",
            text="反馈过",
            filed_by_id=person(session, SECRETARY).id,
            filed_at=DRAFTED,
            state="filed",
            reply_due=DRAFTED + timedelta(days=14),
        )
    )
    session.flush()


def test_upheld_it_gives_back_what_its_own_entry_cost_and_the_rank_with_it(town: Database) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE, LATE)
        record = session.scalars(select(DailyRecord.id).where(DailyRecord.remark == "没有反馈")).one()
        object_to(session, f"record:{record}")
        (found,) = outlooks(session, board, open_objections(session, THIRD))
        assert found.row is not None
        assert found.total == found.row.total + Decimal(1), "the late one stays"
        assert found.rank is not None
        assert found.rank <= found.row.rank


def test_of_a_board_as_a_whole_nobody_can_tell(town: Database) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        object_to(session, f"board:{board.id}")
        (found,) = outlooks(session, board, open_objections(session, THIRD))
        assert (found.total, found.rank, found.moved) == (None, None, ())
