"""Consequences decided and carried out by named people, and never by the system (R37-R41, A12)."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import SECRETARY, Appointment
from models.boards import Board
from models.consequences import Consequence, consequences_of_year
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from models.transitions import transitions_of
from rules.cases import CONSEQUENCE
from rules.workdays import Calendar
from services.consequences.decisions import carry_out, close, confirm, decline, withdraw
from services.consequences.measures import Decision, record_measure
from services.consequences.notices import interview_draft
from services.consequences.proposals import propose_consequences
from services.consequences.rights import consequence_numbered
from services.overhauls.overhauls import Report, accept, hand_in
from tests.worlds.grey_boards import (
    BRANCH,
    NOW,
    OFFICERS,
    amend,
    at,
    by_kind,
    events,
    everything,
    proposed,
    sent_to,
    store_boards,
)
from tests.worlds.grey_boards import SECRETARY as SECRETARY_THERE
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, person
from tests.worlds.rolled_back import undone

TODAY, LATER = NOW.date(), at("2026-11-09 09:05")
TOWN_LEADER, DEPARTMENT_HEAD, MEMBER = "guchengzhi", "xujianming", "caoxiaoming"
DECISION = Decision(date(2026, 11, 4), "党委会纪要15号", "调整支部班子分工")
REPORT = Report("没开支委会", "人手不够", "每月第一周开会", "12月底前，书记")


def agree(session: Session, calendar: Calendar, *consequences: Consequence, by: str = LEADER) -> None:
    confirm(session, consequences, "情况属实", person(session, by), calendar, NOW)


def make_officer(session: Session, userid: str, until: date | None = None) -> None:
    held = Appointment(
        person=person(session, userid), role=SECRETARY, title="", organization_id=BRANCH, powers=[], until=until
    )
    session.add(held)
    session.flush()


def told(session: Session, like: str) -> str:
    query = select(OutboxMessage).where(OutboxMessage.key.like(like)).order_by(OutboxMessage.id.desc())
    found = session.scalars(query.limit(1)).one()
    return outbox.shown(found)


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


@pytest.mark.parametrize(
    ("reason", "refusal"), [("", "consequence_reason_missing"), ("长" * 301, "consequence_text_too_long")]
)
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


# Carrying out


def test_carried_out_with_day_and_record_number_then_closed(recorded_session: Session, calendar: Calendar) -> None:
    one, clerk = proposed(recorded_session, calendar)["honours_ineligibility"], person(recorded_session, CLERK)
    agree(recorded_session, calendar, one)
    carry_out(recorded_session, one, date(2026, 11, 6), " 党委会纪要12号 ", clerk, LATER)
    assert (one.state, one.done_on, one.record_no) == ("carried_out", date(2026, 11, 6), "党委会纪要12号")
    close(recorded_session, one, "材料已归档", clerk, LATER)
    assert events(recorded_session, one) == ["proposed", "confirm", "carry_out", "close"]


@pytest.mark.parametrize(
    ("day", "number", "refusal"),
    [
        (date(2026, 11, 4), "12号", "consequence_day_wrong"),
        (date(2026, 11, 10), "12号", "consequence_day_wrong"),
        (TODAY, " ", "consequence_record_no_missing"),
        (TODAY, "长" * 65, "consequence_record_no_missing"),
    ],
)
def test_what_was_carried_out_needs_a_day_since_the_decision_and_a_number(
    recorded_session: Session, calendar: Calendar, day: date, number: str, refusal: str
) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    agree(recorded_session, calendar, one)
    before = everything(recorded_session)
    with pytest.raises(Refused, match=refusal) as refused:
        carry_out(recorded_session, one, day, number, person(recorded_session, CLERK), LATER)
    assert "\n" not in refusal_text(refused.value)
    assert everything(recorded_session) == before


def test_an_overhaul_is_carried_out_once_its_report_is_accepted(recorded_session: Session, calendar: Calendar) -> None:
    one, clerk = proposed(recorded_session, calendar)["overhaul_report"], person(recorded_session, CLERK)
    agree(recorded_session, calendar, one)
    with pytest.raises(Refused, match="consequence_overhaul_open"):
        carry_out(recorded_session, one, TODAY, "整顿1号", clerk, NOW)
    overhaul = recorded_session.get_one(Overhaul, one.id)
    hand_in(recorded_session, overhaul, REPORT, person(recorded_session, SECRETARY_THERE), NOW)
    accept(recorded_session, overhaul, "措施具体", person(recorded_session, MEMBER), NOW)
    carry_out(recorded_session, one, TODAY, "整顿1号", clerk, NOW)
    assert one.state == "carried_out"


def test_what_was_confirmed_can_be_taken_back_until_it_is_carried_out(
    recorded_session: Session, calendar: Calendar
) -> None:
    one = proposed(recorded_session, calendar)["overhaul_report"]
    with pytest.raises(Refused, match="consequence_out_of_turn"):
        withdraw(recorded_session, one, "榜单已修订", person(recorded_session, LEADER), NOW)
    agree(recorded_session, calendar, one)
    withdraw(recorded_session, one, "榜单已修订", person(recorded_session, LEADER), NOW)
    assert (one.state, recorded_session.get_one(Overhaul, one.id).state) == ("withdrawn", "withdrawn")
    assert propose_consequences(recorded_session, calendar, LATER) == 0
    assert one.state == "withdrawn"


def test_what_was_carried_out_or_closed_can_be_taken_back_and_the_branch_hears_why(
    recorded_session: Session, calendar: Calendar
) -> None:
    one, leader = proposed(recorded_session, calendar)["honours_ineligibility"], person(recorded_session, LEADER)
    agree(recorded_session, calendar, one)
    carry_out(recorded_session, one, TODAY, "纪要3号", leader, NOW)
    close(recorded_session, one, "已归档", leader, NOW)
    with pytest.raises(Refused, match="consequence_reason_missing"):
        withdraw(recorded_session, one, " ", leader, LATER)
    withdraw(recorded_session, one, "第三季度榜单已更正", leader, LATER)
    assert one.state == "withdrawn"
    assert told(recorded_session, f"consequence-withdrawn:{one.id}%") == (
        "石湾村支部2026年的“取消年度评优资格”已撤销，不再算数：\n第三季度榜单已更正\n有疑问可以联系镇组织办。"
    )
    assert propose_consequences(recorded_session, calendar, LATER) == 0


def test_a_measure_recorded_by_mistake_is_taken_back(recorded_session: Session) -> None:
    branch, leader = recorded_session.get_one(Organization, BRANCH), person(recorded_session, LEADER)
    measure = record_measure(recorded_session, branch, DECISION, leader, NOW)
    withdraw(recorded_session, measure, "记错了支部", leader, NOW)
    assert measure.state == "withdrawn"
    assert "记错了支部" in told(recorded_session, f"%:{CLERK}")


# Amended boards


def test_what_was_decided_only_shows_that_its_ground_fell_away(recorded_session: Session, calendar: Calendar) -> None:
    first, second = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    found, clerk = by_kind(recorded_session), person(recorded_session, CLERK)
    agree(recorded_session, calendar, *found.values())
    for kind in ("laggard_listing", "honours_ineligibility"):
        carry_out(recorded_session, found[kind], TODAY, "12号", clerk, NOW)
    close(recorded_session, found["laggard_listing"], "归档", clerk, NOW)
    fresh = amend(recorded_session, second, "N", state="published")
    assert propose_consequences(recorded_session, calendar, LATER) == 3
    assert {kind: one.state for kind, one in found.items()} == {
        "honours_ineligibility": "carried_out",
        "laggard_listing": "closed",
        "overhaul_report": "confirmed",
    }
    assert {one.ground_fell_at for one in found.values()} == {LATER}
    assert recorded_session.get_one(Overhaul, found["overhaul_report"].id).state == "assigned"
    said = recorded_session.scalars(select(OutboxMessage.body).where(OutboxMessage.addressee == LEADER)).all()
    assert "系统没有改动已办的事" in said[-1]
    assert propose_consequences(recorded_session, calendar, LATER) == 0
    amend(recorded_session, fresh, "G")
    assert propose_consequences(recorded_session, calendar, LATER) == 3
    assert {one.ground_fell_at for one in found.values()} == {None}
    assert first.state == "final"


def test_what_was_declined_stays_so(recorded_session: Session, calendar: Calendar) -> None:
    boards = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    found = [*by_kind(recorded_session).values()]
    decline(recorded_session, found, "刚刚换届", person(recorded_session, LEADER), NOW)
    amend(recorded_session, boards[0], "N")
    assert propose_consequences(recorded_session, calendar, LATER) == 0
    assert {one.state for one in found} == {"declined"}


# 组织处置


def measure(session: Session, by: str = HEAD, **changes: Any) -> Consequence:
    decision = Decision(**{"on": DECISION.on, "record_no": DECISION.record_no, "text": DECISION.text, **changes})
    return record_measure(session, session.get_one(Organization, BRANCH), decision, person(session, by), NOW)


def test_a_measure_is_recorded_after_the_committee_decided_and_then_closed(
    recorded_session: Session, calendar: Calendar
) -> None:
    proposed(recorded_session, calendar, "G G G G")
    assert "organizational_measure" not in by_kind(recorded_session)
    one = measure(recorded_session)
    begun = transitions_of(recorded_session, "organizational_measure", one.id)[0]
    assert (begun.by and begun.by.userid, begun.facts) == (
        HEAD,
        {"on": "2026-11-04", "record_no": "党委会纪要15号", "decision": "调整支部班子分工"},
    )
    close(recorded_session, one, "已宣布", person(recorded_session, CLERK), NOW)
    assert (one.state, one in consequences_of_year(recorded_session, 2026)) == ("closed", True)
    assert measure(recorded_session) is not one
    assert not set(sent_to(recorded_session).values()) & OFFICERS


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": CLERK}, "measure_not_yours"),
        ({"by": TOWN_LEADER}, "measure_not_yours"),
        ({"by": SECRETARY_THERE}, "measure_not_yours"),
        ({"on": date(2026, 11, 6)}, "measure_day_ahead"),
        ({"record_no": ""}, "consequence_record_no_missing"),
        ({"text": " "}, "measure_text_missing"),
        ({"text": "长" * 301}, "measure_text_missing"),
    ],
)
def test_a_measure_without_decision_is_refused(
    recorded_session: Session, changes: dict[str, Any], refusal: str
) -> None:
    before = everything(recorded_session)
    with pytest.raises(Refused, match=refusal) as refused:
        measure(recorded_session, **changes)
    assert refusal_text(refused.value).endswith("。")
    assert everything(recorded_session) == before


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


# Whatever is tried

ACTS: dict[str, Any] = {
    "confirm": lambda s, one, by, calendar, now, why="属实": confirm(s, [one], why, person(s, by), calendar, now),
    "decline": lambda s, one, by, calendar, now, why="不符": decline(s, [one], why, person(s, by), now),
    "withdraw": lambda s, one, by, calendar, now: withdraw(s, one, "已修订", person(s, by), now),
    "carry_out": lambda s, one, by, calendar, now: carry_out(s, one, now.date(), "3号", person(s, by), now),
    "close": lambda s, one, by, calendar, now: close(s, one, "归档", person(s, by), now),
}
MAY = {"carry_out": {LEADER, CLERK, HEAD}, "close": {LEADER, CLERK, HEAD}}
PEOPLE = (LEADER, LEADER, CLERK, HEAD, TOWN_LEADER, SECRETARY_THERE, MEMBER)

# Few random orders get far; these do.
BEGUN = [[], [("confirm", LEADER)], [("confirm", LEADER), ("carry_out", CLERK)]]


@pytest.fixture
def proposals(recorded_session: Session, calendar: Calendar) -> dict[str, Consequence]:
    return proposed(recorded_session, calendar, "G G G")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["laggard_listing", "overhaul_report", "interview"]),
    begun=st.sampled_from(BEGUN),
    tries=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE)), min_size=3, max_size=15),
)
def test_whatever_is_tried_a_step_has_who_when_and_why_or_nothing_changes(
    recorded_session: Session,
    calendar: Calendar,
    proposals: dict[str, Consequence],
    kind: str,
    begun: list[tuple[str, str]],
    tries: list[tuple[str, str]],
) -> None:
    one = proposals[kind]
    with undone(recorded_session):
        before = everything(recorded_session)
        for minutes, (event, userid) in enumerate([*begun, *tries], start=1):
            state, now = one.state, NOW + timedelta(minutes=minutes)
            try:
                ACTS[event](recorded_session, one, userid, calendar, now)
            except Refused as refused:
                assert "\n" not in refusal_text(refused)
                assert everything(recorded_session) == before
                continue
            newest = transitions_of(recorded_session, CONSEQUENCE.name, one.id)[-1]
            assert (newest.event, newest.state) == (event, one.state) == (event, CONSEQUENCE.steps[state, event])
            assert (newest.by and newest.by.userid, newest.at, bool(newest.reason)) == (userid, now, True)
            assert userid in MAY.get(event, {LEADER})
            before = everything(recorded_session)


CLOCK = {"proposed", "propose", "ground_fell", "ground_back"}


@pytest.fixture
def second(recorded_session: Session, calendar: Calendar) -> Board:
    """The second grey board in a row, with its proposals."""
    _, board = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    return board


def move_on(session: Session, calendar: Calendar, one: Consequence, board: Board, moves: list[str]) -> str:
    """Let people act as listed and the board be amended to and fro; return its last letter."""
    letter = "G"
    for move in moves:
        if move == "amend":
            letter = "N" if letter == "G" else "G"
            board = amend(session, board, letter)
            propose_consequences(session, calendar, NOW)
        else:
            with suppress(Refused):
                ACTS[move](session, one, LEADER, calendar, NOW)
    return letter


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["amend", "amend", *sorted(ACTS)]), min_size=3, max_size=12))
@example(moves=["confirm", "amend", "withdraw", "amend"])
def test_however_boards_and_people_move_every_step_is_explained(
    recorded_session: Session, calendar: Calendar, second: Board, moves: list[str]
) -> None:
    one = by_kind(recorded_session)["laggard_listing"]
    with undone(recorded_session):
        letter = move_on(recorded_session, calendar, one, second, moves)
        first, *steps = transitions_of(recorded_session, CONSEQUENCE.name, one.id)
        state = first.state
        for taken in steps:
            state = CONSEQUENCE.after(state, taken.event)
            assert (taken.state, taken.at, bool(taken.reason)) == (state, NOW, True)
            assert taken.by is None if taken.event in CLOCK else taken.by or taken.event == "withdraw"
        assert one.state == state
        assert (one.ground_fell_at is None) or letter == "N"
        assert one.state != "proposed" or letter == "G"
        assert len(by_kind(recorded_session)) == 3
