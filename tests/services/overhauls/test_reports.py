"""The overhaul of a branch: reported, checked, seen by whom it concerns (R39, A14)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import GROUP_MEMBER, Appointment
from models.organizations import GroupAssignment
from models.overhauls import Overhaul, overhauls
from models.transitions import transitions_of
from rules.cases import OVERHAUL
from rules.workdays import Calendar
from services.log import checking as log
from services.overhauls.overhauls import Report, accept, hand_in, send_back
from services.overhauls.rights import overhaul_numbered, visible_to
from tests.worlds.grey_boards import BRANCH, DEPUTY, NOW, PAPER, SECRETARY, assigned, at, body, everything
from tests.worlds.help_plan import planned
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person
from tests.worlds.rolled_back import undone

MEMBER, OTHER_MEMBER, GROUP_LEADER, OTHERS_MEMBER = "caoxiaoming", "fenglihua", "xujianming", "gezhiwei"
REPORT = Report("没开支委会", "人手不够", "每月第一周开会", "12月底前，书记")


def reported(session: Session, calendar: Calendar, by: str = SECRETARY, **where: Any) -> Overhaul:
    overhaul = assigned(session, calendar, **where)
    hand_in(session, overhaul, REPORT, person(session, by), NOW)
    return overhaul


def test_the_group_hears_of_the_report_and_accepts_it(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = reported(recorded_session, calendar)
    said = body(recorded_session, GROUP_LEADER)
    assert said.startswith("石湾村支部报送了整顿工作报告（朱永良）：\n存在问题：没开支委会\n原因分析：人手不够")
    accept(recorded_session, overhaul, "措施具体，同意", person(recorded_session, MEMBER), NOW)
    assert body(recorded_session, SECRETARY) == "石湾村支部的整顿工作报告已审核通过。\n意见：措施具体，同意"
    assert f"回复“已落实 {overhaul.id} 日期 记录号”" in body(recorded_session, CLERK)


def test_sent_back_it_is_handed_in_again_and_both_are_kept(recorded_session: Session, calendar: Calendar) -> None:
    overhaul, secretary = reported(recorded_session, calendar), person(recorded_session, SECRETARY)
    send_back(recorded_session, overhaul, "请写明责任人", person(recorded_session, MEMBER), NOW)
    assert overhaul.state == "returned"
    assert "11月19日（周四）24时到期不变" in body(recorded_session, SECRETARY)
    hand_in(recorded_session, overhaul, replace(REPORT, causes="分工不清"), secretary, at("2026-11-20 09:05"))
    steps = transitions_of(recorded_session, "overhaul", overhaul.id)
    assert [(one.facts["causes"], one.facts["on_time"]) for one in steps if one.event == "report"] == [
        ("人手不够", True),
        ("分工不清", False),
    ]


@pytest.mark.parametrize(
    ("act", "userid", "refusal"),
    [
        ("report", MEMBER, "overhaul_not_your_branch"),
        ("accept", OTHERS_MEMBER, "overhaul_not_your_group"),
        ("accept", CLERK, "overhaul_not_your_group"),
        ("accept", SECRETARY, "overhaul_not_your_group"),
        ("send_back", LEADER, "overhaul_not_your_group"),
        ("accept without words", MEMBER, "overhaul_text_missing"),
        ("send_back without words", MEMBER, "overhaul_text_missing"),
        ("report without words", SECRETARY, "overhaul_text_missing"),
        ("report too long", SECRETARY, "text_too_long"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_changes_nothing(
    recorded_session: Session, calendar: Calendar, act: str, userid: str, refusal: str
) -> None:
    overhaul = reported(recorded_session, calendar)
    before = everything(recorded_session)
    with pytest.raises(Refused, match=refusal) as refused:
        ACTS[act](recorded_session, overhaul, userid, NOW)
    assert "\n" not in refusal_text(refused.value)
    assert everything(recorded_session) == before


def test_nobody_of_the_branch_nor_who_reported_accepts(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    secretary = person(recorded_session, SECRETARY)
    held = Appointment(person=secretary, role=GROUP_MEMBER, title="", group_id=overhaul.group_id, powers=[])
    recorded_session.add(held)
    hand_in(recorded_session, overhaul, REPORT, secretary, NOW)
    with pytest.raises(Refused, match="consequence_own_branch"):
        accept(recorded_session, overhaul, "同意", secretary, NOW)


def test_who_registered_a_report_on_paper_does_not_accept_it(recorded_session: Session, calendar: Calendar) -> None:
    overhaul, clerk = assigned(recorded_session, calendar, organization=PAPER), person(recorded_session, CLERK)
    recorded_session.add(Appointment(person=clerk, role=GROUP_MEMBER, title="", group_id=overhaul.group_id, powers=[]))
    hand_in(recorded_session, overhaul, REPORT, clerk, NOW)
    with pytest.raises(Refused, match="overhaul_own_report"):
        accept(recorded_session, overhaul, "同意", clerk, NOW)


def test_where_a_branch_has_no_group_the_office_checks(recorded_session: Session, calendar: Calendar) -> None:
    for one in recorded_session.scalars(select(GroupAssignment).where(GroupAssignment.organization_id == BRANCH)):
        recorded_session.delete(one)
    overhaul = reported(recorded_session, calendar)
    assert "石湾村支部报送了整顿工作报告" in body(recorded_session, HEAD)
    accept(recorded_session, overhaul, "同意", person(recorded_session, HEAD), NOW)
    assert overhaul.state == "accepted"


@pytest.mark.parametrize(
    ("userid", "sees"),
    [
        (SECRETARY, True),
        (MEMBER, True),
        (GROUP_LEADER, True),
        (CLERK, True),
        ("guchengzhi", True),
        ("shenjingyi", True),
        (OTHERS_MEMBER, False),
        ("zhangjianxin", False),
        ("yanzhiqiang", False),
    ],
)
def test_whom_it_concerns_sees_it(recorded_session: Session, calendar: Calendar, userid: str, sees: bool) -> None:
    overhaul = planned(recorded_session, calendar).overhaul
    by = person(recorded_session, userid)
    assert bool(overhauls(recorded_session, visible_to(recorded_session, by, NOW))) is sees
    if not sees:
        with pytest.raises(Refused, match="overhaul_unknown"):
            overhaul_numbered(recorded_session, overhaul.id, by, NOW)


def test_all_of_it_is_in_the_log(recorded_session: Session, calendar: Calendar) -> None:
    plan = planned(recorded_session, calendar)
    recorded_session.flush()
    recorded_session.expire_all()
    assert list(log.problems(recorded_session)) == []
    plan.measure = "改过的"
    recorded_session.flush()
    assert len(list(log.problems(recorded_session))) == 1


ACTS: dict[str, Any] = {
    "report": lambda s, one, by, now: hand_in(s, one, REPORT, person(s, by), now),
    "accept": lambda s, one, by, now: accept(s, one, "同意", person(s, by), now),
    "send_back": lambda s, one, by, now: send_back(s, one, "请补充", person(s, by), now),
    "report without words": lambda s, one, by, now: hand_in(s, one, replace(REPORT, causes=" "), person(s, by), now),
    "report too long": lambda s, one, by, now: hand_in(s, one, replace(REPORT, causes="长" * 501), person(s, by), now),
    "accept without words": lambda s, one, by, now: accept(s, one, "", person(s, by), now),
    "send_back without words": lambda s, one, by, now: send_back(s, one, "\n", person(s, by), now),
}
MAY = {"report": {SECRETARY, DEPUTY, CLERK}, "accept": {MEMBER, OTHER_MEMBER}, "send_back": {MEMBER, OTHER_MEMBER}}
PEOPLE = (SECRETARY, SECRETARY, DEPUTY, MEMBER, MEMBER, OTHER_MEMBER, CLERK, LEADER, OTHERS_MEMBER)

# Few random orders get far; these do.
BEGUN: list[list[tuple[str, str]]] = [[], [("report", SECRETARY)]]


@pytest.fixture
def overhaul(recorded_session: Session, calendar: Calendar) -> Overhaul:
    return assigned(recorded_session, calendar)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.sampled_from(BEGUN),
    tries=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE)), min_size=5, max_size=20),
)
def test_whatever_is_tried_a_step_has_who_when_and_why_or_nothing_changes(
    recorded_session: Session, overhaul: Overhaul, begun: list[tuple[str, str]], tries: list[tuple[str, str]]
) -> None:
    with undone(recorded_session):
        before = everything(recorded_session)
        for minutes, (event, userid) in enumerate([*begun, *tries], start=1):
            state, now = overhaul.state, NOW + timedelta(minutes=minutes)
            try:
                ACTS[event](recorded_session, overhaul, userid, now)
            except Refused as refused:
                assert "\n" not in refusal_text(refused)
                assert everything(recorded_session) == before
                continue
            newest = transitions_of(recorded_session, OVERHAUL.name, overhaul.id)[-1]
            assert (newest.event, newest.state) == (event, overhaul.state) == (event, OVERHAUL.steps[state, event])
            assert (newest.by and newest.by.userid, newest.at, bool(newest.reason)) == (userid, now, True)
            assert userid in MAY[event]
            before = everything(recorded_session)
