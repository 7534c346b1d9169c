"""Who of a branch hears, in which order, and once (R11, A2, D6)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from models.appointments import Appointment
from models.leaves import Leave
from models.outbox import OutboxMessage
from models.people import Person
from services.notices.branches import BranchListener, hearer, hearers, tell_branch
from tests.worlds.grey_boards import BRANCH, COMMISSIONER, DEPUTY, SECRETARY, at, sent_to
from tests.worlds.handed_over import branch, on_paper, waiting
from tests.worlds.recorded_quarters import CLERK, person

MONDAY = at("2026-11-02 09:05")


def appointment(session: Session, userid: str) -> Appointment:
    query = select(Appointment).join(Person).where(Person.userid == userid, Appointment.organization_id == BRANCH)
    return session.scalars(query).one()


def names(people: list[Person]) -> list[str | None]:
    return [one.userid for one in people]


def test_secretary_deputy_and_commissioner_hear_in_this_order(town_session: Session) -> None:
    assert names(hearers(town_session, branch(town_session), MONDAY)) == [SECRETARY, DEPUTY, COMMISSIONER]
    appointment(town_session, SECRETARY).until = MONDAY.date()
    person(town_session, COMMISSIONER).userid = None
    town_session.flush()
    assert names(hearers(town_session, branch(town_session), MONDAY)) == [DEPUTY]
    assert hearers(town_session, on_paper(town_session), MONDAY) == []


def test_who_asked_hears_the_answer_unless_gone_or_away(town_session: Session) -> None:
    where, deputy = branch(town_session), person(town_session, DEPUTY)
    assert hearer(town_session, where, MONDAY, deputy) is deputy
    away = Leave(organization=where, person=deputy, stand_in=person(town_session, COMMISSIONER), noted_at=MONDAY)
    away.since = away.until = MONDAY.date()
    town_session.add(away)
    town_session.flush()
    assert hearer(town_session, where, MONDAY, deputy) is person(town_session, SECRETARY)
    appointment(town_session, DEPUTY).until = MONDAY.date()
    assert hearer(town_session, where, MONDAY + timedelta(days=1), deputy) is person(town_session, SECRETARY)
    assert hearer(town_session, on_paper(town_session), MONDAY, deputy) is None


def test_while_the_secretary_is_away_the_stand_in_hears_first(town_session: Session) -> None:
    where, stand_in = branch(town_session), person(town_session, COMMISSIONER)
    away = Leave(organization=where, person=person(town_session, SECRETARY), stand_in=stand_in, noted_at=MONDAY)
    away.since = away.until = MONDAY.date()
    town_session.add(away)
    town_session.flush()
    assert names(hearers(town_session, where, MONDAY)) == [COMMISSIONER, DEPUTY, SECRETARY]
    assert hearer(town_session, where, MONDAY, person(town_session, SECRETARY)) is stand_in


# Once, in one way or the other.


def test_the_same_thing_is_not_said_a_second_time_after_a_branch_went_over_to_paper(town_session: Session) -> None:
    where = branch(town_session)
    assert tell_branch(town_session, where, "第一句", key="news:1", now=MONDAY)
    assert not tell_branch(town_session, on_paper(town_session), "第一句", key="news:1", now=MONDAY)
    assert tell_branch(town_session, where, "第二句", key="news:2", now=MONDAY)
    where.delivery = "wecom"
    assert not tell_branch(town_session, where, "第二句", key="news:2", now=MONDAY)
    assert sent_to(town_session, "news:%") == {"news:1": SECRETARY}
    assert waiting(town_session) == {"news:2": "第二句"}


def test_what_wecom_does_not_deliver_waits_on_the_list_whole_and_the_office_hears_why(town_session: Session) -> None:
    long = "\n".join(f"{number:02}" + "一句很长的话" * 20 for number in range(12))
    tell_branch(town_session, branch(town_session), long, key="news:1", now=MONDAY, about="order:7")
    first = town_session.scalars(select(OutboxMessage).where(OutboxMessage.key == "news:1#1")).one()
    assert first.topic == "branch"
    BranchListener().accepted(town_session, first, MONDAY)
    assert waiting(town_session) == {}
    first.state, first.errcode, first.error = outbox.FAILED, 81013, "…"
    BranchListener().refused(town_session, first, MONDAY)
    assert waiting(town_session, BRANCH) == {"news:1#1:refused": long}
    assert f"undelivered:{first.id}:{CLERK}" in sent_to(town_session)
    with pytest.raises(NotImplementedError):
        BranchListener().reworded(town_session, first, MONDAY)
