"""Orders and overhauls: what a branch is asked to put right by a day. How it arrives, who hears what comes of it, and
who is reminded (R19, R20, R39, A14). Both are said in the same way; `Kind` holds what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import page_address
from bot.errors import BadInput, NotNow
from bot.readers import bounded
from bot.wording import word
from models import orders, overhauls
from models.appointments import OFFICE
from models.locks import lock
from models.orders import RectificationOrder
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from models.people import Person
from models.transitions import transitions_of
from rules.cases import ORDER, OVERHAUL, Machine
from rules.workdays import Calendar
from services.cases import step
from services.notices import branches
from services.notices.handovers import LONGEST_REMARK, NAMES, matter, put_on_list, settle
from services.notices.push_hours import may_push
from services.notices.roles import tell, tell_list, who_lacks_list
from services.notices.speaking import tell_of_acting
from services.notices.undelivered import tell_undelivered, why_undelivered
from services.register.groups import free_inspectors
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.table import Right

Rectification = RectificationOrder | Overhaul


@dataclass(frozen=True)
class Kind:
    """One of the two: its table, its life, the states in which the branch has still to report, its wording, and the
    right to answer for the branch.
    """

    table: type[Rectification]
    machine: Machine
    with_branch: frozenset[str]
    wording: str
    answered_by: Right

    @property
    def name(self) -> str:
        """Its topic, what templates call it, and how its keys begin: order, overhaul."""
        return NAMES[self.table]


ORDERS: Final = Kind(RectificationOrder, ORDER, orders.WITH_BRANCH, "orders/notices.txt", Right.ANSWER_ORDER)
OVERHAULS: Final = Kind(Overhaul, OVERHAUL, overhauls.WITH_BRANCH, "overhauls/notices.txt", Right.REPORT_OVERHAUL)


def kind_of(one: Rectification) -> Kind:
    """Tell which of the two it is."""
    return ORDERS if isinstance(one, RectificationOrder) else OVERHAULS


def worded(one: Rectification, block: str, **facts: Any) -> str:
    """Say a block of its wording about it."""
    kind = kind_of(one)
    return word(kind.wording, block, **{kind.name: one}, **facts)


def send_to_next(session: Session, one: Rectification, now: datetime) -> None:
    """Send it to the next of the branch who has not been tried; else the office hands it over."""
    (one.recipient,) = branches.next_to_try(session, [(one.organization, partial(_sending_key, one))], now)
    if one.recipient is None:
        put_on_paper(session, one, now)
    else:
        _push(session, one, one.recipient, now)


def _sending_key(one: Rectification, person: Person) -> str:
    return f"{matter(one)}:{person.userid}"


def _push(session: Session, one: Rectification, person: Person, now: datetime) -> None:
    said = worded(one, "given", person=person, page=_page_of(session, one))
    body, about = outbox.text(said), outbox.About(kind_of(one).name, str(one.id))
    member, key = outbox.Addressee("member", person.userid or ""), _sending_key(one, person)
    outbox.push(session, member, body, key=key, now=now, about=about)


def _page_of(session: Session, one: Rectification) -> str:
    """Give the address of its page, where it has one and phones can reach it."""
    orders_only = isinstance(one, RectificationOrder)
    return page_address(session, f"m/orders/{one.organization_id}/{one.id}") if orders_only else ""


def put_on_paper(session: Session, one: Rectification, now: datetime) -> None:
    """Put it on the office's list of what is to be handed over."""
    one.recipient = None
    said, note, key = worded(one, "given", person=None, page=""), worded(one, "note_on_paper"), f"{matter(one)}:paper"
    put_on_list(session, one.organization, said, key=key, now=now, about=matter(one), note=note)


def tell_branch(session: Session, one: Rectification, block: str, now: datetime, **facts: Any) -> None:
    """Tell the branch what was decided: its recipient, or who has followed. Call it after the step."""
    said, key = worded(one, block, **facts), _key(session, one, "branch")
    branches.tell_branch(session, one.organization, said, key=key, now=now, prefer=one.recipient, about=matter(one))


def tell_group(session: Session, one: Rectification, block: str, now: datetime, **facts: Any) -> None:
    """Tell who signed it, else the first of the group who may check it and can be reached, else the office (D10)."""
    key, group, pages = _key(session, one, "group"), one.group_id, [_page_of(session, one)]
    people = free_inspectors(session, group, one.organization, now.date()) if group else []
    reached = [person for person in people if person.userid]
    signer = one.signer if isinstance(one, RectificationOrder) else None
    person = signer if signer in reached else next(iter(reached), None)
    if person is None:
        kind = kind_of(one)
        tell(session, OFFICE, kind.wording, block, key=key, now=now, pages=pages, **{kind.name: one}, **facts)
        return
    member = outbox.Addressee("member", person.userid or "")
    outbox.push(session, member, outbox.text(worded(one, block, pages=pages, also=[], **facts)), key=key, now=now)


def _key(session: Session, one: Rectification, to: str) -> str:
    """Name the news of the latest step."""
    return f"{matter(one)}:{to}:{transitions_of(session, kind_of(one).machine.name, one.id)[-1].id}"


def enter_delivery(session: Session, one: Rectification, day: date, remark: str, clerk: Person, now: datetime) -> None:
    """Enter the day on which it was handed over on paper (D6); its due day does not move.

    Raises Refused unless somebody of the office enters it who is no officer there (D10), for what has not arrived,
    with a day between its beginning and today.
    """
    lock(session, one)
    check_may_enter_delivery(session, one, clerk, now)
    begun = one.issued_at if isinstance(one, RectificationOrder) else one.assigned_at
    if not begun.date() <= day <= now.date():
        raise BadInput("delivered_out_of_time", since=begun.date())
    said, facts = bounded(remark, LONGEST_REMARK, "remark_too_long"), {"on": day.isoformat(), "paper": True}
    step(session, kind_of(one).machine, one, "deliver", clerk, now, reason=said, facts=facts)
    settle(session, one, now, clerk)


def check_may_enter_delivery(session: Session, one: Rectification, clerk: Person, now: datetime) -> None:
    """Check that the office may enter the delivery of what has not arrived yet. Raises Refused."""
    check(session, clerk, Right.ENTER_DELIVERY, now, one.organization)
    if one.state != kind_of(one).machine.first:
        what = one.number if isinstance(one, RectificationOrder) else worded(one, "named")
        raise NotNow("delivered_before", what=what)


def check_branch(session: Session, one: Rectification, by: Person, now: datetime) -> None:
    """Check that somebody may answer for the branch (D6). Raises NoRight."""
    check_may(session, by, kind_of(one).answered_by, now, one.organization, **{kind_of(one).name: one})


def answered(session: Session, one: Rectification, event: str, by: Person, now: datetime) -> None:
    """Tell the branch when somebody else took a step in its name. Call it after the step.

    With a report, nothing that was said before has to be handed over any more.
    """
    if event == "report":
        settle(session, one, now, by)
    what = worded(one, "acted", event=event)
    tell_of_acting(session, one.organization, by, what, key=_key(session, one, "branch"), now=now)


def with_branches(session: Session, kind: Kind) -> list[Rectification]:
    """List what branches have still to report on, oldest first."""
    query = select(kind.table).where(kind.table.state.in_(kind.with_branch)).order_by(kind.table.id)
    return list(session.scalars(query))


def remind_due(
    session: Session,
    kind: Kind,
    calendar: Calendar,
    now: datetime,
    facts: Callable[[Any], Mapping[str, Any]] = lambda _: {},
) -> int:
    """Remind branches once of what is due today and not reported; returns how many were reminded now.

    `facts` gives what the wording needs to know besides.
    """
    if not may_push(session, calendar, now):
        return 0
    due = [one for one in with_branches(session, kind) if one.counted.day == now.date() and now < one.due]
    return branches.tell_branches(session, [_reminder(one, facts(one)) for one in due], now)


def _reminder(one: Rectification, facts: Mapping[str, Any]) -> branches.News:
    key, said = f"{kind_of(one).name}-due:{one.id}:{one.counted.day}", worded(one, "due_today", **facts)
    return branches.News(one.organization, said, key, about=matter(one), prefer=one.recipient, until=one.due)


def list_overdue(session: Session, kind: Kind, calendar: Calendar, now: datetime) -> int:
    """Name the office what is overdue, in one list; returns how many it names, 0 where it has that list."""
    name = f"{kind.name}s-overdue"
    if not may_push(session, calendar, now) or not (lacking := who_lacks_list(session, OFFICE, name, now)):
        return 0
    overdue = [one for one in with_branches(session, kind) if one.is_overdue_at(now)]
    is_told = overdue and tell_list(session, lacking, kind.wording, "overdue_list", name=name, now=now, overdue=overdue)
    return len(overdue) if is_told else 0


class RectificationListener:
    """Hears what became of the message that carries an order or an overhaul."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: it names the day it is due, whenever it leaves."""
        raise NotImplementedError(f"{message.key} names a fixed day and is never worded anew")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        one = self._of(session, message)
        if one.state == self.kind.machine.first:
            step(session, self.kind.machine, one, "deliver", None, now, facts={"to": one.recipient_id})

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """The next of the branch is tried; it goes on paper when nobody knows whether it arrived. The office hears."""
        one = self._of(session, message)
        if one.state != self.kind.machine.first:
            return
        unknown = message.unknown_since is not None
        tried, why = {"to": one.recipient_id, "unknown": unknown}, why_undelivered(message)
        step(session, self.kind.machine, one, "not_reached", None, now, reason=why, facts=tried)
        if unknown:
            put_on_paper(session, one, now)
        else:
            send_to_next(session, one, now)
        facts = {"what": worded(one, "named"), "recipient": one.recipient}
        tell_undelivered(session, "undelivered_to_branch", message, now, **facts)

    def _of(self, session: Session, message: OutboxMessage) -> Rectification:
        one = session.get_one(self.kind.table, int(message.subject or 0))
        lock(session, one)
        return cast("Rectification", one)
