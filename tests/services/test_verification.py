"""`flask verify`: what was done to a published board behind the product's back is named, or shown by an old code."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, delete, insert, select, update
from sqlalchemy.orm import Session

from models.appointments import LEADING_GROUP, Appointment
from models.boards import Board, BoardRow
from models.daily_records import DailyRecord
from models.democratic_reviews import DemocraticReview
from models.log import LogEntry, LogHead
from models.schemes import SchemeVersion
from models.transitions import Transition
from services.boards.code import board_code, printed_codes
from services.boards.rows import board_rows
from services.boards.verification import board_printed_with, verify_board
from services.log.covering import cover_all
from services.log.tables import content_of, name_of
from services.log.writing import append
from services.verification import all_problems, covered
from tests.worlds.posted_board import NOW, out
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD, person
from tests.worlds.towns import Towns


@pytest.fixture(scope="module")
def engine(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The town whose third quarter is published, in the hands of somebody who knows SQL."""
    with towns.lent("sqlite", out, tmp_path_factory.mktemp("sql")) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Whatever a test does is undone."""
    with Session(engine) as session:
        yield session
        session.rollback()


@pytest.fixture
def board(session: Session) -> Board:
    return session.scalars(select(Board)).one()


def test_nothing_is_wrong_where_nobody_has_touched_anything(session: Session, board: Board) -> None:
    assert list(all_problems(session)) == []
    what = covered(session)
    assert what.boards == [board]
    assert what.rows["board_rows"] == len(board.rows)
    assert what.entries == session.scalar(select(LogHead.entries))


def test_rows_slipped_in_behind_entries_before_the_first_are_named(session: Session) -> None:
    """Three forged rows, each with an entry whose number is no number; no hash is needed."""
    by, branch = person(session, CLERK).id, {"id": 900001, "organization_id": "org-011"}
    record = {"month": THIRD.months[0], "item": "ZZ-01", "state": "not_done", "remark": "伪造"}
    session.execute(insert(DailyRecord).values(**branch, **record, recorded_by_id=by, recorded_at=NOW))
    result = {"year": 2026, "score": Decimal("99.99"), "origin": "伪造"}
    session.execute(insert(DemocraticReview).values(**branch, **result, entered_by_id=by, entered_at=NOW))
    taken = {"case_kind": "bonus_claim", "case_id": 1, "event": "approve", "state": "approved"}
    session.execute(insert(Transition).values(id=900001, **taken, by_id=by, at=NOW))
    forged = ["daily_records/900001", "democratic_reviews/900001", "transitions/900001"]
    for number, row in enumerate(forged):
        session.execute(insert(LogEntry).values(id=-number, row=row, content="", digest=""))
    found = " ".join(all_problems(session))
    assert [row for row in forged if row in found] == forged


def chained(session: Session, *rows: Any) -> None:
    """Give the altered rows fitting entries at the end of the log, as somebody can who knows how it is done."""
    session.expire_all()
    append(session.connection(), {name_of(type(row), row): content_of(type(row), row) for row in rows})
    session.expire_all()


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("state", "boards/{} 的状态是“final”，最后一步（transitions/"),
        ("approved_by_id", "boards/{} 的 approved 与办理过程（transitions）不符"),
        ("grey_approved_at", "boards/{} 的 grey_approved 与办理过程（transitions）不符"),
    ],
)
def test_who_approved_and_where_a_board_stands_cannot_be_altered_even_with_a_fitting_entry(
    session: Session, board: Board, column: str, said: str
) -> None:
    values = {"state": "final", "approved_by_id": person(session, CLERK).id, "grey_approved_at": board.published_at}
    session.execute(update(Board).values({column: values[column]}))
    assert f"boards/{board.id} 与留痕不符：{column}" in " ".join(all_problems(session))
    chained(session, board)
    found = list(all_problems(session))
    assert [one for one in found if one.startswith(said.format(board.id))] == found


def test_another_rule_with_its_digest_computed_again_is_named(session: Session) -> None:
    version = session.scalars(select(SchemeVersion)).one()
    session.execute(update(SchemeVersion).values(text=version.text + "\n# 改", digest="0" * 64))
    chained(session, version)
    found = list(all_problems(session))
    assert f"scheme_versions/{version.id} 与留痕不符：" in found[0]
    assert any("与其摘要不符" in one for one in found)


def test_an_office_given_for_a_day_that_has_passed_is_named(session: Session) -> None:
    values = {"person_id": person(session, CLERK).id, "role": LEADING_GROUP, "title": "成员", "powers": []}
    session.execute(insert(Appointment).values(id=900001, **values))
    assert list(all_problems(session)) == ["appointments/900001 没有留痕：该行绕过程序写入。"]


def test_a_board_that_cannot_be_counted_any_more_is_said_to_be(session: Session, board: Board) -> None:
    session.execute(update(BoardRow).where(BoardRow.id == board.rows[0].id).values(by_category={}))
    found = list(all_problems(session))
    assert found[0].startswith(f"board_rows/{board.rows[0].id} 与留痕不符：by_category")


def rewrite(session: Session, board: Board) -> None:
    """Turn a failure into success, and make everything fit: rows, code, step of publication, and a new log."""
    failed = session.scalars(select(DailyRecord).where(DailyRecord.state == "not_done")).all()
    session.execute(update(DailyRecord).where(DailyRecord.id.in_([one.id for one in failed])).values(state="done"))
    session.expire_all()
    register = {row.organization_id: row.register for row in board.rows}
    board.rows = board_rows(session, THIRD, board.drafted_at, register)
    session.flush()
    board.code = board_code(board)
    session.flush()
    publication = select(Transition.id).where(Transition.event == "publish")
    facts = {"code": board.code}
    session.execute(update(Transition).where(Transition.id.in_(publication)).values(facts=facts))
    session.execute(delete(LogEntry))
    session.execute(delete(LogHead))
    session.info.clear()
    session.expire_all()
    cover_all(session)


def test_a_database_rewritten_as_a_whole_is_found_by_either_code_of_an_old_picture(
    session: Session, board: Board
) -> None:
    printed = printed_codes(session, board)
    assert printed is not None
    assert printed.head is not None
    assert verify_board(session, board, with_log=True, against=printed.code).same
    assert verify_board(session, board, with_log=True, against=printed.in_blocks).same
    rewrite(session, board)
    assert list(all_problems(session)) == [], "by itself such a database is whole"
    assert board_printed_with(session, printed.code) is None
    assert board_printed_with(session, printed.head) is None
    for code in (printed.code, printed.head):
        said = verify_board(session, board, with_log=True, against=code).difference
        assert said is not None
        assert said.endswith("数据与当时印出的不同。")


def test_a_log_rewritten_alone_is_found_by_the_logs_code(session: Session, board: Board) -> None:
    """Who approved is in no code of a board, but in that of the log."""
    printed = printed_codes(session, board)
    assert printed is not None
    assert printed.head is not None
    session.execute(update(Board).values(approved_by_id=person(session, LEADER).id))
    session.execute(delete(LogEntry))
    session.execute(delete(LogHead))
    cover_all(session)
    assert verify_board(session, board, with_log=True, against=printed.code).same
    assert not verify_board(session, board, with_log=True, against=printed.head).same


def test_a_stored_hash_put_back_does_not_bring_the_old_code_back(session: Session, board: Board) -> None:
    """The chain is computed from its beginning; what is stored in it is not believed."""
    printed = printed_codes(session, board)
    assert printed is not None
    session.execute(update(LogEntry).where(LogEntry.id == 2).values(content="{}"))
    said = verify_board(session, board, with_log=False, against=printed.head).difference
    assert said is not None
    assert said.endswith("数据与当时印出的不同。")
