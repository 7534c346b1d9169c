"""Reminders in the service: to whom, how often, and never at night, on both databases (R14, D5)."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.appointments import OFFICE_CLERK, SECRETARY, Appointment
from models.outbox import OutboxMessage
from models.slips import slip_of, unanswered_slips
from rules.periods import BEIJING, Month
from rules.workdays import Calendar, load_calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.self_checks.self_checks import submit
from services.slips import reminders
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.slips.reminders import list_for_office
from services.township.file import TownshipFile
from tests.run import Run
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.records import read_records
from tests.worlds.reminding import remind_due_today, remind_overdue
from tests.worlds.sizes import in_two_sizes, statements
from tests.worlds.towns import HOLIDAYS, Past, loaded

MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)


def two_slips_received(session: Session, town: TownshipFile) -> None:
    """Two slips received on Monday, 2 November: 石湾村支部 by WeCom, 荷塘老年支部 on paper."""
    loaded(session, town)
    calendar = load_calendar(HOLIDAYS)
    rows = [f"2026-10,{organization},T-202610-02,done,,wusiyuan" for organization in ("org-011", "org-004")]
    load_records(session, read_records("\n".join([",".join(HEADER), *rows, ""]), "rows.csv"), MONDAY)
    for slip in issue(session, Month(2026, 10), calendar, MONDAY):
        start_clock(session, slip, calendar, MONDAY)


@pytest.fixture
def past() -> Past:
    return two_slips_received


@pytest.fixture
def issued(town: Database) -> Database:
    return town


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


def said_to(town: Database, topic: str) -> list[str]:
    with town.read() as session:
        query = select(OutboxMessage.addressee).where(OutboxMessage.key.startswith(topic)).order_by(OutboxMessage.id)
        return list(session.scalars(query))


@pytest.mark.parametrize(
    ("moment", "reminded"),
    [
        ("2026-11-03 08:34", 0),
        ("2026-11-04 08:29", 0),
        ("2026-11-04 08:30", 2),
        ("2026-11-04 17:29", 2),
        ("2026-11-04 17:30", 0),
        ("2026-11-05 08:34", 0),
    ],
)
def test_the_reminder_belongs_to_the_due_day(issued: Database, calendar: Calendar, moment: str, reminded: int) -> None:
    with issued.begin() as session:
        assert remind_due_today(session, calendar, at(moment)) == reminded


def test_each_reminder_is_said_once_and_on_paper_by_the_office(issued: Database, calendar: Calendar) -> None:
    with issued.begin() as session:
        assert [remind_due_today(session, calendar, at(f"2026-11-04 {hour}:04")) for hour in ("09", "10", "16")] == [
            2,
            0,
            0,
        ]
        assert [remind_overdue(session, calendar, at(f"2026-11-{day} 09:04")) for day in ("05", "06", "09")] == [
            2,
            0,
            0,
        ]
    assert said_to(issued, "reminder:") == ["zhuyongliang", "zhuyongliang"]
    with issued.read() as session:
        (slip, due_today, overdue) = waiting(session, "org-004").values()
    assert slip.startswith("10月党建工作提醒单（澄红灰提〔2026〕11-00")
    assert due_today.startswith("荷塘老年支部10月自查整改表今天截止")
    assert overdue.startswith("荷塘老年支部10月自查整改表11月4日（周三）24时到期")


def test_once_a_form_on_paper_came_in_nothing_about_its_slip_is_handed_over(
    issued: Database, calendar: Calendar
) -> None:
    with issued.begin() as session:
        remind_due_today(session, calendar, at("2026-11-04 09:04"))
        slip = slip_of(session, "org-004", Month(2026, 10))
        assert slip
        submit(session, slip, [], person(session, CLERK), calendar, at("2026-11-04 10:04"), handed_in=date(2026, 11, 4))
        assert waiting(session) == {}


def test_whoever_has_left_the_office_is_not_reminded_but_who_followed(issued: Database, calendar: Calendar) -> None:
    with issued.begin() as session:
        for held in session.scalars(select(Appointment).where(Appointment.role == SECRETARY)):
            held.until = date(2026, 11, 4)
        assert remind_due_today(session, calendar, at("2026-11-04 09:04")) == 2
    assert said_to(issued, "reminder:") == ["shimeiling"]


@pytest.mark.parametrize(
    ("moment", "listed"), [("2026-11-04 17:00", 0), ("2026-11-05 08:34", 2), ("2026-11-07 10:00", 0)]
)
def test_the_list_for_the_office_holds_paper_too(
    issued: Database, calendar: Calendar, moment: str, listed: int
) -> None:
    with issued.begin() as session:
        assert list_for_office(session, calendar, at(moment)) == listed
        list_for_office(session, calendar, at(moment))
    assert said_to(issued, "overdue-list:") == (["zhouhaibo", "wusiyuan", "qianxiaoyu"] if listed else [])


def test_the_days_list_is_gathered_once_and_whoever_joins_the_office_later_hears_it_too(
    issued: Database, calendar: Calendar
) -> None:
    noon = at("2026-11-05 12:04")
    with issued.begin() as session:
        assert list_for_office(session, calendar, at("2026-11-05 08:34")) == 2
        with statements(session, lambda one: "FROM slips" in one or "FROM self_checks" in one) as asked:
            assert list_for_office(session, calendar, noon) == 0
        assert asked == []
        newcomer = person(session, "shimeiling")
        session.add(Appointment(person_id=newcomer.id, role=OFFICE_CLERK, title="组织干事", since=noon.date()))
        session.flush()
        assert list_for_office(session, calendar, noon) == 2
        assert list_for_office(session, calendar, noon) == 0
    assert said_to(issued, "overdue-list:") == ["zhouhaibo", "wusiyuan", "qianxiaoyu", "shimeiling"]


def test_a_list_that_has_not_changed_is_not_said_again_and_a_changed_one_is(
    issued: Database, calendar: Calendar
) -> None:
    with issued.begin() as session:
        assert list_for_office(session, calendar, at("2026-11-05 08:34")) == 2
        assert list_for_office(session, calendar, at("2026-11-06 08:34")) == 0
        next(iter(unanswered_slips(session, due_by=at("2026-11-06 08:34")))).state = "waived"
        session.flush()
        assert list_for_office(session, calendar, at("2026-11-09 08:34")) == 1
    assert len(said_to(issued, "overdue-list:")) == 2 * 3


# A whole town of reminders


def test_a_town_of_any_size_is_reminded_with_as_many_statements_a_slice(
    run: Run, tmp_path: Path, calendar: Calendar
) -> None:
    def all_due(session: Session) -> Callable[[], object]:
        for slip in issue(session, Month(2026, 10), calendar, MONDAY):
            start_clock(session, slip, calendar, MONDAY)
        session.flush()
        return lambda: reminded.append(remind_due_today(session, calendar, at("2026-11-04 09:04")))

    reminded: list[int] = []
    small, large = in_two_sizes(run, tmp_path, all_due)
    assert reminded == [39, 78]
    assert len(small) == len(large) < 30


def test_who_was_reminded_is_not_looked_for_again(issued: Database, calendar: Calendar) -> None:
    with issued.begin() as session:
        assert remind_due_today(session, calendar, at("2026-11-04 09:04")) == 2
        with statements(session) as asked:
            assert remind_due_today(session, calendar, at("2026-11-04 09:14")) == 0
    assert not any(table in one for one in asked for table in ("appointments", "slip_items", "conversations"))
    assert len(asked) < 10


def test_of_those_who_were_found_only_a_slice_is_reminded_and_nobody_twice(
    issued: Database, calendar: Calendar
) -> None:
    noon = at("2026-11-04 12:04")
    with issued.begin() as session:
        one, other = reminders.find_due_today(session, calendar, noon)
        assert [reminders.remind_due_today(session, calendar, noon, some) for some in ([one], [one], [one, other])] == [
            1,
            0,
            1,
        ]
