"""A schedule that comes when the program is running: everybody counts by it, and deadlines are put right (A3)."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from rules.workdays import CalendarError, holiday_files
from services.holidays.schedules import TownCalendar, load_schedule
from tests.worlds.phones import beijing
from tests.worlds.towns import HOLIDAYS

SCHEDULE = """\
year: 2027
source: 通知
off:
  - {date: 2027-01-04, name: 元旦}
work: []
"""
MONDAY, NOW = date(2027, 1, 4), beijing("2026-11-29 10:00")


@pytest.fixture
def days() -> TownCalendar:
    return TownCalendar(holiday_files(HOLIDAYS))


def load(session: Session, days: TownCalendar, text: str = SCHEDULE, name: str = "2027.yaml") -> int:
    return load_schedule(session, name, text, days, NOW)


def test_whoever_loads_a_schedule_counts_by_it_at_once(town_session: Session, days: TownCalendar) -> None:
    assert (days.is_working(MONDAY), days.is_known(MONDAY)) == (True, False)
    assert load(town_session, days) == MONDAY.year
    assert (days.is_working(MONDAY), days.is_known(MONDAY)) == (False, True)
    assert days.is_known(date(2026, 10, 1)), "the years it came with stay known"


def test_other_processes_take_it_over_when_they_look(town_session: Session, days: TownCalendar) -> None:
    load(town_session, TownCalendar(holiday_files(HOLIDAYS)))
    assert days.is_working(MONDAY)
    days.follow(town_session)
    assert not days.is_working(MONDAY)


def test_a_schedule_loaded_again_holds_instead_of_the_one_before(town_session: Session, days: TownCalendar) -> None:
    load(town_session, days)
    load(town_session, days, SCHEDULE.replace("2027-01-04", "2027-01-05"))
    assert (days.is_working(MONDAY), days.is_working(date(2027, 1, 5))) == (True, False)


def test_a_schedule_of_a_year_the_program_brings_is_corrected_too(town_session: Session, days: TownCalendar) -> None:
    text = SCHEDULE.replace("2027-01-04", "2026-11-30").replace("year: 2027", "year: 2026")
    load(town_session, days, text, "2026.yaml")
    assert not days.is_working(date(2026, 11, 30))


@pytest.mark.parametrize(("name", "text"), [("2028.yaml", SCHEDULE), ("2027.yaml", "year: 2027\n")])
def test_a_file_that_cannot_be_used_changes_nothing(
    town_session: Session, days: TownCalendar, name: str, text: str
) -> None:
    with pytest.raises(CalendarError, match=r"\.yaml, line 1"):
        load(town_session, days, text, name)
    days.follow(town_session)
    assert days.is_working(MONDAY)
