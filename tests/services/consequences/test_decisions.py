"""Consequences are decided by named people, and never by the system (R37-R41, A12)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import SECRETARY, Appointment
from models.consequences import Consequence
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.consequences.decisions import carry_out, confirm, decline
from services.consequences.notices import interview_draft
from services.consequences.proposals import propose_consequences
from services.consequences.rights import consequence_numbered
from tests.services.consequences.deciding import ACTS, DEPARTMENT_HEAD, LATER, MEMBER, TODAY, TOWN_LEADER, agree
from tests.worlds.grey_boards import BRANCH, NOW, amend, by_kind, everything, proposed, sent_to, store_boards
from tests.worlds.grey_boards import SECRETARY as SECRETARY_THERE
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, person


def make_officer(session: Session, userid: str, until: date | None = None) -> None:
    held = Appointment(
        person=person(session, userid), role=SECRETARY, title="", organization_id=BRANCH, powers=[], until=until
    )
    session.add(held)
    session.flush()


# Deciding


def test_a_confirmed_interview_gives_the_office_a_draft(recorded_session: Session, calendar: Calendar) -> None:
    one = proposed(recorded_session, calendar, "G G G")["interview"]
    agree(recorded_session, calendar, one)
    draft = interview_draft(recorded_session, one, NOW)
    for part in ("草稿，没有发送", "农村工作局、石湾村党支部：", "连续3次", "徐建明", "朱永良", "顾承志、陆雅琴"):
        assert part in draft
    bodies = recorded_session.scalars(select(OutboxMessage.body).where(OutboxMessage.addressee == CLERK)).all()
    assert draft in json.loads(bodies[-1])["text"]["content"]


def test_several_are_decided_in_one_act_and_the_office_hears_once(
    recorded_session: Session, calendar: Calendar
) -> None:
    found = proposed(recorded_session, calendar)
    before = len(sent_to(recorded_session, "consequence:%"))
    decline(recorded_session, [*found.values()], "刚刚换届", person(recorded_session, LEADER), NOW)
    assert {one.state for one in found.values()} == {"declined"}
    assert len(sent_to(recorded_session, "consequence:%")) == before + 3  # Three people work in the office.


def test_if_one_cannot_be_decided_none_is(recorded_session: Session, calendar: Calendar) -> None:
    found = proposed(recorded_session, calendar)
    decline(recorded_session, [found["laggard_listing"]], "刚刚换届", person(recorded_session, LEADER), NOW)
    before = everything(recorded_session)
    with pytest.raises(Refused, match="consequence_out_of_turn"):
        agree(recorded_session, calendar, *found.values())
    assert everything(recorded_session) == before


@pytest.mark.parametrize("userid", [HEAD, CLERK, TOWN_LEADER, MEMBER, SECRETARY_THERE, DEPARTMENT_HEAD])
def test_only_the_leading_group_decides(recorded_session: Session, calendar: Calendar, userid: str) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    for act in (confirm_as, decline_as):
        before = everything(recorded_session)
        with pytest.raises(Refused) as refused:
            act(recorded_session, calendar, one, userid)
        assert refusal_text(refused.value).endswith("。")
        assert everything(recorded_session) == before


def confirm_as(session: Session, calendar: Calendar, one: Consequence, userid: str) -> None:
    confirm(session, [one], "情况属实", person(session, userid), calendar, NOW)


def decline_as(session: Session, calendar: Calendar, one: Consequence, userid: str) -> None:
    del calendar
    decline(session, [one], "情况不符", person(session, userid), NOW)


def test_nobody_decides_on_the_own_branch(recorded_session: Session, calendar: Calendar) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    make_officer(recorded_session, LEADER)
    with pytest.raises(Refused, match="consequence_own_branch"):
        agree(recorded_session, calendar, one)
    agree(recorded_session, calendar, one, by=OTHER_LEADER)
    make_officer(recorded_session, CLERK)
    with pytest.raises(Refused, match="consequence_own_branch"):
        carry_out(recorded_session, one, TODAY, "12号", person(recorded_session, CLERK), NOW)


@pytest.mark.parametrize(("reason", "refusal"), [("", "consequence_reason_missing"), ("长" * 301, "text_too_long")])
def test_a_decision_needs_a_reason(recorded_session: Session, calendar: Calendar, reason: str, refusal: str) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    before = everything(recorded_session)
    for act in ("confirm", "decline"):
        with pytest.raises(Refused, match=refusal):
            ACTS[act](recorded_session, one, LEADER, calendar, NOW, reason)
    assert everything(recorded_session) == before


def test_what_lost_its_ground_cannot_be_confirmed_even_before_the_sweep(
    recorded_session: Session, calendar: Calendar
) -> None:
    boards = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    amend(recorded_session, boards[0], "N", state="published")
    before = everything(recorded_session)
    with pytest.raises(Refused, match="consequence_ground_gone"):
        agree(recorded_session, calendar, by_kind(recorded_session)["laggard_listing"])
    assert everything(recorded_session) == before


def test_of_two_who_decide_at_once_one_comes_second(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        number = proposed(session, calendar)["laggard_listing"].id

    def decide(userid: str) -> str:
        with town.begin() as session:
            try:
                confirm_as(session, calendar, session.get_one(Consequence, number), userid)
            except Refused as refused:
                return refused.reason
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, [LEADER, OTHER_LEADER])) == ["consequence_out_of_turn", "done"]


def test_who_has_left_the_branch_since_the_proposal_does_not_decide_either(
    recorded_session: Session, calendar: Calendar
) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    make_officer(recorded_session, LEADER, until=date(2026, 11, 7))
    with pytest.raises(Refused, match="consequence_own_branch"):
        decline(recorded_session, [one], "刚刚换届", person(recorded_session, LEADER), LATER)


# Who sees them


@pytest.mark.parametrize("userid", [LEADER, HEAD, CLERK, TOWN_LEADER])
def test_office_and_leaders_see_them(recorded_session: Session, calendar: Calendar, userid: str) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    assert consequence_numbered(recorded_session, one.id, person(recorded_session, userid), NOW) is one
    with pytest.raises(Refused, match="consequence_unknown"):
        consequence_numbered(recorded_session, 999, person(recorded_session, userid), NOW)


@pytest.mark.parametrize("userid", [SECRETARY_THERE, MEMBER, DEPARTMENT_HEAD])
def test_nobody_else_does(recorded_session: Session, calendar: Calendar, userid: str) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    with pytest.raises(Refused, match="consequence_not_yours"):
        consequence_numbered(recorded_session, one.id, person(recorded_session, userid), NOW)
