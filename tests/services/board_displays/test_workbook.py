"""The board as an Excel file: numbers one can add up, names that stay names, and nothing for whom it is not meant."""

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import OFFICE_HEAD, holders
from models.boards import Board, BoardRow
from models.organizations import Organization
from services.board_displays.workbook import board_workbook, handed_out_board
from services.publications.steps import draft_board
from services.schemes.versions import shipped_text, store_scheme
from tests.run import Run
from tests.worlds.recorded_quarters import HEAD, LEADER, OTHER_CLERK, THIRD, person, record_lines
from tests.worlds.sizes import ISSUE_AT, QUARTER, in_two_sizes
from tests.worlds.stored_board import DRAFTED, made_board

HEADS = ["榜", "名次", "党组织", "总分"]


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def shown(session: Session, board: Board) -> list[list[Any]]:
    (rows,) = sheets(board_workbook(session, board, inside=False)).values()
    assert rows[1] == HEADS
    return rows[2:]


def display(session: Session, mode: str) -> None:
    store_scheme(session, shipped_text(), {"policy": {"grey_display": mode}}, DRAFTED)


def test_what_is_shown_is_both_lists_with_rank_name_and_total(session: Session) -> None:
    board = made_board(session)
    rows = shown(session, board)
    assert [row[0] for row in rows] == ["红榜"] * 20 + ["灰榜"] * 10
    assert [(row[1], row[2], Decimal(str(row[3]))) for row in rows] == [
        (row.rank, row.organization.short_name, row.total) for row in [*board.listed("red"), *board.listed("grey")]
    ]


@pytest.mark.parametrize(("mode", "grey_rows"), [("names", 10), ("concerned", 0)])
def test_the_grey_list_is_shown_as_the_town_shows_it(session: Session, mode: str, grey_rows: int) -> None:
    display(session, mode)
    board = made_board(session)
    grey = [row for row in shown(session, board) if row[0] == "灰榜"]
    assert len(grey) == grey_rows
    assert all(row[1] == "" and row[3] == "" for row in grey), "no rank and no total"
    by_register = sorted(board.listed("grey"), key=lambda row: row.organization.position)
    assert [row[2] for row in grey] == [row.organization.short_name for row in by_register[:grey_rows]]


def test_a_grey_list_nobody_approved_is_left_out(session: Session) -> None:
    assert {row[0] for row in shown(session, made_board(session, grey=False))} == {"红榜"}


def test_inside_every_row_adds_up_across_and_every_entry_adds_up_down(session: Session) -> None:
    board = made_board(session)
    found = sheets(board_workbook(session, board, inside=True))
    assert list(found) == ["红灰榜", "扣分明细"]
    rows, entries = found["红灰榜"][2:], found["扣分明细"][2:]
    assert len(rows) == 39
    for row in rows:
        total, base, bonus = (Decimal(str(points)) for points in row[3:6])
        assert total == base + bonus
        assert base == sum(Decimal(str(points)) for points in row[6:11])
        mine = [Decimal(str(entry[4])) for entry in entries if entry[0] == row[2]]
        assert total == 100 + sum(mine)


def test_every_entry_names_its_indicator_source_and_author(session: Session) -> None:
    entries = sheets(board_workbook(session, made_board(session), inside=True))["扣分明细"]
    assert entries[1][:5] == ["党组织", "指标", "事项", "月份", "分值"]
    assert len(entries) > 40
    for entry in entries[2:]:
        name, code, what, month, _, _, source, by, at, _ = entry
        assert all((name, code, what, source, by))
        assert month in {"2026-07", "2026-08", "2026-09"}
        assert re.fullmatch(r"2026-10-[0-9]{2} [0-9]{2}:[0-9]{2}", at)


def test_a_name_or_fact_that_looks_like_a_formula_stays_a_text(session: Session) -> None:
    session.execute(update(Organization).where(Organization.id == "org-002").values(short_name="=1+1"))
    record_lines(session, "2026-07,org-002,ZZ-02,not_done,=HYPERLINK(1),caoxiaoming")
    board = made_board(session)
    content = board_workbook(session, board, inside=True)
    found = sheets(content)
    assert "=1+1" in [row[2] for row in found["红灰榜"]]
    assert "=HYPERLINK(1)" in [row[5] for row in found["扣分明细"]]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(pages) == 2
    assert not any("<f>" in page for page in pages)
    assert all('state="frozen"' in page for page in pages)


def test_the_same_board_gives_the_same_file(session: Session) -> None:
    board = made_board(session)
    assert board_workbook(session, board, inside=True) == board_workbook(session, board, inside=True)


def test_totals_over_100_and_ties_are_written_out(session: Session) -> None:
    board = made_board(session)
    row = board.rows[0]
    session.execute(
        update(BoardRow).where(BoardRow.id == row.id).values(bonus=Decimal("5.50"), total=Decimal("104.25"), tied=True)
    )
    session.expire_all()
    first = sheets(board_workbook(session, board, inside=True))["红灰榜"][2]
    assert (first[3], first[5], first[11]) == (104.25, 5.5, "并列")


@pytest.mark.parametrize("who", [HEAD, LEADER, OTHER_CLERK])
def test_office_and_leading_group_take_a_draft_along(session: Session, who: str) -> None:
    made_board(session, state="draft")
    assert handed_out_board(session, THIRD, person(session, who), DRAFTED, inside=True).quarter == THIRD


def test_a_town_leader_takes_a_board_along_once_it_is_out_as_from_its_page(session: Session) -> None:
    board, leader = made_board(session), person(session, "guchengzhi")
    assert handed_out_board(session, THIRD, leader, DRAFTED, inside=True) is board
    board.state = "approved"
    session.flush()
    with pytest.raises(Refused, match="board_show_not_yours"):
        handed_out_board(session, THIRD, leader, DRAFTED, inside=True)


def test_a_branch_takes_no_board_along(session: Session) -> None:
    made_board(session)
    with pytest.raises(Refused, match="board_show_not_yours"):
        handed_out_board(session, THIRD, person(session, "zhuyongliang"), DRAFTED, inside=True)


def test_before_approval_there_is_no_edition_for_others(session: Session) -> None:
    board = made_board(session, state="draft")
    board.approved_at = None
    with pytest.raises(Refused) as refused:
        handed_out_board(session, THIRD, person(session, HEAD), DRAFTED, inside=False)
    assert refusal_text(refused.value) == "2026年第三季度红灰榜还没有批准，批准后才能生成公开的文字和图片。"


def test_a_town_of_any_size_asks_the_database_as_often(run: Run, tmp_path: Path) -> None:
    def download(session: Session) -> Callable[[], object]:
        head = holders(session, (OFFICE_HEAD,), ISSUE_AT.date())[0]
        board = draft_board(session, QUARTER, head, ISSUE_AT)
        return lambda: found.append(sheets(board_workbook(session, session.get_one(Board, board.id), inside=True)))

    found: list[dict[str, list[list[Any]]]] = []
    small, large = in_two_sizes(run, tmp_path, download)
    assert [len(one["红灰榜"]) for one in found] == [2 + 39, 2 + 78]
    assert len(found[1]["扣分明细"]) > len(found[0]["扣分明细"]) > 39
    assert len(small) == len(large) < 20
