"""Whom an order reaches, and what becomes of it where nobody is reached, on both databases (R19)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.orders import RectificationOrder
from models.outbox import OutboxMessage
from models.transitions import transitions_of
from rules.cases import ORDER
from rules.workdays import Calendar
from services.notices.rectifications import ORDERS, RectificationListener, enter_delivery
from services.orders.steps import acknowledge, close_out, note_progress, report
from tests.services.orders.one_order import (
    CLERK,
    DEPUTY_THERE,
    GROUP_LEADER,
    MEMBER,
    MIDNIGHT,
    MONDAY,
    PAPER,
    SECRETARY_THERE,
    at,
    issued,
    messages,
)
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import person


def events(session: Session, order: RectificationOrder) -> list[str]:
    return [one.event for one in transitions_of(session, ORDER.name, order.id)]


def test_the_secretary_gets_it_the_department_head_a_copy_and_nobody_else(
    recorded_session: Session, calendar: Calendar
) -> None:
    order = issued(recorded_session, calendar)
    assert messages(recorded_session, order) == {
        f"order:{order.id}:{SECRETARY_THERE}": SECRETARY_THERE,
        f"order:{order.id}:copy": GROUP_LEADER,
    }
    assert order.recipient and order.recipient.userid == SECRETARY_THERE


def test_a_department_head_who_signs_gets_no_copy(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar, by=GROUP_LEADER)
    assert list(messages(recorded_session, order)) == [f"order:{order.id}:{SECRETARY_THERE}"]


def test_accepted_is_delivered_and_does_not_move_the_due_day(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    RectificationListener(ORDERS).accepted(
        recorded_session, message_to(recorded_session, order), at("2026-11-06 08:35")
    )
    assert (order.state, order.due) == ("delivered", MIDNIGHT)
    RectificationListener(ORDERS).accepted(
        recorded_session, message_to(recorded_session, order), at("2026-11-06 08:36")
    )
    assert events(recorded_session, order) == ["issued", "deliver"]


def message_to(session: Session, order: RectificationOrder, userid: str = SECRETARY_THERE) -> OutboxMessage:
    key = f"order:{order.id}:{userid}"
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def test_refused_goes_to_the_next_officer_and_at_last_on_paper(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    for userid, following in ((SECRETARY_THERE, DEPUTY_THERE), (DEPUTY_THERE, "zhumin"), ("zhumin", None)):
        RectificationListener(ORDERS).refused(recorded_session, message_to(recorded_session, order, userid), MONDAY)
        assert (order.recipient.userid if order.recipient else None) == following
    assert order.state == "issued"
    assert events(recorded_session, order) == ["issued", *["not_reached"] * 3]
    # By number: an account in the log would stay there when its person is not named any more.
    tried = [one.facts["to"] for one in transitions_of(recorded_session, ORDER.name, order.id)[1:]]
    assert tried == [person(recorded_session, one).id for one in (SECRETARY_THERE, DEPUTY_THERE, "zhumin")]
    assert list(waiting(recorded_session)) == [f"order:{order.id}:paper"]
    enter_delivery(
        recorded_session, order, date(2026, 11, 3), "送到村部", person(recorded_session, CLERK), at("2026-11-04 09:00")
    )
    assert (order.state, order.due) == ("delivered", MIDNIGHT)


def test_where_nobody_knows_whether_it_arrived_nobody_else_gets_it(
    recorded_session: Session, calendar: Calendar
) -> None:
    order = issued(recorded_session, calendar)
    message = message_to(recorded_session, order)
    message.unknown_since = MONDAY
    RectificationListener(ORDERS).refused(recorded_session, message, MONDAY)
    assert order.recipient is None
    assert f"order:{order.id}:{DEPUTY_THERE}" not in messages(recorded_session, order)


def test_a_refusal_after_the_branch_has_answered_changes_nothing(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    acknowledge(recorded_session, order, person(recorded_session, SECRETARY_THERE), MONDAY)
    RectificationListener(ORDERS).refused(recorded_session, message_to(recorded_session, order), MONDAY)
    RectificationListener(ORDERS).accepted(recorded_session, message_to(recorded_session, order), MONDAY)
    assert events(recorded_session, order) == ["issued", "acknowledge"]


def test_a_branch_on_paper_is_answered_for_by_the_office(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar, organization=PAPER)
    clerk = person(recorded_session, CLERK)
    assert order.recipient is None
    enter_delivery(recorded_session, order, MONDAY.date(), "", clerk, MONDAY)
    note_progress(recorded_session, order, "已定日期", clerk, MONDAY)
    report(recorded_session, order, ["已补开", "已开展"], clerk, MONDAY)
    close_out(recorded_session, order, "现场核查，已整改", person(recorded_session, MEMBER), MONDAY)
    assert order.state == "closed_out"
    (told,) = waiting(recorded_session).values()
    assert told == f"督办单 {order.number}（荷塘老年支部）已核查销号。\n核查意见：现场核查，已整改"
