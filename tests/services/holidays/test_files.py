"""The year's holidays as an office keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from rules.workdays import calendar_of, holiday_files
from services.holidays.file import holidays_workbook, named_days, propose_holidays
from services.holidays.schedules import TownCalendar
from services.holidays.spans import days_in, said_days
from services.office_files.cells import Book, Cell, Place
from services.office_files.mistakes import Unclear
from services.office_files.proposals import Handed, Proposal
from services.office_files.reading import read_book
from tests.worlds.office_files import book_of, workbook
from tests.worlds.phones import beijing
from tests.worlds.towns import HOLIDAYS

NOW = beijing("2026-11-22 10:00")


def propose(session: Session, book: Book, days: TownCalendar | None = None) -> Proposal:
    calendar = days or TownCalendar(holiday_files(HOLIDAYS))
    return propose_holidays(Handed(session, book, None, NOW, calendar))


def test_the_days_of_2026_are_those_of_the_state_council(town_session: Session) -> None:
    book = book_of("calendar-2026.xlsx")
    known = propose(town_session, book)
    assert ([one.sentence for one in known.mistakes], known.changes, known.unchanged) == ([], (), 14)
    shipped = holiday_files(HOLIDAYS)
    without = TownCalendar({name: text for name, text in shipped.items() if name != "2026.yaml"})
    proposal = propose(town_session, book, without)
    assert proposal.write(town_session) == ["holiday_schedules/2026"]
    right = calendar_of({"2026.yaml": shipped["2026.yaml"]}).days
    found = {day: one for day, one in without.days.items() if day in right or day.year == 2026}
    assert (found, sum(not one.works for one in found.values())) == (right, 33)


def test_what_comes_out_goes_in_unchanged_and_one_day_can_be_changed(town_session: Session) -> None:
    days = TownCalendar(holiday_files(HOLIDAYS))
    book = read_book(holidays_workbook(days, 2026), "日历.xlsx")
    assert propose(town_session, book, days).changes == ()
    edited = propose(
        town_session, book.mended({Place("2026年", 5, 2): "4月4日至7日", Place("2026年", 5, 3): "4"}), days
    )
    assert [(one.before, one.after) for one in edited.changes] == [
        ("4月4日（周六）至4月6日（周一）", "4月4日（周六）至4月7日（周二）")
    ]
    edited.write(town_session)
    assert not days.is_working(date(2026, 4, 7))
    assert len(named_days(days, 2026)) == 7


def test_what_does_not_agree_is_named(town_session: Session) -> None:
    rows: list[list[object]] = [
        ["2026年放假"],
        ["节日", "放假时间", "天数", "调休上班"],
        ["元旦", "1月1日（周五）至3日", 3, ""],
        ["春节", "2月15日至23日", 8, "2月13日"],
        ["清明", "四月上旬", "", ""],
    ]
    found = propose(town_session, read_book(workbook(rows), "x.xlsx")).mistakes
    assert [f"{one.place.letter}{one.place.row}" for one in found] == ["B3", "D4", "B5"]


@pytest.mark.parametrize(
    ("said", "first", "count"),
    [
        ("1月1日（周四）至3日（周六）", date(2026, 1, 1), 3),
        ("6月19日-21日", date(2026, 6, 19), 3),
        ("4月5日", date(2026, 4, 5), 1),
        ("12月31日至1月2日", date(2025, 12, 31), 3),
        ("9月20日（周日）、10月10日（周六）", date(2026, 9, 20), 2),
        ("无", None, 0),
    ],
)
def test_days_in_words(said: str, first: date | None, count: int) -> None:
    days = days_in(Cell(Place("", 1, 1), said), 2026)
    assert (min(days, default=None), len(days)) == (first, count)
    assert days_in(Cell(Place("", 1, 1), said_days(days)), 2026) == sorted(days)


def test_days_that_are_none() -> None:
    for said in ("2月30日", "3日", "1月1日至12月31日"):
        with pytest.raises(Unclear):
            days_in(Cell(Place("", 1, 1), said), 2026)
