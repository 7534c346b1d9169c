"""The overhaul of a branch is assigned: to whom, and until when over holidays (R39, A14)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.wording import refusal_text
from models.outbox import OutboxMessage
from models.overhauls import Overhaul, overhauls
from models.transitions import transitions_of
from rules.workdays import Calendar, Holiday
from services.notices.rectifications import OVERHAULS, RectificationListener, enter_delivery
from services.overhauls.notices import list_overdue_overhauls, recount_provisional, remind_overhauls_due
from services.overhauls.overhauls import Report, accept, hand_in
from tests.worlds.grey_boards import (
    COMMISSIONER,
    DEPUTY,
    NOW,
    PAPER,
    SECRETARY,
    assigned,
    at,
    body,
    events,
    proposed,
    sent_to,
)
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import CLERK, person

MEMBER = "caoxiaoming"
REPORT = Report("没开支委会", "人手不够", "每月第一周开会", "12月底前，书记")


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


def message_to(session: Session, overhaul: Overhaul, userid: str) -> OutboxMessage:
    key = f"overhaul:{overhaul.id}:{userid}"
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def test_who_cannot_be_reached_is_followed_by_the_next_and_at_last_by_paper(
    recorded_session: Session, calendar: Calendar
) -> None:
    overhaul = assigned(recorded_session, calendar)
    for userid, following in ((SECRETARY, DEPUTY), (DEPUTY, COMMISSIONER), (COMMISSIONER, None)):
        RectificationListener(OVERHAULS).refused(recorded_session, message_to(recorded_session, overhaul, userid), NOW)
        assert (overhaul.recipient.userid if overhaul.recipient else None) == following
    assert overhaul.state == "assigned"
    assert events(recorded_session, overhaul) == ["assigned", *["not_reached"] * 3]
    assert waiting(recorded_session)[f"overhaul:{overhaul.id}:paper"].startswith("石湾村支部连续列入灰榜")
    assert "石湾村支部的整顿任务没有送达朱敏。\n没有别的联系人了" in body(recorded_session, CLERK)


def test_where_nobody_knows_whether_it_arrived_it_goes_on_paper(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    message = message_to(recorded_session, overhaul, SECRETARY)
    message.unknown_since = NOW
    RectificationListener(OVERHAULS).refused(recorded_session, message, NOW)
    assert overhaul.recipient is None
    assert f"overhaul:{overhaul.id}:{DEPUTY}" not in sent_to(recorded_session)


def test_accepted_is_delivered_and_later_news_change_nothing(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    message = message_to(recorded_session, overhaul, SECRETARY)
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


def test_what_was_handed_over_on_paper_is_entered_once_with_the_day_and_how(
    recorded_session: Session, calendar: Calendar
) -> None:
    overhaul, clerk = assigned(recorded_session, calendar, organization=PAPER), person(recorded_session, CLERK)
    enter_delivery(recorded_session, overhaul, NOW.date(), "送到\u200b书记家中", clerk, NOW)
    latest = transitions_of(recorded_session, "overhaul", overhaul.id)[-1]
    assert (latest.event, latest.reason, latest.facts["on"]) == ("deliver", "送到书记家中", f"{NOW:%F}")
    assert waiting(recorded_session) == {}
    with pytest.raises(NotNow) as refused:
        enter_delivery(recorded_session, overhaul, NOW.date(), "", clerk, NOW)
    assert refusal_text(refused.value) == "荷塘老年支部的整顿任务已经送达，不用再登记。"


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_handed_over_between_its_beginning_and_today(
    recorded_session: Session, calendar: Calendar, days: int
) -> None:
    overhaul, clerk = assigned(recorded_session, calendar, organization=PAPER), person(recorded_session, CLERK)
    with pytest.raises(BadInput, match="delivered_out_of_time"):
        enter_delivery(recorded_session, overhaul, NOW.date() + timedelta(days=days), "", clerk, NOW)


def test_a_day_in_a_year_without_holiday_plan_is_told_to_the_office(
    recorded_session: Session, calendar: Calendar
) -> None:
    assigned(recorded_session, calendar, at("2026-12-25 10:00"))
    assert f"calendar:2027:{CLERK}" in sent_to(recorded_session)


def test_the_branch_is_reminded_once_on_the_due_day(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-18 09:05")) == 0
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-19 07:05")) == 0
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-19 09:05")) == 1
    assert remind_overhauls_due(recorded_session, calendar, at("2026-11-19 09:15")) == 0
    assert body(recorded_session, SECRETARY) == (
        f"石湾村支部的整顿工作报告今天24时到期，写好回复“整顿报告 {overhaul.id}”。"
    )


def test_an_overdue_report_is_named_to_the_office_once(recorded_session: Session, calendar: Calendar) -> None:
    overhaul = assigned(recorded_session, calendar)
    assert list_overdue_overhauls(recorded_session, calendar, at("2026-11-19 17:05")) == 0
    for moment in ("2026-11-20 09:05", "2026-11-20 09:15", "2026-11-21 09:05", "2026-11-23 09:05"):
        list_overdue_overhauls(recorded_session, calendar, at(moment))
    days = [key.split(":")[1] for key in sent_to(recorded_session, f"overhauls-overdue:%:{CLERK}")]
    assert days == ["2026-11-20"], "the list has not changed"
    hand_in(recorded_session, overhaul, REPORT, person(recorded_session, SECRETARY), at("2026-11-23 10:05"))
    assert list_overdue_overhauls(recorded_session, calendar, at("2026-11-24 09:05")) == 0


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
