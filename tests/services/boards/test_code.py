"""The code on a board: short, easy to read out, the same for the same board and another for any other."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from models.boards import Board, BoardRow
from rules.periods import Quarter
from services.boards.code import board_code


def row(organization: str, total: str, *, listed: str = "red", rank: int = 1, zd: str = "16") -> BoardRow:
    points = Decimal(total)
    return BoardRow(
        organization_id=organization,
        rank=rank,
        list=listed,
        tied=False,
        base=points,
        bonus=Decimal(0),
        total=points,
        by_category={"ZZ": "20", "ZD": zd},
    )


def board(*rows: BoardRow, quarter: Quarter = Quarter(2026, 3), version: int = 1) -> Board:  # noqa: B008
    return Board(quarter=quarter, version=version, rows=list(rows or (row("org-002", "98.5"), row("org-003", "97"))))


def test_a_code_has_eight_signs_that_cannot_be_confused() -> None:
    codes = {board_code(board(version=version)) for version in range(1, 200)}
    assert len(codes) == 199
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


def test_the_same_board_has_the_same_code_in_whatever_order_its_rows_come() -> None:
    first, second = row("org-002", "98.5"), row("org-003", "97")
    assert board_code(board(first, second)) == board_code(board(row("org-003", "97"), row("org-002", "98.50"))) == CODE


# Computed once: published codes must stay what they are.
CODE = "467FDPP4"


def change_total(one: Board) -> None:
    one.rows[1].total += Decimal("0.5")


def change_list(one: Board) -> None:
    one.rows[1].list = "grey"


def change_rank(one: Board) -> None:
    one.rows[1].rank = 2


def change_category(one: Board) -> None:
    one.rows[0].by_category = {"ZZ": "19.5", "ZD": "16"}


def change_organization(one: Board) -> None:
    one.rows[0].organization_id = "org-004"


def change_version(one: Board) -> None:
    one.version = 2


def change_quarter(one: Board) -> None:
    one.quarter = Quarter(2026, 2)


@pytest.mark.parametrize(
    "change",
    [change_total, change_list, change_rank, change_category, change_organization, change_version, change_quarter],
)
def test_whatever_changes_changes_the_code(change: Callable[[Board], None]) -> None:
    changed = board()
    change(changed)
    assert board_code(changed) != board_code(board())
