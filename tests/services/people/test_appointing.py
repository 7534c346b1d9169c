"""Who holds which office from when to when, told of a town: the open slip goes on to whoever follows."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import NoRight, Refused
from models.appointments import LEADING_GROUP, OFFICE_CLERK, SECRETARY, Appointment, officers
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from models.promises import OPEN, Promise
from models.register_entries import entries_about
from models.slips import slips_awaiting_answer
from rules.workdays import Calendar
from services.notices.branches import hearer
from services.people.appointing import Office, appoint, end_appointment
from services.people.entering import Contact, enter_person
from services.people.telling import tell_appointed
from services.register.changes import Said
from services.rights.asking import may
from services.rights.table import Right
from tests.worlds.month_under_way import NOW, month_under_way
from tests.worlds.recorded_quarters import CLERK, HEAD, OTHER_CLERK, person
from tests.worlds.reminding import remind_due_today
from tests.worlds.towns import Past
from tests.worlds.watching import refusal

BRANCH, SECRETARY_THERE = "org-013", "jianglijuan"
TODAY, TOMORROW = NOW.date(), NOW.date() + timedelta(days=1)
REASON = "镇党委会议11月3日"


@pytest.fixture
def session(made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town("sqlite", month_under_way).read() as opened:
        yield opened


def said(session: Session, day: date = TODAY, by: str = CLERK, reason: str = REASON) -> Said:
    return Said(day, reason, person(session, by))


def secretary_of(session: Session, name: str = BRANCH) -> Office:
    return Office(SECRETARY, "书记", session.get_one(Organization, name))


def newcomer(session: Session) -> Person:
    contact = Contact("钱　大明", "QianDaMing", "１５４ ００００-０２００")
    return enter_person(session, contact, REASON, person(session, CLERK), NOW)


def held(session: Session, userid: str, role: str) -> Appointment:
    query = select(Appointment).where(Appointment.person == person(session, userid), Appointment.role == role)
    return session.scalars(query).one()


def test_a_newcomer_is_written_in_one_spelling(session: Session) -> None:
    found = newcomer(session)
    assert (found.name, found.userid, found.phone) == ("钱大明", "qiandaming", "15400000200")
    (entry,) = entries_about(session, person_id=found.id)
    assert (entry.kind, entry.said_after) == (
        "person_entered",
        {"name": "钱　大明", "userid": "qiandaming", "phone": "*"},
    )


def test_the_open_slip_goes_on_to_the_new_secretary_with_its_deadline(session: Session, calendar: Calendar) -> None:
    (slip,) = slips_awaiting_answer(session, [BRANCH])
    due, old, new = slip.due, person(session, SECRETARY_THERE), newcomer(session)
    appoint(session, secretary_of(session), new, said(session), NOW)
    branch = session.get_one(Organization, BRANCH)
    assert hearer(session, branch, NOW) is new
    assert may(session, new, Right.ANSWER_SLIP, NOW, branch)
    assert not may(session, old, Right.ANSWER_SLIP, NOW, branch)
    assert slip.due == due
    assert tell_appointed(session, calendar, NOW) == 1
    assert tell_appointed(session, calendar, NOW) == 0
    heard = session.scalars(select(OutboxMessage.body).where(OutboxMessage.addressee == "qiandaming")).one()
    assert "钱大明任东荡村支部书记，接替蒋丽娟" in heard
    assert "10月提醒单" in heard
    remind_due_today(session, calendar, due.replace(hour=9, minute=5) if due else NOW)


def test_whoever_takes_an_office_hears_what_the_branch_has_promised(session: Session, calendar: Calendar) -> None:
    (slip,) = slips_awaiting_answer(session, [BRANCH])
    session.add(
        Promise(organization_id=BRANCH, slip_id=slip.id, item="支委会", measure="补开", day=TOMORROW, state=OPEN)
    )
    session.flush()
    appoint(session, secretary_of(session), newcomer(session), said(session, TODAY), NOW)
    tell_appointed(session, calendar, NOW)
    heard = session.scalars(select(OutboxMessage.body).where(OutboxMessage.addressee == "qiandaming")).one()
    assert "支部答应过、还没有报做到的：支委会，11月4日（周三）前：补开；下一份提醒单会问。" in heard


def test_an_appointment_to_come_changes_nothing_before_its_day(session: Session, calendar: Calendar) -> None:
    old, new = person(session, SECRETARY_THERE), newcomer(session)
    appoint(session, secretary_of(session), new, said(session, TOMORROW), NOW)
    assert [one.person for one in officers(session, BRANCH, TODAY) if one.role == SECRETARY] == [old]
    assert [one.person for one in officers(session, BRANCH, TOMORROW) if one.role == SECRETARY] == [new]
    assert tell_appointed(session, calendar, NOW) == 0
    assert tell_appointed(session, calendar, NOW + timedelta(days=1)) == 1


def test_who_was_to_come_and_does_not_never_held_the_office(session: Session) -> None:
    new = newcomer(session)
    planned = appoint(session, secretary_of(session), new, said(session, TOMORROW), NOW)
    end_appointment(session, planned, said(session, TODAY, reason="任命撤回"), NOW)
    assert [one for one in officers(session, BRANCH, TOMORROW) if one.person is new] == []
    with pytest.raises(Refused):
        end_appointment(session, planned, said(session, TOMORROW), NOW)


def test_an_office_that_is_left_stands_empty_and_the_deputy_hears(session: Session) -> None:
    end_appointment(session, held(session, SECRETARY_THERE, SECRETARY), said(session), NOW)
    heard_by = hearer(session, session.get_one(Organization, BRANCH), NOW)
    assert heard_by is not None
    assert heard_by.name == "蒋阿明"
    entry = entries_about(session, organization_id=BRANCH)[0]
    assert (entry.kind, entry.after["title"], entry.reason) == ("left", "书记", REASON)


def test_nobody_enters_an_office_of_his_own(session: Session) -> None:
    with pytest.raises(NoRight) as raised:
        appoint(session, secretary_of(session), person(session, CLERK), said(session), NOW)
    assert "自己的任免不能自己登记" in refusal(raised)


def test_an_officer_of_a_branch_leaves_its_affairs_to_colleagues(session: Session) -> None:
    # 吴思源 is 组织委员 of 机关一支部.
    with pytest.raises(NoRight):
        appoint(session, secretary_of(session, "org-027"), newcomer(session), said(session), NOW)
    appoint(session, secretary_of(session, "org-027"), newcomer_of(session), said(session, by=OTHER_CLERK), NOW)


def newcomer_of(session: Session) -> Person:
    return session.scalars(select(Person).where(Person.name == "钱大明")).one()


@pytest.mark.parametrize(("by", "allowed"), [(CLERK, False), (HEAD, True)])
def test_who_approves_is_entered_by_the_head_of_the_office(session: Session, by: str, allowed: bool) -> None:
    new, office = newcomer(session), Office(LEADING_GROUP, "成员")
    if allowed:
        appoint(session, office, new, said(session, by=by), NOW)
        assert may(session, new, Right.APPROVE_BOARD, NOW)
    else:
        with pytest.raises(NoRight):
            appoint(session, office, new, said(session, by=by), NOW)


def test_the_last_of_the_office_cannot_be_dismissed(session: Session) -> None:
    head = person(session, HEAD)
    for userid in (CLERK, OTHER_CLERK):
        end_appointment(session, held(session, userid, OFFICE_CLERK), Said(TODAY, REASON, head), NOW)
    last = session.scalars(
        select(Appointment).where(Appointment.person == head, Appointment.role == "organization_office_head")
    ).one()
    with pytest.raises(Refused) as raised:
        end_appointment(session, last, Said(TODAY, REASON, head), NOW)
    assert "最后一位能登录的人" in refusal(raised)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=400), TODAY - timedelta(days=400)])
def test_a_day_a_year_away_is_a_slip_of_the_pen(session: Session, day: date) -> None:
    with pytest.raises(Refused):
        appoint(session, secretary_of(session), newcomer(session), said(session, day), NOW)


def test_a_reason_is_needed(session: Session) -> None:
    with pytest.raises(Refused):
        appoint(session, secretary_of(session), newcomer(session), said(session, reason="  "), NOW)
