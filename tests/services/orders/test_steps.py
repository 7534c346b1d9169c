"""Rectification orders: who issues, when they are due, how they end, who sees them, on both databases (R19, A13)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.outbox import shown
from bot.wording import refusal_text
from models.appointments import DEPARTMENT_HEAD, GROUP_MEMBER, SECRETARY, Appointment
from models.consequences import Consequence
from models.orders import RectificationOrder, orders
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from models.transitions import Transition, transitions_of
from rules.case_numbers import CaseNumber
from rules.cases import CONSEQUENCE, ORDER
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.cases import begin
from services.log import checking as log
from services.log.writing import write_down
from services.notices.rectifications import ORDERS, RectificationListener
from services.orders.deadlines import default_deadline
from services.orders.delivery import enter_delivery
from services.orders.extensions import ask_extension, extend, refuse_extension
from services.orders.issuing import GivenOrder, GivenProblem, issue_order, open_orders, open_orders_of
from services.orders.notices import list_overdue_orders, remind_orders_due
from services.orders.rights import order_meant, visible_to
from services.orders.steps import acknowledge, close_out, note_progress, report, send_back, withdraw
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import THIRD, person
from tests.worlds.rolled_back import undone

# Monday; five working days later is Monday, 9 November.
MONDAY = datetime(2026, 11, 2, 9, 5, tzinfo=BEIJING)
DUE = date(2026, 11, 9)
MIDNIGHT = datetime(2026, 11, 10, tzinfo=BEIJING)
BRANCH, PAPER, OTHER_GROUPS = "org-011", "org-004", "org-029"
MEMBER, OTHER_MEMBER, GROUP_LEADER = "caoxiaoming", "fenglihua", "xujianming"
SECRETARY_THERE, DEPUTY_THERE, CLERK = "zhuyongliang", "shimeiling", "wusiyuan"
PROBLEMS = (GivenProblem("ZD-02", "8月没有支委会记录"), GivenProblem("HD-01", "9月主题党日没有开展"))
GIVEN = GivenOrder("11月2日现场检查", PROBLEMS, "补开支委会，记录录入平台", DUE)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


def issued(
    session: Session,
    calendar: Calendar,
    organization: str = BRANCH,
    now: datetime = MONDAY,
    by: str = MEMBER,
    **changes: Any,
) -> RectificationOrder:
    """Issue an order; what differs from GIVEN is named."""
    where = session.get_one(Organization, organization)
    signer = changes.pop("signer", None)
    given_order = replace(GIVEN, **changes)
    return issue_order(session, where, given_order, person(session, by), calendar, now, signer)


def reported(session: Session, calendar: Calendar, now: datetime = MONDAY) -> RectificationOrder:
    order = issued(session, calendar, now=now)
    report(session, order, ["已补开", "已开展"], person(session, SECRETARY_THERE), now)
    return order


def events(session: Session, order: RectificationOrder) -> list[str]:
    return [one.event for one in transitions_of(session, ORDER.name, order.id)]


def messages(session: Session, order: RectificationOrder) -> dict[str, str]:
    query = select(OutboxMessage).where(OutboxMessage.key.like(f"%:{order.id}%"), OutboxMessage.key.like("order%"))
    return {one.key: one.addressee for one in session.scalars(query.order_by(OutboxMessage.id))}


def everything(session: Session) -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    session.flush()
    cases = session.execute(select(RectificationOrder.__table__).order_by(RectificationOrder.id)).all()
    steps = session.scalars(select(Transition.id).order_by(Transition.id)).all()
    return cases, steps, session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.id)).all()


# Issuing


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
        ({"demand": "长" * 301}, "order_text_too_long"),
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
    _make_officer(recorded_session, GROUP_LEADER)
    with pytest.raises(Refused, match="order_may_not_sign"):
        issued(recorded_session, calendar, signer=leader)


def _make_officer(session: Session, userid: str, role: str = SECRETARY) -> None:
    officer = Appointment(person=person(session, userid), role=role, title="", organization_id=BRANCH, powers=[])
    session.add(officer)
    session.flush()


# Delivery


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
    RectificationListener(ORDERS).accepted(recorded_session, _message(recorded_session, order), at("2026-11-06 08:35"))
    assert (order.state, order.due) == ("delivered", MIDNIGHT)
    RectificationListener(ORDERS).accepted(recorded_session, _message(recorded_session, order), at("2026-11-06 08:36"))
    assert events(recorded_session, order) == ["issued", "deliver"]


def _message(session: Session, order: RectificationOrder, userid: str = SECRETARY_THERE) -> OutboxMessage:
    key = f"order:{order.id}:{userid}"
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def test_refused_goes_to_the_next_officer_and_at_last_on_paper(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    for userid, following in ((SECRETARY_THERE, DEPUTY_THERE), (DEPUTY_THERE, "zhumin"), ("zhumin", None)):
        RectificationListener(ORDERS).refused(recorded_session, _message(recorded_session, order, userid), MONDAY)
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
    message = _message(recorded_session, order)
    message.unknown_since = MONDAY
    RectificationListener(ORDERS).refused(recorded_session, message, MONDAY)
    assert order.recipient is None
    assert f"order:{order.id}:{DEPUTY_THERE}" not in messages(recorded_session, order)


def test_a_refusal_after_the_branch_has_answered_changes_nothing(recorded_session: Session, calendar: Calendar) -> None:
    order = issued(recorded_session, calendar)
    acknowledge(recorded_session, order, person(recorded_session, SECRETARY_THERE), MONDAY)
    RectificationListener(ORDERS).refused(recorded_session, _message(recorded_session, order), MONDAY)
    RectificationListener(ORDERS).accepted(recorded_session, _message(recorded_session, order), MONDAY)
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


# Two at once


def test_orders_issued_at_the_same_time_get_numbers_of_their_own(town: Database, calendar: Calendar) -> None:
    def one(_: int) -> str:
        with town.begin() as session:
            return issued(session, calendar).number

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(one, range(8)))
    assert numbers == {f"澄红灰督〔2026〕4-{serial:03d}" for serial in range(1, 9)}


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


# The life of an order


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


Act = Callable[[Session, RectificationOrder, Person, Calendar, datetime], None]
ACTS: dict[str, Act] = {
    "acknowledge": lambda s, o, p, c, n: acknowledge(s, o, p, n),
    "progress": lambda s, o, p, c, n: note_progress(s, o, "在办", p, n),
    "report": lambda s, o, p, c, n: report(s, o, ["已办", "已办"], p, n),
    "ask_extension": lambda s, o, p, c, n: ask_extension(s, o, date(2026, 11, 20), "场地装修", p, c, n),
    "extend": extend,
    "refuse_extension": lambda s, o, p, c, n: refuse_extension(s, o, "可以借用", p, n),
    "close_out": lambda s, o, p, c, n: close_out(s, o, "已核查", p, n),
    "send_back": lambda s, o, p, c, n: send_back(s, o, "请补充", p, n),
    "withdraw": lambda s, o, p, c, n: withdraw(s, o, "重复", p, n),
    "deliver": lambda s, o, p, c, n: enter_delivery(s, o, n.date(), "", p, n),
}
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
        (lambda s, o, p, c, n: note_progress(s, o, "长" * 301, p, n), SECRETARY_THERE, "order_text_too_long"),
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
            "order_delivered_out_of_time",
        ),
        (
            lambda s, o, p, c, n: enter_delivery(s, o, date(2026, 11, 3), "", p, n),
            CLERK,
            "order_delivered_out_of_time",
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
    _make_officer(recorded_session, OTHER_MEMBER)
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
    _make_officer(recorded_session, OTHER_MEMBER)
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
    assert refusal_text(refused.value) == "每份督办单最多申请1次延期，澄红灰督〔2026〕4-001不能再申请。"
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


def test_overdue_orders_are_named_to_the_office_once_a_day(recorded_session: Session, calendar: Calendar) -> None:
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


# Who sees what, and what is open


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
