"""Several files taken over in one go: looked through while others may write, one after the other where they meet."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.db import Database
from models.daily_records import records_of
from services.daily_records.proposing import propose_records
from services.office_files.cells import Book
from services.office_files.proposals import Handed, Proposal
from services.office_files.reading import read_book
from services.uploads.loading import load_files
from tests.services.uploads.test_confirming import only_looks
from tests.services.uploads.test_uploads import CALENDAR, CLERK, NOW, OCTOBER
from tests.worlds.office_files import workbook
from tests.worlds.recorded_quarters import person

HEAD = ["月份", "党组织", "任务", "完成情况", "备注"]


def file(name: str, *rows: tuple[str, str, str]) -> Book:
    said = [["2026-10", branch, "HD-01", state, remark] for branch, state, remark in rows]
    return read_book(workbook([HEAD, *said]), name)


def loaded(town: Database, *books: Book) -> tuple[list[tuple[int, int, int]], list[bool]]:
    """Load files; gives what became of each, and of every look at one whether others could write meanwhile."""
    looked: list[bool] = []

    def propose(handed: Handed) -> Proposal:
        looked.append(only_looks(handed.session))
        return propose_records(handed)

    def act(session: Session) -> list[Proposal]:
        return load_files(session, propose, books, person(session, CLERK), NOW, CALENDAR)

    done = town.do(act)
    return [(one.new, one.corrected, one.unchanged) for one in done], looked


def test_files_that_do_not_meet_are_all_looked_through_while_others_may_write(town: Database) -> None:
    books = [file(f"{branch}.xlsx", (branch, "已完成", "")) for branch in ("荷塘一支部", "荷塘二支部", "石湾村支部")]
    assert loaded(town, *books) == ([(1, 0, 0)] * 3, [True] * 3)
    assert loaded(town, *books) == ([(0, 0, 1)] * 3, [True] * 3)


def test_a_file_that_says_otherwise_than_one_before_it_corrects_that_one(town: Database) -> None:
    both = ("荷塘一支部", "已完成", ""), ("荷塘二支部", "已完成", "")
    later = file("later.xlsx", ("荷塘二支部", "未完成", "没有开"))
    assert loaded(town, file("first.xlsx", *both), later) == ([(2, 0, 0), (0, 1, 0)], [True, True, False])
    again = loaded(town, file("first.xlsx", *both), later)[0]
    assert again == [(0, 1, 1), (0, 1, 0)]
    with town.read() as session:
        states = {one.organization_id: one.state for one in records_of(session, OCTOBER)}
    assert sorted(states.values()) == ["done", "not_done"]
