"""More time for an order, its reminder, and who is overdue, on both databases (R19)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.outbox import OutboxMessage
from models.transitions import transitions_of
from rules.cases import ORDER
from rules.workdays import Calendar
from services.orders.extensions import ask_extension, extend
from services.orders.notices import list_overdue_orders, remind_orders_due
from services.orders.steps import report
from tests.services.orders.one_order import (
    ACTS,
    DUE,
    MEMBER,
    MIDNIGHT,
    MONDAY,
    PAPER,
    SECRETARY_THERE,
    at,
    everything,
    issued,
    messages,
    reported,
)
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import person

# Extensions


@pytest.mark.parametrize(
    ("moment", "reason"),
    [("2026-11-09 23:59:59", None), ("2026-11-10 00:00:00", "order_expired"), ("2026-11-12 09:00", "order_expired")],
)
def test_an_extension_is_asked_for_before_the_last_moment(
    recorded_session: Session, calendar: Calendar, moment: str, reason: str | None
) -> None:
    order = issued(recorded_session, calendar)
    secretary, day = person(recorded_session, SECRETARY_THERE), date(2026, 11, 20)
    if reason is None:
        ask_extension(recorded_session, order, day, "场地装修", secretary, calendar, at(moment))
        assert (order.state, order.asked_day, order.due) == ("extension_requested", day, MIDNIGHT)
        return
    with pytest.raises(Refused, match=reason):
        ask_extension(recorded_session, order, day, "场地装修", secretary, calendar, at(moment))
    assert order.asked_day is None


def test_an_extension_asked_for_in_time_may_be_granted_after_the_day(
    recorded_session: Session, calendar: Calendar
) -> None:
    order = issued(recorded_session, calendar)
    secretary, member = person(recorded_session, SECRETARY_THERE), person(recorded_session, MEMBER)
    ask_extension(recorded_session, order, date(2026, 11, 20), "场地装修", secretary, calendar, at("2026-11-09 23:59"))
    assert order.is_overdue_at(at("2026-11-10 09:00"))
    extend(recorded_session, order, member, calendar, at("2026-11-11 09:00"))
    assert (order.state, order.counted.day, order.asked_day) == ("in_progress", date(2026, 11, 20), None)
    assert order.due == at("2026-11-21 00:00")
    assert not order.is_overdue_at(at("2026-11-20 23:59"))
    assert transitions_of(recorded_session, ORDER.name, order.id)[-1].facts == {
        "from": "2026-11-09",
        "to": "2026-11-20",
    }


@pytest.mark.parametrize("answer", ["extend", "refuse_extension"])
def test_there_is_one_request_and_no_second(recorded_session: Session, calendar: Calendar, answer: str) -> None:
    order = issued(recorded_session, calendar)
    secretary, member = person(recorded_session, SECRETARY_THERE), person(recorded_session, MEMBER)
    ask_extension(recorded_session, order, date(2026, 11, 20), "场地装修", secretary, calendar, MONDAY)
    ACTS[answer](recorded_session, order, member, calendar, MONDAY)
    before = everything(recorded_session)
    with pytest.raises(Refused) as refused:
        ask_extension(recorded_session, order, date(2026, 11, 27), "还没好", secretary, calendar, MONDAY)
    assert refusal_text(refused.value) == (
        "每份督办单最多申请1次延期，澄红灰督〔2026〕4-001不能再申请；整改完照样可以报告，"
        "有难处可以联系镇组织办（电话 0512-0000-0001）。"
    )
    assert everything(recorded_session) == before


@pytest.mark.parametrize(
    ("day", "allowed"),
    [("2026-11-09", False), ("2026-11-10", True), ("2026-11-14", False), ("2026-12-31", True), ("2027-01-04", False)],
)
def test_an_extension_leads_to_a_working_day_after_the_old_one(
    recorded_session: Session, calendar: Calendar, day: str, *, allowed: bool
) -> None:
    order = issued(recorded_session, calendar)
    secretary, wanted = person(recorded_session, SECRETARY_THERE), date.fromisoformat(day)
    if allowed:
        ask_extension(recorded_session, order, wanted, "场地装修", secretary, calendar, MONDAY)
        assert order.asked_day == wanted
    else:
        with pytest.raises(Refused, match="order_due_wrong"):
            ask_extension(recorded_session, order, wanted, "场地装修", secretary, calendar, MONDAY)


def test_a_report_makes_an_open_request_pointless(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    secretary = person(recorded_session, SECRETARY_THERE)
    ask_extension(recorded_session, order, date(2026, 11, 20), "场地装修", secretary, calendar, MONDAY)
    report(recorded_session, order, ["已办", "已办"], secretary, MONDAY)
    assert (order.state, order.asked_day, order.counted.day) == ("reported", None, DUE)


# Sweeps


@pytest.mark.parametrize(
    ("moment", "reminded"),
    [
        ("2026-11-06 09:04", 0),
        ("2026-11-09 08:29", 0),
        ("2026-11-09 08:34", 2),
        ("2026-11-09 17:30", 0),
        ("2026-11-10 09:04", 0),
    ],
)
def test_the_reminder_belongs_to_the_due_day_and_is_said_once(
    recorded_session: Session, calendar: Calendar, moment: str, reminded: int
) -> None:
    order = issued(recorded_session, calendar)
    issued(recorded_session, calendar, organization=PAPER)
    assert remind_orders_due(recorded_session, calendar, at(moment)) == reminded
    assert remind_orders_due(recorded_session, calendar, at(moment)) == 0
    told = [to for key, to in messages(recorded_session, order).items() if key.startswith("order-due")]
    on_paper = [key for key in waiting(recorded_session, PAPER) if key.startswith("order-due")]
    assert (told, len(on_paper)) == ([SECRETARY_THERE] * (reminded // 2), reminded // 2)


def test_who_has_reported_is_not_reminded_and_not_named(recorded_session: Session, calendar: Calendar) -> None:
    reported(recorded_session, calendar)
    assert remind_orders_due(recorded_session, calendar, at("2026-11-09 09:04")) == 0
    assert list_overdue_orders(recorded_session, calendar, at("2026-11-10 09:04")) == 0


def test_overdue_orders_are_named_to_the_office_and_again_when_there_are_others(
    recorded_session: Session, calendar: Calendar
) -> None:
    issued(recorded_session, calendar)
    issued(recorded_session, calendar, organization=PAPER, due=date(2026, 11, 10))
    for moment, named in (
        ("2026-11-09 17:00", 0),
        ("2026-11-10 08:34", 1),
        ("2026-11-10 10:04", 0),
        ("2026-11-11 08:34", 2),
        ("2026-11-14 09:04", 0),
    ):
        assert list_overdue_orders(recorded_session, calendar, at(moment)) == named
    query = select(OutboxMessage).where(OutboxMessage.key.startswith("orders-overdue:"))
    sent = recorded_session.scalars(query.order_by(OutboxMessage.id)).all()
    assert sorted({one.addressee for one in sent}) == ["qianxiaoyu", "wusiyuan", "zhouhaibo"]
    assert len(sent) == 6
    assert "石湾村支部" in sent[0].body
    assert "荷塘老年支部" not in sent[0].body
    assert "荷塘老年支部" in sent[-1].body
