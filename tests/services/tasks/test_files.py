"""The tasks of a month as the office sends them out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, NoRight
from models.tasks import tasks_of
from rules.periods import BEIJING, Month
from rules.workdays import load_calendar
from services.office_files.cells import Book, Cell, Place
from services.office_files.mistakes import Unclear
from services.office_files.proposals import Handed, Proposal
from services.office_files.reading import read_book
from services.tasks.file import propose_tasks
from services.tasks.sectors import read_sectors, said_sectors
from services.tasks.workbook import tasks_workbook
from tests.worlds.office_files import book_of, workbook
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import HOLIDAYS

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
DECEMBER = Month(2026, 12)


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.begin() as opened:
        for task in tasks_of(opened, DECEMBER):
            opened.delete(task)
        opened.flush()
        yield opened


def propose(session: Session, book: Book, userid: str = "wusiyuan") -> Proposal:
    return propose_tasks(Handed(session, book, person(session, userid), NOW, load_calendar(HOLIDAYS)))


def test_the_tasks_of_december(session: Session) -> None:
    proposal = propose(session, book_of("tasks-2026-12.xlsx"))
    assert [one.sentence for one in proposal.mistakes] == []
    proposal.write(session)
    found = tasks_of(session, DECEMBER)
    assert [one.due for one in found] == [date(2026, 12, day) for day in (31, 31, 25, 31, 18, 24, 25)]
    assert [one.indicator for one in found] == ["HD-01", "ZD-02", "ZD-06", "HD-03", "BZ-03", "DW-04", "ZD-01"]
    everybody = [None] * 4
    assert [one.sectors for one in found] == [*everybody, ["village", "community"], ["school"], None]
    assert [one.id for one in found] == [f"T-202612-0{number}" for number in range(1, 8)]
    again = propose(session, book_of("tasks-2026-12.xlsx"))
    assert (again.changes, again.unchanged) == ((), 28)


def test_what_comes_out_goes_in_unchanged_and_only_what_was_edited_changes(session: Session) -> None:
    propose(session, book_of("tasks-2026-12.xlsx")).write(session)
    book = read_book(tasks_workbook(session, DECEMBER), "任务.xlsx")
    assert (propose(session, book).changes, propose(session, book).remarks) == ((), ())
    edited = propose(session, book.mended({Place("12月任务", 5, 4): "12月20日", Place("12月任务", 7, 3): "无"}))
    assert [(one.before, one.after) for one in edited.changes] == [
        ("2026-12-25", "2026-12-20"),
        ("村、社区", "无"),
    ]
    assert edited.write(session) == ["tasks/T-202612-03", "tasks/T-202612-05"]


def test_all_that_is_wrong_is_said_at_once(session: Session) -> None:
    head = ["工作任务", "责任单位", "完成时限", "对应指标"]
    rows = [
        ["走访", "两新", "12月32日", "走访困难党员"],
        ["学习", "各党支部", "2027-01-05", "HD-01"],
        ["谈心", "各党支部", "", "ZD-04"],
        ["学习 ", "各党支部", "", "HD-01"],
    ]
    found = propose(session, read_book(workbook([["2026年12月任务"], head, *rows]), "x.xlsx")).mistakes
    assert [f"{one.place.letter}{one.place.row}" for one in found] == ["B3", "C3", "D3", "C4", "D5", "A6"]


def test_tasks_belong_to_the_office(session: Session) -> None:
    proposal = propose(session, book_of("tasks-2026-12.xlsx"), "zhuyongliang")
    with pytest.raises(NoRight):
        proposal.write(session)
    with pytest.raises(BadFile, match="没有找到表头"):
        propose(session, book_of("calendar-2026.xlsx"))


@pytest.mark.parametrize("said", ["各党支部", "各支部（不设支委会的除外）", "", "全部", "各党组织"])
def test_everybody(said: str) -> None:
    assert read_sectors(Cell(Place("", 1, 1), said)) is None


def test_some_sectors_and_what_could_be_several() -> None:
    assert read_sectors(Cell(Place("", 1, 1), "机关、国企党支部")) == ("agency", "soe")
    assert said_sectors(("agency", "soe")) == "机关、国有企业"
    for unclear in ("两新组织党支部", "荷塘一支部", "企业"):
        with pytest.raises(Unclear):
            read_sectors(Cell(Place("", 1, 1), unclear))
