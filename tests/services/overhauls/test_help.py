"""帮扶计划 and its follow-ups: who plans, who is reminded when, who notes what was seen (R39)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.overhauls import HelpPlan
from rules.workdays import Calendar
from services.overhauls.help import note_follow_up, plan_help, remind_follow_ups
from services.overhauls.overhauls import lift_overhaul
from tests.worlds.grey_boards import NOW, SECRETARY, assigned, at, body
from tests.worlds.help_plan import MEMBER, PLAN, planned
from tests.worlds.recorded_quarters import CLERK, LEADER, person

OTHERS_MEMBER = "gezhiwei"


def test_the_helper_is_reminded_on_the_morning_of_each_day(recorded_session: Session, calendar: Calendar) -> None:
    planned(recorded_session, calendar)
    reminded = [
        moment
        for moment in ("2026-11-13 09:05", "2026-11-14 09:05", "2026-11-16 09:05", "2026-12-10 09:05")
        if remind_follow_ups(recorded_session, calendar, at(moment))
    ]
    # The fourteenth is a Saturday: it waits until Monday.
    assert reminded == ["2026-11-16 09:05", "2026-12-10 09:05"]
    assert "今天安排回访石湾村支部（沈静怡帮扶：每月参加一次支委会）" in body(recorded_session, "shenjingyi")


def test_a_helper_outside_the_register_is_reminded_through_the_author(
    recorded_session: Session, calendar: Calendar
) -> None:
    plan = planned(recorded_session, calendar, helper="农科站老孙")
    assert plan.helping is None
    remind_follow_ups(recorded_session, calendar, at("2026-12-10 09:05"))
    assert "农科站老孙帮扶" in body(recorded_session, MEMBER)


def test_of_two_people_of_one_name_neither_is_guessed(recorded_session: Session, calendar: Calendar) -> None:
    assert planned(recorded_session, calendar, helper="王建国").helping is None


@pytest.mark.parametrize("userid", ["shenjingyi", MEMBER, CLERK])
def test_follow_ups_are_noted_one_after_the_other(recorded_session: Session, calendar: Calendar, userid: str) -> None:
    overhaul, by = planned(recorded_session, calendar).overhaul, person(recorded_session, userid)
    done = [note_follow_up(recorded_session, overhaul, f"第{n}次", by, at("2026-12-10 15:05")) for n in (1, 2)]
    assert [(one.day, one.remark, one.done_by) for one in done] == [
        (date(2026, 11, 14), "第1次", by),
        (date(2026, 12, 10), "第2次", by),
    ]
    assert remind_follow_ups(recorded_session, calendar, at("2026-12-11 09:05")) == 0
    with pytest.raises(Refused, match="no_follow_up"):
        note_follow_up(recorded_session, overhaul, "再来", by, NOW)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"helper": ""}, "help_incomplete"),
        ({"measure": " "}, "help_incomplete"),
        ({"days": ()}, "help_incomplete"),
        ({"days": (date(2026, 11, 4),)}, "help_day_wrong"),
        ({"days": (date(2027, 11, 10),)}, "help_day_wrong"),
    ],
)
def test_a_plan_needs_helper_measure_and_days(
    recorded_session: Session, calendar: Calendar, changes: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(Refused, match=refusal) as refused:
        planned(recorded_session, calendar, **changes)
    assert "\n" not in refusal_text(refused.value)
    assert recorded_session.scalars(select(HelpPlan)).all() == []


@pytest.mark.parametrize("userid", [OTHERS_MEMBER, SECRETARY, LEADER])
def test_only_group_and_office_plan_help(recorded_session: Session, calendar: Calendar, userid: str) -> None:
    overhaul, by = assigned(recorded_session, calendar), person(recorded_session, userid)
    with pytest.raises(Refused, match="help_not_yours"):
        plan_help(recorded_session, overhaul, PLAN, by, NOW)
    with pytest.raises(Refused, match="help_not_yours"):
        note_follow_up(recorded_session, overhaul, "看过了", by, NOW)


def test_a_follow_up_needs_a_remark_and_an_overhaul_taken_back_no_help(
    recorded_session: Session, calendar: Calendar
) -> None:
    overhaul, by = planned(recorded_session, calendar).overhaul, person(recorded_session, MEMBER)
    with pytest.raises(Refused, match="follow_up_needs_remark"):
        note_follow_up(recorded_session, overhaul, "", by, NOW)
    lift_overhaul(recorded_session, overhaul, "榜单已修订", person(recorded_session, LEADER), NOW)
    assert body(recorded_session, SECRETARY) == "石湾村支部的整顿工作报告不用再报送了。\n原因：榜单已修订"
    assert remind_follow_ups(recorded_session, calendar, at("2026-12-10 09:05")) == 0
    with pytest.raises(Refused, match="overhaul_out_of_turn"):
        plan_help(recorded_session, overhaul, PLAN, by, NOW)
