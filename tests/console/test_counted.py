"""What a page counts of the whole town is kept for the next page, and never a moment longer than it is true."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import SLIP_RECIPIENTS, Appointment
from models.daily_records import TAKEN_BACK, DailyRecord
from models.looks import COUNTED
from models.organizations import Organization
from models.people import Person
from rules.periods import Month
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from tests.worlds.asked import asked_of
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK, THIRD, drafted, person

TODAY, BOARD = "/console/today", f"/console/boards/{THIRD}"
SEPTEMBER = Month(2026, 9)


def recorded(session: Session) -> None:
    load_records(session, [RecordRow(SEPTEMBER, "org-011", "ZZ-01", "done", "", CLERK, "")], NOW)


def taken_back(session: Session) -> None:
    """Take back every record there is of the branch in that month."""
    of_it = DailyRecord.organization_id == "org-011", DailyRecord.month == SEPTEMBER
    for one in session.scalars(select(DailyRecord).where(*of_it)).all():
        same = {"month": one.month, "organization_id": one.organization_id, "item": one.item, "remark": ""}
        by = person(session, CLERK).id
        session.add(
            DailyRecord(**same, state=TAKEN_BACK, recorded_by_id=by, recorded_at=drafted(THIRD), replaces_id=one.id)
        )


def founded_later(session: Session) -> None:
    session.get_one(Organization, "org-013").founded = SEPTEMBER.next.first_day


def lacking(page: str) -> str:
    return page.partition("起草以前还差")[2].partition("</section>")[0]


def of_the_board(town: Town) -> str:
    return lacking(town.visitor(CLERK).reads(BOARD))


def test_whatever_is_written_is_counted_on_the_next_page(town: Town) -> None:
    town.clock.moment = drafted(THIRD)
    with town.db.begin() as session:
        recorded(session)
    before = of_the_board(town)
    assert "9月缺 38 个党组织的日常记录" in before
    for change, said in (
        (taken_back, "9月没有任何日常记录"),
        (recorded, "9月缺 38 个"),
        (founded_later, "9月缺 37 个"),
    ):
        with town.db.begin() as session:
            change(session)
        assert said in of_the_board(town), change.__name__


def test_what_was_undone_is_not_counted(town: Town) -> None:
    town.clock.moment = drafted(THIRD)
    with town.db.begin() as session:
        recorded(session)
    before = of_the_board(town)
    with pytest.raises(RuntimeError), town.db.begin() as session:
        taken_back(session)
        session.flush()
        raise RuntimeError
    assert of_the_board(town) == before


def test_who_can_be_reached_is_asked_anew_once_somebody_has_an_account(town: Town) -> None:
    clerk = town.visitor(CLERK)
    said = "没有人能在企业微信里收到"
    assert said not in clerk.reads(TODAY)
    officers = Appointment.organization_id == "org-011", Appointment.role.in_(SLIP_RECIPIENTS)
    with town.db.begin() as session:
        people = session.scalars(select(Person).join(Appointment).where(*officers)).all()
        accounts = {one.id: one.userid for one in people}
        for one in people:
            one.userid = None
    assert said in clerk.reads(TODAY)
    with town.db.begin() as session:
        for number, userid in accounts.items():
            session.get_one(Person, number).userid = userid
    assert said not in clerk.reads(TODAY)


def test_while_nothing_is_written_a_page_does_not_count_the_town_again(town: Town) -> None:
    town.clock.moment = drafted(THIRD)
    clerk = town.visitor(CLERK)
    clerk.reads(TODAY)
    with asked_of(town) as asked:
        clerk.reads(TODAY)
    assert not [one for one in asked if one.startswith("SELECT count(CASE") and "daily_records" in one]


def test_whoever_writes_counts_for_itself(town: Town) -> None:
    with town.db.begin() as session:
        assert COUNTED not in session.info
