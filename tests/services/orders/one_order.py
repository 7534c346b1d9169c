"""An order to 石湾村支部, as 曹晓明 issues it on Monday, 2 November 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import SECRETARY, Appointment
from models.orders import RectificationOrder
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from models.transitions import Transition
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.notices.rectifications import enter_delivery
from services.orders.extensions import ask_extension, extend, refuse_extension
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.orders.steps import acknowledge, close_out, note_progress, report, send_back, withdraw
from tests.worlds.recorded_quarters import person

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


def messages(session: Session, order: RectificationOrder) -> dict[str, str]:
    query = select(OutboxMessage).where(OutboxMessage.key.like(f"%:{order.id}%"), OutboxMessage.key.like("order%"))
    return {one.key: one.addressee for one in session.scalars(query.order_by(OutboxMessage.id))}


def everything(session: Session) -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    session.flush()
    cases = session.execute(select(RectificationOrder.__table__).order_by(RectificationOrder.id)).all()
    steps = session.scalars(select(Transition.id).order_by(Transition.id)).all()
    return cases, steps, session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.id)).all()


def make_officer(session: Session, userid: str, role: str = SECRETARY) -> None:
    officer = Appointment(person=person(session, userid), role=role, title="", organization_id=BRANCH, powers=[])
    session.add(officer)
    session.flush()


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
