"""Whatever was tampered with behind the product's back, on a board or in what it rests on, is found and named."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.boards import APPROVED, Board, BoardPicture, BoardRow
from models.bonus_claims import BonusClaim
from models.daily_records import DailyRecord
from models.inspections import Finding
from models.organizations import Organization
from models.schemes import SchemeVersion
from models.self_checks import SelfCheck
from rules.workdays import Calendar
from services.boards.code import board_code
from services.boards.rows import board_rows
from services.publications.steps import publish_board
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, person
from tests.worlds.stored_board import (
    BEFORE,
    BRANCH,
    JULY,
    LATER,
    claim,
    difference,
    inspect,
    made_board,
    row_of,
    self_check,
)


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"total": 12}, "总分"),
        ({"base": 34}, "基础分"),
        ({"bonus": 5}, "加分"),
        ({"rank": 1}, "名次"),
        ({"list": "red"}, "榜单"),
        ({"tied": None}, "并列"),
        ({"on_time_rate": "0"}, "自查按时率"),
        ({"open_orders": 3}, "未销号督办数"),
        ({"by_category": None}, "ZZ"),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
)
def test_an_altered_row_of_the_board_is_named_with_its_field(
    session: Session, values: dict[str, Any], said: str
) -> None:
    board = made_board(session)
    row = board.listed("grey")[-1]
    (name, value) = next(iter(values.items()))
    if name in ("total", "base", "bonus"):
        value = Decimal(value)
    elif name == "by_category":
        value = {**row.by_category, "ZZ": "1.00"}
    elif name == "tied":
        value = not row.tied
    session.execute(update(BoardRow).where(BoardRow.id == row.id).values({name: value}))
    found = difference(session, board, with_log=False)
    assert found is not None
    assert found.startswith(f"board_rows/{row.id}（{row.organization.short_name}）的{said}：榜上为“")


def test_a_row_taken_off_the_board_is_named(session: Session) -> None:
    board = made_board(session)
    row = board.listed("none")[0]
    name, organization_id = row.organization.short_name, row.organization_id
    session.execute(delete(BoardRow).where(BoardRow.id == row.id))
    assert (
        difference(session, board, with_log=False)
        == f"{name}（{organization_id}）应参评而不在榜上：board_rows 中没有该行。"
    )


@pytest.mark.parametrize(("assessed", "said"), [(True, "不止一次"), (False, "不参评")])
def test_a_row_slipped_onto_the_board_is_named(session: Session, assessed: bool, said: str) -> None:
    board = made_board(session)
    strangers = select(Organization.id).where(Organization.assessed == assessed).order_by(Organization.id)
    full = {"ZZ": "20.00", "DW": "20.00", "HD": "28.00", "ZD": "16.00", "BZ": "16.00"}
    slipped_in: dict[str, Any] = {"id": 1_000_000, "board_id": board.id, "organization_id": session.scalar(strangers)}
    slipped_in |= {"rank": 40, "list": "none", "tied": False, "open_orders": 0, "on_time_rate": "1"}
    slipped_in |= {"base": Decimal(100), "bonus": Decimal(0), "total": Decimal(100), "by_category": full}
    session.execute(insert(BoardRow).values(register={"sector": "", "has_committee": True}, **slipped_in))
    found = difference(session, board, with_log=False)
    assert found is not None
    assert found.startswith("board_rows/1000000")
    assert said in found


def alter_record(session: Session) -> str:
    record = session.scalars(select(DailyRecord).where(DailyRecord.state == "not_done")).first()
    assert record is not None
    session.execute(update(DailyRecord).where(DailyRecord.id == record.id).values(state="done"))
    return f"daily_records/{record.id} 与留痕不符：state 记为“not_done”，现为“done”。"


def delete_finding(session: Session) -> str:
    found = session.scalars(select(Finding)).one()
    session.execute(delete(Finding).where(Finding.id == found.id))
    return f"findings/{found.id} 有留痕而表中没有：该行被删除。"


def add_record(session: Session) -> str:
    values = {"month": JULY, "organization_id": BRANCH, "item": "ZZ-02", "state": "not_done", "remark": ""}
    values |= {"id": 1_000_000, "recorded_by_id": person(session, CLERK).id, "recorded_at": BEFORE}
    session.execute(insert(DailyRecord).values(values))
    return "daily_records/1000000 没有留痕：该行绕过程序写入。"


@pytest.mark.parametrize("tamper", [alter_record, delete_finding, add_record])
def test_an_entry_tampered_with_is_named(session: Session, tamper: Callable[[Session], str]) -> None:
    inspect(session)
    board = made_board(session)
    assert difference(session, board) is None
    sentence = tamper(session)
    assert difference(session, board) == sentence
    short = difference(session, board, with_log=False)
    assert short is not None, "also without the log the board is not the same any more"
    assert short.startswith("board_rows/")


def test_more_points_for_a_claim_are_noticed(session: Session) -> None:
    found = claim(session)
    board = made_board(session)
    session.execute(update(BonusClaim).where(BonusClaim.id == found.id).values(points=Decimal(5)))
    said = difference(session, board, with_log=False)
    assert said is not None
    assert said.endswith("的加分：榜上为“2.00”，按记录重新计算为“5.00”。")


def test_a_self_check_made_punctual_is_noticed(session: Session) -> None:
    found = self_check(session)
    board = made_board(session)
    session.execute(update(SelfCheck).where(SelfCheck.id == found.id).values(on_time=True))
    said = difference(session, board, with_log=False)
    assert said is not None
    assert said.startswith(f"board_rows/{row_of(board).id}（")
    assert "的ZD：榜上为“" in said


def test_another_rule_is_noticed(session: Session) -> None:
    board = made_board(session)
    version = session.scalars(select(SchemeVersion)).one()
    session.execute(update(SchemeVersion).values(text=version.text + "\n# 改"))
    assert difference(session, board, with_log=False) == f"scheme_versions/{version.id} 与其摘要不符：办法文本被改动。"


def test_another_picture_is_noticed(session: Session) -> None:
    board = made_board(session)
    board.pictures.append(BoardPicture(edition="public", png=b"\x89PNG drawn"))
    session.flush()
    assert difference(session, board) is None
    picture = board.pictures[0].id
    session.execute(update(BoardPicture).values(png=b"\x89PNG painted over"))
    said = difference(session, board)
    assert said is not None
    assert said.startswith(f"board_pictures/{picture} 与留痕不符：png 记为“")


def test_another_code_is_noticed(session: Session) -> None:
    board = made_board(session)
    right = board.code
    session.execute(update(Board).values(code="AAAAAAAA"))
    said = difference(session, board, with_log=False)
    assert said == f"boards/{board.id} 的核验码为“AAAAAAAA”，按榜上各行计算为“{right}”。"


def test_rows_and_code_altered_together_are_noticed(session: Session, calendar: Calendar) -> None:
    """Somebody adds an entry to the log by the rules and makes the board and its code fit it."""
    board = made_board(session, state=APPROVED)
    board.reviewed_at = board.secrecy_checked_at = board.approved_at
    session.flush()
    publish_board(session, THIRD, person(session, HEAD), calendar, LATER)
    published = board.code
    assert difference(session, board) is None
    session.add(
        DailyRecord(
            month=JULY,
            organization_id=BRANCH,
            item="ZZ-02",
            state="not_done",
            remark="",
            recorded_by_id=person(session, CLERK).id,
            recorded_at=BEFORE,
        )
    )
    session.flush()
    board.rows = board_rows(session, THIRD, board.drafted_at)
    board.code = board_code(board)
    said = difference(session, board)
    assert said is not None
    assert said.startswith(f"boards/{board.id} 的核验码为“{board.code}”，发布时（transitions/")
    assert said.endswith(f"为“{published}”。")
