"""第一天: the way through for a town that has just begun; it says what is missing and what will be sent."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.appointments import Appointment
from models.chats import GroupChat
from models.organizations import GroupAssignment
from models.people import Person
from rules.periods import BEIJING, Month
from rules.workdays import Calendar
from services.daily_records.loading import load_records
from services.slips.issuing import issue
from services.township.file import TownshipFile
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import ISSUED, OCTOBER
from tests.worlds.recorded_quarters import CLERK, LEADER, made_up_records
from tests.worlds.records import read_records
from tests.worlds.towns import Past, loaded

FIRST_DAY = "/console/first_day"


def record(session: Session, file: TownshipFile, month: Month) -> None:
    text = made_up_records(file, [month])[month]
    load_records(session, read_records(text, f"{month}.csv"), ISSUED)


@pytest.fixture
def past() -> Past:
    return loaded


def test_the_console_opens_on_the_first_day_until_a_slip_has_gone_out(town: Town) -> None:
    assert town.visitor(CLERK).get("/console/").location == FIRST_DAY
    assert town.visitor(LEADER).get("/console/").location == "/console/today"


def test_it_says_that_no_slip_goes_while_nothing_is_recorded(town: Town) -> None:
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "现在没有要发的提醒单：没有一条11月的日常记录的支部，系统不发11月的提醒单。" in page
    assert "0 / 39 个党组织有11月的记录" in page


def test_records_of_a_month_that_is_over_send_its_slips_at_once_and_it_says_so(
    town: Town, sample_town: TownshipFile
) -> None:
    town.clock.moment = datetime(2026, 11, 10, 20, 0, tzinfo=BEIJING)
    with town.db.begin() as session:
        record(session, sample_town, OCTOBER)
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "11月11日（周三）08:30起自动发出10月的提醒单 39 份。" in page
    assert "没有要发的提醒单" not in page


def test_slips_that_have_gone_out_are_told_and_never_said_to_be_none(
    town: Town, sample_town: TownshipFile, calendar: Calendar
) -> None:
    with town.db.begin() as session:
        record(session, sample_town, OCTOBER)
        issue(session, OCTOBER, calendar, ISSUED)
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "已经发出的提醒单：10月 39 份（2 份待送达）。" in page
    assert "现在没有要发的提醒单：没有一条11月的日常记录的支部，系统不发11月的提醒单。" in page


def test_records_of_the_running_month_are_told_with_the_day_on_which_they_go(
    town: Town, sample_town: TownshipFile
) -> None:
    with town.db.begin() as session:
        record(session, sample_town, OCTOBER.next)
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "12月1日（周二）08:30起自动发出11月的提醒单，只发给有记录的支部（现在 39 个）" in page


def test_a_branch_nobody_of_which_has_an_account_is_named(town: Town) -> None:
    with town.db.begin() as session:
        officers = select(Appointment.person_id).where(Appointment.organization_id == "org-011")
        session.execute(update(Person).where(Person.id.in_(officers)).values(userid=None))
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "38 / 39 个支部" in page
    assert "还没有的：石湾村支部。" in page


def test_on_the_first_of_a_month_the_steps_lead_to_that_month_and_not_to_the_one_before(town: Town) -> None:
    town.clock.moment = datetime(2026, 7, 1, 9, tzinfo=BEIJING)
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert 'href="/console/tasks?month=2026-07"' in page
    assert 'href="/console/daily_records?month=2026-07"' in page


def test_the_step_of_accounts_leads_to_the_page_on_which_they_are_entered(town: Town) -> None:
    with town.db.begin() as session:
        officers = select(Appointment.person_id).where(Appointment.organization_id == "org-011")
        session.execute(update(Person).where(Person.id.in_(officers)).values(userid=None))
    assert 'href="/console/people/accounts' in town.visitor(CLERK).reads(FIRST_DAY)


def test_the_steps_that_are_done_and_the_next_one_are_counted(town: Town) -> None:
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "办好 6 步，还有 3 步" in page
    assert "11月有 6 项任务" in page


def test_a_branch_without_a_group_and_an_office_nobody_holds_are_named(town: Town) -> None:
    with town.db.begin() as session:
        session.execute(delete(GroupAssignment).where(GroupAssignment.organization_id == "org-011"))
        session.execute(delete(Appointment).where(Appointment.role == "secrecy_reviewer"))
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "还没有的：石湾村支部。没有组就没有人检查" in page
    assert "还没有人担任：保密" in page
    assert 'href="/console/town_offices"' in page


def test_a_town_that_starts_within_a_quarter_reads_which_earlier_months_its_board_needs(
    town: Town, sample_town: TownshipFile
) -> None:
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "2026年第四季度的红灰榜要这一季度每个月的记录，还缺10月：" in page
    assert "上个月的一补上，提醒单就自动发出；再早的月份不会自己发，补发还是免发，在“提醒单”里定。" in page
    assert 'href="/console/daily_records?month=2026-10"' in page
    with town.db.begin() as session:
        record(session, sample_town, OCTOBER)
    assert "2026年第四季度前面的月份都有记录。" in town.visitor(CLERK).reads(FIRST_DAY)


def test_the_first_month_of_a_quarter_needs_none_before_it(town: Town) -> None:
    town.clock.moment = datetime(2027, 1, 8, 10, 0, tzinfo=BEIJING)
    assert "前面的月份" not in town.visitor(CLERK).reads(FIRST_DAY)


def test_that_no_group_is_registered_is_said_long_before_the_first_board(town: Town) -> None:
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "还没有登记工作群，红灰榜发布时不会发到任何群里。第一次发榜以前登记就行。" in page
    with town.db.begin() as session:
        session.add(GroupChat(name="全镇群", webhook="robot"))
    assert "红灰榜发布时发到 1 个群。" in town.visitor(CLERK).reads(FIRST_DAY)
