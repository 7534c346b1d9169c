"""The overhaul of a branch: assigned, reported, checked, helped with; its due days over holidays (R39, A14)."""

from dataclasses import replace
from datetime import date, timedelta
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
from models.outbox import OutboxMessage
from models.overhauls import Overhaul, overhauls
from models.transitions import transitions_of
from rules.cases import OVERHAUL
from rules.workdays import Calendar, Holiday
from services.log import checking as log
from services.notices.rectifications import OVERHAULS, RectificationListener
from services.overhauls.help import GivenPlan
from services.overhauls.notices import list_overdue_overhauls, recount_provisional, remind_overhauls_due
from services.overhauls.overhauls import Report, accept, hand_in, send_back
from services.overhauls.rights import overhaul_numbered, visible_to
from tests.worlds.grey_boards import (
    BRANCH,
    COMMISSIONER,
    DEPUTY,
    NOW,
    PAPER,
    SECRETARY,
    assigned,
    at,
    body,
    events,
    everything,
    proposed,
    sent_to,
)
from tests.worlds.handed_over import waiting
from tests.worlds.help_plan import planned
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person
from tests.worlds.rolled_back import undone

MEMBER, OTHER_MEMBER, GROUP_LEADER, OTHERS_MEMBER = "caoxiaoming", "fenglihua", "xujianming", "gezhiwei"
REPORT = Report("没开支委会", "人手不够", "每月第一周开会", "12月底前，书记")
PLAN = GivenPlan("沈静怡", "每月参加一次支委会", (date(2026, 12, 10), date(2026, 11, 14)))
# Ten working days after Thursday, 5 November.
DUE = date(2026, 11, 19)


def reported(session: Session, calendar: Calendar, by: str = SECRETARY, **where: Any) -> Overhaul:
    overhaul = assigned(session, calendar, **where)
    hand_in(session, overhaul, REPORT, person(session, by), NOW)
    return overhaul


# Assigned


@pytest.mark.parametrize(
    ("confirmed", "due", "why"),
    [
        ("2026-11-05", "2026-11-19", "two plain weeks"),
        ("2026-11-07", "2026-11-20", "a Saturday"),
        ("2025-12-24", "2026-01-08", "New Year: 1 to 3 January off, Sunday 4 January works"),
        ("2025-12-31", "2026-01-15", "New Year, the day before the holiday"),
        ("2026-02-06", "2026-02-27", "Spring Festival, with the make-up Saturday of 14 February"),
        ("2026-02-13", "2026-03-05", "Spring Festival, with the make-up Saturdays of 14 and 28 February"),
        ("2026-02-14", "2026-03-06", "on a make-up Saturday"),
        ("2026-02-20", "2026-03-06", "in the holiday, with the make-up Saturday of 28 February"),
        ("2026-09-18", "2026-10-09", "a make-up Sunday, Mid-Autumn and National Day"),
        ("2026-09-28", "2026-10-16", "National Day, with the make-up Saturday of 10 October"),
        ("2026-10-03", "2026-10-20", "in the holiday"),
    ],
)
def test_the_report_is_due_at_the_end_of_the_tenth_working_day(
    recorded_session: Session, calendar: Calendar, confirmed: str, due: str, why: str
) -> None:
    del why
    overhaul = assigned(recorded_session, calendar, at(f"{confirmed} 10:00"))
    assert overhaul.counted.day == date.fromisoformat(due)
    assert overhaul.due == at(f"{due} 00:00") + timedelta(days=1)
    assert len(overhaul.counted.counted) == 10


def test_the_secretary_gets_the_task_with_day_and_words(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    assert overhaul.recipient and overhaul.recipient.userid == SECRETARY
    assert body(recorded_session, SECRETARY) == (
        "朱永良，您好。石湾村支部连续列入灰榜，镇绩效考核领导小组请支部写一份整顿工作报告，"
        "11月19日（周四）24时前报送（10个工作日）。\n"
        "写四段：存在问题、原因分析、整顿措施、时限和责任人，每段几句话就行，由第一督导组审核。\n"
        f"回复“整顿报告 {overhaul.id}”开始写，中途可以停；有困难可以找督导组商量。"
    )


def _message(session: Session, overhaul: Overhaul, userid: str) -> OutboxMessage:
    key = f"overhaul:{overhaul.id}:{userid}"
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def test_who_cannot_be_reached_is_followed_by_the_next_and_at_last_by_paper(
    recorded_session: Session, calendar: Calendar
) -> None:
    overhaul = assigned(recorded_session, calendar)
    for userid, following in ((SECRETARY, DEPUTY), (DEPUTY, COMMISSIONER), (COMMISSIONER, None)):
        RectificationListener(OVERHAULS).refused(recorded_session, _message(recorded_session, overhaul, userid), NOW)
        assert (overhaul.recipient.userid if overhaul.recipient else None) == following
    assert overhaul.state == "assigned"
    assert events(recorded_session, overhaul) == ["assigned", *["not_reached"] * 3]
    assert waiting(recorded_session)[f"overhaul:{overhaul.id}:paper"].startswith("石湾村支部连续列入灰榜")
    assert "石湾村支部的整顿任务没有送达朱敏。\n没有别的联系人了" in body(recorded_session, CLERK)


def test_where_nobody_knows_whether_it_arrived_it_goes_on_paper(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    message = _message(recorded_session, overhaul, SECRETARY)
    message.unknown_since = NOW
    RectificationListener(OVERHAULS).refused(recorded_session, message, NOW)
    assert overhaul.recipient is None
    assert f"overhaul:{overhaul.id}:{DEPUTY}" not in sent_to(recorded_session)


def test_accepted_is_delivered_and_later_news_change_nothing(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    message = _message(recorded_session, overhaul, SECRETARY)
    RectificationListener(OVERHAULS).accepted(recorded_session, message, NOW)
    RectificationListener(OVERHAULS).accepted(recorded_session, message, NOW)
    RectificationListener(OVERHAULS).refused(recorded_session, message, NOW)
    assert overhaul.state == "delivered"
    assert events(recorded_session, overhaul) == ["assigned", "deliver"]
    with pytest.raises(NotImplementedError):
        RectificationListener(OVERHAULS).reworded(recorded_session, message, NOW)


def test_a_branch_on_paper_is_served_by_the_office(recorded_session: Session, calendar: Calendar) -> None:
    overhaul, clerk = assigned(recorded_session, calendar, organization=PAPER), person(recorded_session, CLERK)
    assert overhaul.recipient is None
    hand_in(recorded_session, overhaul, REPORT, clerk, NOW)
    accept(recorded_session, overhaul, "同意", person(recorded_session, MEMBER), NOW)
    assert overhaul.state == "accepted"
    assert list(waiting(recorded_session).values()) == ["荷塘老年支部的整顿工作报告已审核通过。\n意见：同意"]


def test_a_day_in_a_year_without_holiday_plan_is_told_to_the_office(
    recorded_session: Session, calendar: Calendar
) -> None:
    assigned(recorded_session, calendar, at("2026-12-25 10:00"))
    assert f"calendar:2027:{CLERK}" in sent_to(recorded_session)


# Reported and checked


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
        ("report too long", SECRETARY, "overhaul_text_too_long"),
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


# Reminders


def test_the_branch_is_reminded_once_on_the_due_day(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-18 09:05")) == 0
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-19 07:05")) == 0
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-19 09:05")) == 1
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-19 09:15")) == 0
    assert body(recorded_session, SECRETARY) == (
        f"石湾村支部的整顿工作报告今天24时到期，写好回复“整顿报告 {overhaul.id}”。"
    )


def test_an_overdue_report_is_named_to_the_office_once_a_day(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    assert list_overdue_overhauls(recorded_session, calendar, at("2026-11-19 17:05")) == 0
    for moment in ("2026-11-20 09:05", "2026-11-20 09:15", "2026-11-21 09:05", "2026-11-23 09:05"):
        list_overdue_overhauls(recorded_session, calendar, at(moment))
    days = [key.split(":")[1] for key in sent_to(recorded_session, f"overhauls-overdue:%:{CLERK}")]
    assert days == ["2026-11-20", "2026-11-23"]
    hand_in(recorded_session, overhaul, REPORT, person(recorded_session, SECRETARY), at("2026-11-23 10:05"))
    assert list_overdue_overhauls(recorded_session, calendar, at("2026-11-24 09:05")) == 0


# Who sees it


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


# Whatever is tried

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


def test_an_overhaul_that_was_not_confirmed_does_not_exist(recorded_session: Session, calendar: Calendar) -> None:
    proposed(recorded_session, calendar, "G G G")
    assert overhauls(recorded_session) == []


def test_a_due_day_that_ran_into_unknown_holidays_is_counted_anew_once_they_are_known(
    recorded_session: Session, calendar: Calendar
) -> None:
    overhaul = assigned(recorded_session, calendar, at("2026-12-24 09:00"))
    assert overhaul.counted.day == date(2027, 1, 8)
    file = calendar.with_overrides(Holiday(date(2027, 1, day), False, "元旦") for day in (1, 4))
    known = replace(file, known_years=file.known_years | {2027})
    now = at("2026-12-28 09:00")
    assert [recount_provisional(recorded_session, one, now) for one in (calendar, known, known)] == [0, 1, 0]
    assert overhaul.counted.day == date(2027, 1, 11)
