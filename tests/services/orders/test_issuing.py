"""What an order says, its number and due day, and what cannot be issued, on both databases (R19, A13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.transitions import transitions_of
from rules.cases import ORDER
from rules.workdays import Calendar
from services.orders.deadlines import default_deadline
from services.orders.issuing import GivenProblem
from services.orders.steps import withdraw
from tests.services.orders.one_order import (
    BRANCH,
    CLERK,
    DUE,
    GROUP_LEADER,
    MEMBER,
    MIDNIGHT,
    MONDAY,
    OTHER_GROUPS,
    SECRETARY_THERE,
    at,
    everything,
    issued,
    make_officer,
)
from tests.worlds.recorded_quarters import person


def test_an_order_is_numbered_signed_and_says_everything(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    assert (order.number, order.short_number) == ("澄红灰督〔2026〕4-001", "4-001")
    assert order.signer.name == "曹晓明"
    assert [(one.position, one.indicator, one.title) for one in order.problems] == [
        (1, "ZD-02", "支部委员会会议"),
        (2, "HD-01", "主题党日每月开展"),
    ]
    assert (order.due, order.counted.day, len(order.counted.counted)) == (MIDNIGHT, DUE, 5)
    begun = transitions_of(recorded_session, ORDER.name, order.id)[0]
    assert (begun.by and begun.by.userid, begun.at, begun.facts) == (MEMBER, MONDAY, {"due": "2026-11-09"})


def test_numbers_are_given_once_by_quarter_and_never_again(recorded_session: Session, calendar: Calendar) -> None:
    first = issued(recorded_session, calendar)
    withdraw(recorded_session, first, "写错了党组织", person(recorded_session, MEMBER), MONDAY)
    second = issued(recorded_session, calendar)
    january = issued(recorded_session, calendar, now=at("2027-01-05 10:00"), due=date(2027, 1, 12))
    assert [one.number[4:] for one in (first, second, january)] == ["〔2026〕4-001", "〔2026〕4-002", "〔2027〕1-001"]
    assert first.state == "withdrawn"


@pytest.mark.parametrize(
    ("day", "due", "why"),
    [
        ("2026-11-02", "2026-11-09", "a plain week"),
        ("2026-11-07", "2026-11-13", "a Saturday"),
        ("2026-09-28", "2026-10-10", "National Day: 29, 30 September, 8, 9 October and the make-up Saturday"),
        ("2026-09-30", "2026-10-13", "the day before the holiday"),
        ("2026-10-03", "2026-10-13", "in the holiday"),
        ("2026-02-11", "2026-02-25", "Spring Festival: 12, 13, the make-up Saturday, then 24 and 25 February"),
        ("2026-02-14", "2026-02-28", "on a make-up Saturday, and up to another one"),
        ("2026-02-20", "2026-02-28", "in the holiday"),
        ("2025-12-30", "2026-01-07", "New Year, with the Sunday that is worked"),
    ],
)
def test_five_working_days_are_suggested(
    recorded_session: Session, calendar: Calendar, day: str, due: str, why: str
) -> None:
    del why
    deadline = default_deadline(recorded_session, calendar, at(f"{day} 10:00"))
    assert deadline.day == date.fromisoformat(due)
    order = issued(recorded_session, calendar, now=at(f"{day} 10:00"), due=deadline.day)
    assert order.counted == deadline
    assert order.due == at(f"{due} 00:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "reason"),
    [
        (None, "order_needs_due"),
        (date(2026, 11, 1), "order_due_wrong"),
        (date(2026, 11, 2), "order_due_wrong"),
        (date(2026, 11, 3), None),
        (date(2026, 11, 7), "order_due_wrong"),
        (date(2026, 12, 31), None),
        (date(2027, 1, 4), "order_due_wrong"),
    ],
)
def test_a_due_day_is_a_working_day_after_today_and_within_sixty_days(
    recorded_session: Session, calendar: Calendar, due: date | None, reason: str | None
) -> None:
    if reason is None:
        assert issued(recorded_session, calendar, due=due).counted.day == due
        return
    before = everything(recorded_session)
    with pytest.raises(Refused) as refused:
        issued(recorded_session, calendar, due=due)
    assert refused.value.reason == reason
    assert refusal_text(refused.value).endswith("。")
    assert everything(recorded_session) == before


def test_a_day_in_a_year_without_holiday_plan_is_told_to_the_office(
    recorded_session: Session, calendar: Calendar
) -> None:
    issued(recorded_session, calendar, now=at("2026-12-21 10:00"), due=date(2027, 1, 8))
    keys = recorded_session.scalars(select(OutboxMessage.key)).all()
    assert "calendar:2027:wusiyuan" in keys


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"by": "gezhiwei"}, "order_not_your_group"),
        ({"by": SECRETARY_THERE}, "order_not_your_group"),
        ({"by": CLERK}, "order_not_your_group"),
        ({"organization": OTHER_GROUPS}, "order_not_your_group"),
        ({"organization": "org-000"}, "order_not_your_group"),
        ({"organization": OTHER_GROUPS, "by": "zhuliping"}, "order_own_branch"),
        ({"ground": " "}, "order_text_missing"),
        ({"demand": ""}, "order_text_missing"),
        ({"demand": "长" * 301}, "text_too_long"),
        ({"problems": ()}, "order_needs_problems"),
        ({"problems": (GivenProblem("XX-99", "没有"),)}, "order_wrong_indicator"),
        ({"problems": (GivenProblem("ZD-02", "\n"),)}, "order_text_missing"),
        ({"ground_ref": "slip:999999"}, "order_ground_unknown"),
        ({"ground_ref": "people:1"}, "order_ground_unknown"),
        ({"ground_ref": "slip:x"}, "order_ground_unknown"),
    ],
)
def test_what_cannot_be_issued_is_refused_in_a_sentence(
    recorded_session: Session, calendar: Calendar, changes: dict[str, Any], reason: str
) -> None:
    before = everything(recorded_session)
    with pytest.raises(Refused) as refused:
        issued(recorded_session, calendar, **changes)
    assert refused.value.reason == reason
    assert refusal_text(refused.value).endswith("。")
    assert "\n" not in refusal_text(refused.value)
    assert everything(recorded_session) == before


def test_an_indicator_that_does_not_fit_the_branch_is_refused(recorded_session: Session, calendar: Calendar) -> None:
    recorded_session.get_one(Organization, BRANCH).has_committee = False
    with pytest.raises(Refused, match="order_wrong_indicator"):
        issued(recorded_session, calendar)


def test_the_leader_may_sign_for_a_member_but_nobody_else_and_no_officer(
    recorded_session: Session, calendar: Calendar
) -> None:
    leader = person(recorded_session, GROUP_LEADER)
    assert issued(recorded_session, calendar, signer=leader).signer is leader
    for userid in (CLERK, "gezhiwei"):
        with pytest.raises(Refused, match="order_may_not_sign"):
            issued(recorded_session, calendar, signer=person(recorded_session, userid))
    make_officer(recorded_session, GROUP_LEADER)
    with pytest.raises(Refused, match="order_may_not_sign"):
        issued(recorded_session, calendar, signer=leader)


def test_orders_issued_at_the_same_time_get_numbers_of_their_own(town: Database, calendar: Calendar) -> None:
    def one(_: int) -> str:
        with town.begin() as session:
            return issued(session, calendar).number

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(one, range(8)))
    assert numbers == {f"澄红灰督〔2026〕4-{serial:03d}" for serial in range(1, 9)}
