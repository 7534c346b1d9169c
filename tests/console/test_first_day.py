"""第一天: the way through for a town that has just begun; it says what is missing and what will be sent."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from models.appointments import Appointment
from models.organizations import GroupAssignment
from models.people import Person
from tests.worlds.browsers import Town
from tests.worlds.recorded_quarters import CLERK, LEADER
from tests.worlds.towns import Past, loaded

FIRST_DAY = "/console/first_day"


@pytest.fixture
def past() -> Past:
    return loaded


def test_the_console_opens_on_the_first_day_until_a_slip_has_gone_out(town: Town) -> None:
    assert town.visitor(CLERK).get("/console/").location == FIRST_DAY
    assert town.visitor(LEADER).get("/console/").location == "/console/today"


def test_it_says_that_nothing_is_sent_while_nothing_is_recorded(town: Town) -> None:
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "现在不会向任何支部发消息" in page
    assert "0 / 39 个党组织有11月的记录" in page


def test_a_branch_nobody_of_which_has_an_account_is_named(town: Town) -> None:
    with town.db.begin() as session:
        officers = select(Appointment.person_id).where(Appointment.organization_id == "org-011")
        session.execute(update(Person).where(Person.id.in_(officers)).values(userid=None))
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "38 / 39 个支部" in page
    assert "还没有的：石湾村支部。" in page


def test_the_steps_that_are_done_and_the_next_one_are_counted(town: Town) -> None:
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "办好 6 步，还有 1 步" in page
    assert "11月有 6 项任务" in page


def test_a_branch_without_a_group_and_an_office_nobody_holds_are_named(town: Town) -> None:
    with town.db.begin() as session:
        session.execute(delete(GroupAssignment).where(GroupAssignment.organization_id == "org-011"))
        session.execute(delete(Appointment).where(Appointment.role == "secrecy_reviewer"))
    page = town.visitor(CLERK).reads(FIRST_DAY)
    assert "还没有的：石湾村支部。没有组就没有人检查" in page
    assert "还没有人担任：保密" in page
    assert 'href="/console/town_offices"' in page
