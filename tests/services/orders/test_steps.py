"""From issue to close-out: which step is whose, and what is refused, on both databases (R19, A13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.outbox import shown
from bot.wording import refusal_text
from models.appointments import GROUP_MEMBER, Appointment
from models.consequences import Consequence
from models.orders import RectificationOrder
from models.outbox import OutboxMessage
from models.transitions import transitions_of
from rules.cases import CONSEQUENCE, ORDER
from rules.workdays import Calendar
from services.cases import begin
from services.log import checking as log
from services.log.writing import write_down
from services.notices.rectifications import enter_delivery
from services.orders.steps import acknowledge, close_out, note_progress, report, send_back, withdraw
from tests.services.orders.one_order import (
    ACTS,
    BRANCH,
    CLERK,
    DEPUTY_THERE,
    MEMBER,
    MIDNIGHT,
    MONDAY,
    OTHER_MEMBER,
    PAPER,
    SECRETARY_THERE,
    Act,
    at,
    everything,
    issued,
    make_officer,
    reported,
)
from tests.worlds.recorded_quarters import THIRD, person
from tests.worlds.rolled_back import undone


def test_of_two_who_decide_at_once_one_comes_second(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        order_id = reported(session, calendar).id

    def decide(userid: str) -> str:
        with town.begin() as session:
            order = session.get_one(RectificationOrder, order_id)
            try:
                close_out(session, order, "已核查", person(session, userid), MONDAY)
            except Refused as refused:
                return refused.reason
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (MEMBER, OTHER_MEMBER))) == ["done", "order_out_of_turn"]


def test_an_order_lives_from_issue_to_close_out(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    secretary, member = person(recorded_session, SECRETARY_THERE), person(recorded_session, MEMBER)
    acknowledge(recorded_session, order, secretary, at("2026-11-02 10:00"))
    note_progress(recorded_session, order, "已定11月6日补开", secretary, at("2026-11-03 10:00"))
    report(recorded_session, order, ["11月6日补开", "已开展"], secretary, at("2026-11-06 10:00"))
    send_back(recorded_session, order, "请补充会议记录", member, at("2026-11-06 15:00"))
    assert (order.state, order.due) == ("in_progress", MIDNIGHT)
    report(recorded_session, order, ["记录已补", "已开展"], secretary, at("2026-11-09 23:59"))
    close_out(recorded_session, order, "现场核查，已整改到位", member, at("2026-11-10 10:00"))
    steps = transitions_of(recorded_session, ORDER.name, order.id)
    assert [(one.event, one.by and one.by.userid, one.reason) for one in steps] == [
        ("issued", MEMBER, ""),
        ("acknowledge", SECRETARY_THERE, ""),
        ("progress", SECRETARY_THERE, "已定11月6日补开"),
        ("report", SECRETARY_THERE, ""),
        ("send_back", MEMBER, "请补充会议记录"),
        ("report", SECRETARY_THERE, ""),
        ("close_out", MEMBER, "现场核查，已整改到位"),
    ]
    assert steps[5].facts == {"done": ["记录已补", "已开展"], "on_time": True}
    assert list(log.problems(recorded_session)) == []


def test_what_an_order_said_cannot_be_altered_behind_the_log(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    write_down(recorded_session)
    order.problems[0].text = "没有问题"
    recorded_session.flush()
    assert len(list(log.problems(recorded_session))) == 1


BY_BRANCH = ("acknowledge", "progress", "report", "ask_extension")
BY_GROUP = ("extend", "refuse_extension", "close_out", "send_back")
BY_EITHER = ("withdraw",)
PEOPLE = (SECRETARY_THERE, DEPUTY_THERE, MEMBER, OTHER_MEMBER, CLERK, "gezhiwei", "guchengzhi")

# Few random orders get far; these do.
BEGUN: list[list[tuple[str, str]]] = [[], [("ask_extension", SECRETARY_THERE)], [("report", SECRETARY_THERE)]]


@pytest.fixture
def order(recorded_session: Session, calendar: Calendar) -> RectificationOrder:
    return issued(recorded_session, calendar)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.sampled_from(BEGUN),
    tries=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE)), min_size=5, max_size=20),
)
def test_whatever_is_tried_a_step_has_who_and_when_or_nothing_changes(
    recorded_session: Session,
    calendar: Calendar,
    order: RectificationOrder,
    begun: list[tuple[str, str]],
    tries: list[tuple[str, str]],
) -> None:
    with undone(recorded_session):
        before = everything(recorded_session)
        for minutes, (event, userid) in enumerate([*begun, *tries], start=1):
            state, now = order.state, MONDAY + timedelta(minutes=minutes)
            try:
                ACTS[event](recorded_session, order, person(recorded_session, userid), calendar, now)
            except Refused as refused:
                assert refusal_text(refused).count("\n") == 0
                assert everything(recorded_session) == before
                continue
            newest = transitions_of(recorded_session, ORDER.name, order.id)[-1]
            assert (newest.event, newest.state) == (event, order.state) == (event, ORDER.steps[state, event])
            assert (newest.by and newest.by.userid, newest.at) == (userid, now)
            steps_before, before = before[1], everything(recorded_session)
            assert len(before[1]) == len(steps_before) + 1
            by = {
                **dict.fromkeys(BY_BRANCH, (SECRETARY_THERE, DEPUTY_THERE, CLERK)),
                **dict.fromkeys(BY_GROUP, (MEMBER, OTHER_MEMBER)),
                **dict.fromkeys(BY_EITHER, (MEMBER, OTHER_MEMBER, CLERK)),
            }
            assert userid in by.get(event, (CLERK,))


def test_every_state_is_reached_and_from_every_open_one_an_end_can_be() -> None:
    assert {state for state, _ in ORDER.steps} == ORDER.open_states
    assert set(ORDER.steps.values()) == ORDER.states
    for state in ORDER.open_states:
        assert ORDER.after(state, "withdraw") in ORDER.final


@pytest.mark.parametrize(
    ("act", "by", "reason"),
    [
        (ACTS["acknowledge"], MEMBER, "order_not_your_branch"),
        (ACTS["progress"], "zhangjianxin", "order_not_your_branch"),
        (ACTS["report"], MEMBER, "order_not_your_branch"),
        (ACTS["ask_extension"], MEMBER, "order_not_your_branch"),
        (lambda s, o, p, c, n: note_progress(s, o, " ", p, n), SECRETARY_THERE, "order_reason_missing"),
        (lambda s, o, p, c, n: note_progress(s, o, "长" * 301, p, n), SECRETARY_THERE, "text_too_long"),
        (lambda s, o, p, c, n: report(s, o, ["只有一条"], p, n), SECRETARY_THERE, "order_report_incomplete"),
        (lambda s, o, p, c, n: report(s, o, ["有", ""], p, n), SECRETARY_THERE, "order_reason_missing"),
        (ACTS["close_out"], MEMBER, "order_out_of_turn"),
        (ACTS["send_back"], MEMBER, "order_out_of_turn"),
        (ACTS["extend"], MEMBER, "order_out_of_turn"),
        (ACTS["refuse_extension"], MEMBER, "order_out_of_turn"),
        (ACTS["withdraw"], "gezhiwei", "order_not_your_group"),
        (ACTS["withdraw"], SECRETARY_THERE, "order_not_your_group"),
        (lambda s, o, p, c, n: withdraw(s, o, "", p, n), MEMBER, "order_reason_missing"),
        (ACTS["deliver"], MEMBER, "office_only"),
        (
            lambda s, o, p, c, n: enter_delivery(s, o, date(2026, 11, 1), "", p, n),
            CLERK,
            "delivered_out_of_time",
        ),
        (
            lambda s, o, p, c, n: enter_delivery(s, o, date(2026, 11, 3), "", p, n),
            CLERK,
            "delivered_out_of_time",
        ),
        (lambda s, o, p, c, n: enter_delivery(s, o, n.date(), "长" * 201, p, n), CLERK, "remark_too_long"),
    ],
)
def test_a_step_that_is_not_allowed_is_refused_in_a_sentence(
    recorded_session: Session, calendar: Calendar, act: Act, by: str, reason: str
) -> None:
    order = issued(recorded_session, calendar)
    before = everything(recorded_session)
    with pytest.raises(Refused) as refused:
        act(recorded_session, order, person(recorded_session, by), calendar, MONDAY)
    assert refused.value.reason == reason
    assert "\n" not in refusal_text(refused.value)
    assert everything(recorded_session) == before


@pytest.mark.parametrize("event", sorted(ACTS))
@pytest.mark.parametrize("end", ["close_out", "withdraw"])
def test_nothing_happens_to_an_order_that_has_ended(
    recorded_session: Session, calendar: Calendar, event: str, end: str
) -> None:
    order = reported(recorded_session, calendar)
    ACTS[end](recorded_session, order, person(recorded_session, MEMBER), calendar, MONDAY)
    userid = SECRETARY_THERE if event in BY_BRANCH else CLERK if event == "deliver" else MEMBER
    with pytest.raises(Refused) as refused:
        ACTS[event](recorded_session, order, person(recorded_session, userid), calendar, MONDAY)
    assert "已" in refusal_text(refused.value)


def test_an_officer_of_the_branch_does_not_verify_even_as_inspector(
    recorded_session: Session, calendar: Calendar
) -> None:
    order = reported(recorded_session, calendar)
    member = person(recorded_session, OTHER_MEMBER)
    make_officer(recorded_session, OTHER_MEMBER)
    for act in (ACTS["close_out"], ACTS["send_back"], ACTS["withdraw"]):
        with pytest.raises(Refused, match="order_own_branch") as refused:
            act(recorded_session, order, member, calendar, MONDAY)
        others = "、吴思源、钱小雨、周海波" if act is ACTS["withdraw"] else ""
        assert refusal_text(refused.value).endswith(f"请由徐建明、曹晓明{others}办理。")


def test_the_office_withdraws_an_order_and_branch_group_and_deciders_hear_why(
    recorded_session: Session, order: RectificationOrder
) -> None:
    """A consequence of the branch names the order among the cases that were open when it was proposed."""
    consequence = Consequence(
        organization=order.organization, kind="interview", quarter=THIRD, year=2026, begun_at=MONDAY, state="proposed"
    )
    recorded_session.add(consequence)
    recorded_session.flush()
    begin(
        recorded_session, CONSEQUENCE, consequence, None, MONDAY, open_cases=[{"kind": "order", "name": order.number}]
    )
    withdraw(recorded_session, order, "与提醒单重复", person(recorded_session, CLERK), MONDAY)
    said = {
        one.addressee: shown(one) for one in recorded_session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    }
    for userid in (SECRETARY_THERE, MEMBER):
        assert "已撤销，不用再整改" in said[userid]
        assert "理由：与提醒单重复" in said[userid]
    assert f"处理建议 {consequence.id} 的依据里列有这张督办单" in said["xulixin"]


def test_who_was_an_officer_when_it_was_issued_does_not_verify_after_leaving(
    recorded_session: Session, calendar: Calendar
) -> None:
    order = reported(recorded_session, calendar)
    make_officer(recorded_session, OTHER_MEMBER)
    held = recorded_session.scalars(
        select(Appointment).where(Appointment.organization_id == BRANCH, Appointment.title == "")
    ).one()
    held.until = date(2026, 11, 5)
    with pytest.raises(Refused, match="order_own_branch"):
        close_out(recorded_session, order, "已核查", person(recorded_session, OTHER_MEMBER), at("2026-11-06 10:00"))


def test_who_has_reported_does_not_verify(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar, organization=PAPER)
    clerk = person(recorded_session, CLERK)
    report(recorded_session, order, ["已办", "已办"], clerk, MONDAY)
    both = Appointment(person=clerk, role=GROUP_MEMBER, title="", group_id="G1", powers=[])
    recorded_session.add(both)
    with pytest.raises(Refused, match="order_own_report"):
        close_out(recorded_session, order, "已核查", clerk, MONDAY)
