"""Whoever doubts a published board can have it computed again, and whatever was tampered with is named."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.boards import APPROVED, REPLACED, Board, BoardPicture, BoardRow
from models.bonus_claims import BonusClaim
from models.daily_records import DailyRecord
from models.inspections import Finding, Inspection
from models.objections import Correction, Objection
from models.organizations import GroupAssignment, Organization
from models.schemes import SchemeVersion
from models.self_checks import SUBMITTED, SelfCheck
from models.slips import ANSWERED, Slip
from rules.workdays import Calendar
from services.board_code import board_code
from services.board_rows import board_rows
from services.board_verification import board_by_code, board_version, verify_board
from services.boards import publish_board
from tests.services.made_board import DRAFTED, made_board
from tests.services.recorded import CLERK, HEAD, THIRD, person

BEFORE, LATER = DRAFTED - timedelta(days=2), DRAFTED + timedelta(days=2)
JULY = THIRD.months[0]
BRANCH = "org-002"


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


def difference(session: Session, board: Board, *, with_log: bool = True) -> str | None:
    session.flush()
    session.expire_all()
    return verify_board(session, board, with_log=with_log).difference


def row_of(board: Board, organization_id: str = BRANCH) -> BoardRow:
    return next(row for row in board.rows if row.organization_id == organization_id)


def inspect(session: Session) -> Finding:
    """Let a group find something at the branch that costs a point."""
    group = session.scalars(select(GroupAssignment.group_id).where(GroupAssignment.organization_id == BRANCH)).one()
    by = person(session, HEAD).id
    sheet = Inspection(
        quarter=THIRD,
        organization_id=BRANCH,
        group_id=group,
        inspected_on=BEFORE.date(),
        recorded_by_id=by,
        signed_by_id=by,
        recorded_at=BEFORE,
        findings=[Finding(indicator="ZZ-01", month=JULY, fact="没有台账")],
    )
    session.add(sheet)
    session.flush()
    return sheet.findings[0]


def claim(session: Session) -> BonusClaim:
    """Let the branch have won two points."""
    found = BonusClaim(
        organization_id=BRANCH,
        rule="JF-1",
        level="province",
        matter="省级先进",
        awarded_on=JULY.first_day,
        filed_by_id=person(session, CLERK).id,
        filed_at=BEFORE,
        state="approved",
        quarter=THIRD,
        points=Decimal(2),
        decided_at=BEFORE,
        decided_by_id=person(session, HEAD).id,
    )
    session.add(found)
    session.flush()
    return found


def self_check(session: Session) -> SelfCheck:
    """Let the branch have handed in a self-check late."""
    slip = Slip(
        number="提-1",
        issue_month=JULY.next,
        serial=1,
        organization_id=BRANCH,
        month=JULY,
        state=ANSWERED,
        issued_at=BEFORE,
        due=BEFORE,
    )
    found = SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=BEFORE, on_time=False)
    session.add(found)
    session.flush()
    return found


def strike(session: Session, board: Board, target: str) -> None:
    """Uphold an objection of the branch after a board was published: its entry is struck out."""
    by = person(session, HEAD).id
    objection = Objection(
        quarter=THIRD,
        organization_id=BRANCH,
        target=target,
        subject="没有台账",
        text="台账在镇里",
        filed_by_id=by,
        filed_at=LATER,
        state="upheld",
        reply_due=LATER,
    )
    session.add(objection)
    session.flush()
    session.add(
        Correction(
            quarter=THIRD,
            organization_id=BRANCH,
            target=target,
            verdict="struck",
            reason="查实",
            objection_id=objection.id,
            by_id=by,
            at=LATER,
        )
    )
    board.state = REPLACED
    session.flush()


# What is the same


def test_an_untouched_board_is_the_same(session: Session) -> None:
    inspect(session), claim(session), self_check(session)
    board = made_board(session)
    found = verify_board(session, board, with_log=True)
    assert (found.same, found.difference, found.organizations) == (True, None, 39)
    assert found.logged is not None
    assert found.logged > 39


def test_what_is_recorded_later_does_not_make_a_board_wrong(session: Session) -> None:
    board = made_board(session)
    session.add(
        DailyRecord(
            month=JULY,
            organization_id=BRANCH,
            item="ZZ-02",
            state="not_done",
            remark="补记",
            recorded_by_id=person(session, CLERK).id,
            recorded_at=LATER,
        )
    )
    assert difference(session, board) is None


@pytest.mark.parametrize(
    "change",
    [
        {"sector": "school"},
        {"has_committee": False},
        {"assessed": False},
        {"short_name": "新名支部"},
        {"founded": THIRD.last_day},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_register_that_changes_later_does_not_make_a_board_wrong(session: Session, change: dict[str, Any]) -> None:
    board = made_board(session)
    session.execute(update(Organization).where(Organization.id == BRANCH).values(change))
    assert difference(session, board) is None


def test_after_an_upheld_objection_both_versions_are_the_same(session: Session) -> None:
    key = f"finding:{inspect(session).id}"
    first = made_board(session)
    strike(session, first, key)
    second = made_board(session, version=2, drafted=LATER + timedelta(days=1))
    assert row_of(second).total == row_of(first).total + 1
    assert difference(session, first) is None
    assert difference(session, second) is None
    assert first.code != second.code


# What is not


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
    found = difference(session, board)
    assert found is not None
    assert found.startswith(f"board_rows/{row.id}（{row.organization.short_name}）的{said}：榜上为“")


def test_a_row_taken_off_the_board_is_named(session: Session) -> None:
    board = made_board(session)
    row = board.listed("none")[0]
    name, organization_id = row.organization.short_name, row.organization_id
    session.execute(delete(BoardRow).where(BoardRow.id == row.id))
    assert difference(session, board) == f"{name}（{organization_id}）应参评而不在榜上：board_rows 中没有该行。"


@pytest.mark.parametrize(("assessed", "said"), [(True, "不止一次"), (False, "不参评")])
def test_a_row_slipped_onto_the_board_is_named(session: Session, assessed: bool, said: str) -> None:
    board = made_board(session)
    strangers = select(Organization.id).where(Organization.assessed == assessed).order_by(Organization.id)
    full = {"ZZ": "20.00", "DW": "20.00", "HD": "28.00", "ZD": "16.00", "BZ": "16.00"}
    slipped_in: dict[str, Any] = {"id": 1_000_000, "board_id": board.id, "organization_id": session.scalar(strangers)}
    slipped_in |= {"rank": 40, "list": "none", "tied": False, "open_orders": 0, "on_time_rate": "1"}
    slipped_in |= {"base": Decimal(100), "bonus": Decimal(0), "total": Decimal(100), "by_category": full}
    session.execute(insert(BoardRow).values(register={"sector": "", "has_committee": True}, **slipped_in))
    found = difference(session, board)
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
    said = difference(session, board)
    assert said is not None
    assert said.endswith("的加分：榜上为“2.00”，按记录重新计算为“5.00”。")


def test_a_self_check_made_punctual_is_noticed(session: Session) -> None:
    found = self_check(session)
    board = made_board(session)
    session.execute(update(SelfCheck).where(SelfCheck.id == found.id).values(on_time=True))
    said = difference(session, board)
    assert said is not None
    assert said.startswith(f"board_rows/{row_of(board).id}（")
    assert "的ZD：榜上为“" in said


def test_another_rule_is_noticed(session: Session) -> None:
    board = made_board(session)
    version = session.scalars(select(SchemeVersion)).one()
    session.execute(update(SchemeVersion).values(text=version.text + "\n# 改"))
    assert difference(session, board) == f"scheme_versions/{version.id} 与其摘要不符：办法文本被改动。"


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
    assert difference(session, board) == f"boards/{board.id} 的核验码为“AAAAAAAA”，按榜上各行计算为“{right}”。"


def test_rows_and_code_altered_together_are_noticed(session: Session, calendar: Calendar) -> None:
    """Somebody adds an entry to the log by the rules and makes the board and its code fit it."""
    board = made_board(session, state=APPROVED)
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


# Which board is meant


def test_a_published_board_is_found_by_its_code_and_by_its_quarter(session: Session) -> None:
    first = made_board(session)
    assert first.code is not None
    first.state = REPLACED
    second = made_board(session, version=2, drafted=LATER)
    draft = made_board(session, version=3, drafted=LATER, state="draft")
    assert draft.code is not None
    assert second.code is not None
    assert board_by_code(session, f" {first.code.lower()} ") is first
    assert board_by_code(session, draft.code) is None, "what is not published is nobody's to check by code"
    assert board_version(session, THIRD, None) is second
    assert board_version(session, THIRD, 1) is first
    assert board_version(session, THIRD, 3) is draft
    assert board_version(session, THIRD.previous, None) is None
