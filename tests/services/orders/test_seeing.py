"""Who sees an order, which one a number means, and which are open, on both databases."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import DEPARTMENT_HEAD, Appointment
from models.orders import orders
from rules.case_numbers import CaseNumber
from rules.workdays import Calendar
from services.orders.issuing import open_orders, open_orders_of
from services.orders.rights import order_meant, visible_to
from services.orders.steps import close_out, report, withdraw
from tests.services.orders.one_order import (
    BRANCH,
    CLERK,
    DEPUTY_THERE,
    GROUP_LEADER,
    MEMBER,
    MONDAY,
    PAPER,
    SECRETARY_THERE,
    at,
    issued,
)
from tests.worlds.recorded_quarters import person


@pytest.mark.parametrize(
    ("userid", "sees"),
    [
        (SECRETARY_THERE, True),
        (DEPUTY_THERE, True),
        ("zhumin", True),
        (MEMBER, True),
        (GROUP_LEADER, True),
        (CLERK, True),
        ("zhouhaibo", True),
        ("guchengzhi", True),
        ("xulixin", True),
        ("zhangjianxin", False),
        ("shenguohua", False),
        ("gezhiwei", False),
        ("zhuliping", False),
        ("jiangweidong", False),
    ],
)
def test_an_order_is_seen_by_those_it_concerns_only(
    recorded_session: Session, calendar: Calendar, userid: str, *, sees: bool
) -> None:
    order = issued(recorded_session, calendar)
    who = person(recorded_session, userid)
    seen = orders(recorded_session, visible_to(recorded_session, who, MONDAY))
    assert seen == ([order] if sees else [])
    if not sees:
        with pytest.raises(Refused) as refused:
            order_meant(recorded_session, who, CaseNumber(1), MONDAY)
        assert refusal_text(refused.value) == "没有找到您可以看的 1 号督办单，请核对编号，或回复“督办清单”。"


def test_a_department_head_sees_the_orders_of_the_department(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    held = Appointment(
        person=person(recorded_session, "tangguoping"),
        role=DEPARTMENT_HEAD,
        title="",
        department_id=order.organization.department_id,
        powers=[],
    )
    recorded_session.add(held)
    recorded_session.flush()
    assert orders(recorded_session, visible_to(recorded_session, held.person, MONDAY)) == [order]


def test_a_serial_means_the_open_order_and_the_quarter_where_two_are(
    recorded_session: Session, calendar: Calendar
) -> None:
    autumn = issued(recorded_session, calendar, now=at("2026-09-01 10:00"), due=date(2026, 9, 8))
    winter = issued(recorded_session, calendar)
    secretary = person(recorded_session, SECRETARY_THERE)
    with pytest.raises(Refused) as refused:
        order_meant(recorded_session, secretary, CaseNumber(1), MONDAY)
    assert refusal_text(refused.value) == "有2份督办单是这个编号，请写全季度，例如 3-001 或 4-001。"
    assert order_meant(recorded_session, secretary, CaseNumber(1, 3), MONDAY) is autumn
    assert order_meant(recorded_session, secretary, CaseNumber(1, 4, 2026), MONDAY) is winter
    withdraw(recorded_session, winter, "重复", person(recorded_session, MEMBER), MONDAY)
    assert order_meant(recorded_session, secretary, CaseNumber(1), MONDAY) is autumn


def test_open_orders_are_counted_as_they_stood_at_a_moment(recorded_session: Session, calendar: Calendar) -> None:
    secretary, member = person(recorded_session, SECRETARY_THERE), person(recorded_session, MEMBER)
    first = issued(recorded_session, calendar, now=at("2026-11-02 09:00"))
    second = issued(recorded_session, calendar, now=at("2026-11-03 09:00"))
    report(recorded_session, first, ["已办", "已办"], secretary, at("2026-11-04 09:00"))
    close_out(recorded_session, first, "已核查", member, at("2026-11-05 09:00"))
    withdraw(recorded_session, second, "重复", member, at("2026-11-06 09:00"))
    counted = {
        moment: open_orders_of(recorded_session, [BRANCH, PAPER], at(f"2026-11-{moment}"))[BRANCH]
        for moment in ("02 08:59", "02 09:00", "03 09:00", "04 23:00", "05 09:00", "06 08:59", "06 09:00")
    }
    assert list(counted.values()) == [0, 1, 2, 2, 1, 1, 0]
    assert open_orders_of(recorded_session, [PAPER], MONDAY) == {PAPER: 0}
    assert open_orders(recorded_session, BRANCH) == []
    third = issued(recorded_session, calendar)
    assert open_orders(recorded_session, BRANCH) == [third]
