"""Who of a branch hears a message, and when it goes on paper: for every message to a branch (R11, A2, D6).

Nobody else may look for the officers of a branch in order to send something; `tests/services/notices` holds that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import NAMED, in_slices
from bot.parts import further_parts
from models.appointments import SECRETARY, Appointment, in_force, officers_of
from models.handovers import Handover
from models.leaves import leaves_on
from models.organizations import ON_PAPER, Organization
from models.outbox import OutboxMessage
from models.people import Person
from services.notices.handovers import handover_row, listed_among, put_all_on_list, put_on_list
from services.notices.standing_in import in_line
from services.notices.undelivered import tell_undelivered

TOPIC: Final = "branch"


@dataclass(frozen=True)
class News:
    """What a branch is told, once per key, as `tell_branch` takes it; from `until` on there is no point on paper."""

    organization: Organization
    said: str
    key: str
    about: str = ""
    note: str = ""
    prefer: Person | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Line:
    """Who of a branch can get a message, in the order they are tried, and the ids of those who are away."""

    people: list[Person]
    away: frozenset[int]

    def first(self, prefer: Person | None = None) -> Person | None:
        """Find who hears something: the preferred person who still can and is not away, else the first; None: paper."""
        if prefer is not None and prefer in self.people and prefer.id not in self.away:
            return prefer
        return next(iter(self.people), None)


NOBODY: Final = Line([], frozenset())


def hearers(session: Session, organization: Organization, now: datetime) -> list[Person]:
    """List who of a branch can get a message now, in the order they are tried: secretary, deputy, 组织委员 (R11, A2).

    While somebody is away, whoever stands in comes first and who is away last. Nobody where the register sets the
    branch to paper, whether or not its people have accounts (D6).
    """
    return lines_of(session, [organization], now)[organization.id].people


def hearer(session: Session, organization: Organization, now: datetime, prefer: Person | None = None) -> Person | None:
    """Find who of a branch hears something, as `Line.first` says."""
    return lines_of(session, [organization], now)[organization.id].first(prefer)


def lines_of(session: Session, organizations: Sequence[Organization], now: datetime) -> dict[str, Line]:
    """Find out by organisation who of some branches can get a message now, each as `hearers` does."""
    lines = {one.id: NOBODY for one in organizations}
    for some in in_slices([one.id for one in organizations if not one.is_on_paper], NAMED):
        held, leaves = officers_of(session, some, now.date()), leaves_on(session, some, now.date())
        for one in some:
            people = [*dict.fromkeys(person for person in held[one] if person.userid)]
            lines[one] = Line(in_line(people, leaves[one]), frozenset(leave.person_id for leave in leaves[one]))
    return lines


def secretaries(session: Session, today: date) -> list[Person]:
    """List the secretaries who belong into a group chat of the branches: of every branch that is not on paper (D6)."""
    query = (
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(Appointment.role == SECRETARY, in_force(today), Organization.delivery != ON_PAPER)
    )
    return list(dict.fromkeys(session.scalars(query.order_by(Appointment.id))))


def next_to_try(
    session: Session, tries: Sequence[tuple[Organization, Callable[[Person], str]]], now: datetime
) -> list[Person | None]:
    """Find for each branch the first person who has not been tried yet; None when nobody is left.

    The key of what is to be said is made of the person, so that nobody is tried twice.
    """
    lines = lines_of(session, [organization for organization, _ in tries], now)
    keys = [[(key(person), person) for person in lines[organization.id].people] for organization, key in tries]
    said = outbox.said_among(session, [key for line in keys for key, _ in line])
    return [next((person for key, person in line if key not in said), None) for line in keys]


def tell_branch(
    session: Session,
    organization: Organization,
    said: str,
    *,
    key: str,
    now: datetime,
    prefer: Person | None = None,
    about: str = "",
    note: str = "",
) -> bool:
    """Tell a branch something, once per key: by message, or by way of the office's list where nobody gets any.

    `prefer` hears it where that is possible, such as who had asked. `about` and `note` are for the list (see
    `Handover`). Returns False when it was told before.
    """
    return tell_branches(session, [News(organization, said, key, about, note, prefer)], now) > 0


def tell_branches(session: Session, news: Sequence[News], now: datetime) -> int:
    """Tell many branches something, each as `tell_branch` does, a slice of them with as few statements as one.

    Returns how many were told now.
    """
    told = told_among(session, [one.key for one in news])
    fresh = [one for one in news if one.key not in told]
    for some in in_slices(fresh):
        lines = lines_of(session, [one.organization for one in some], now)
        _tell(session, [(one, lines[one.organization.id].first(one.prefer)) for one in some], now)
    return len(fresh)


def _tell(session: Session, told: Sequence[tuple[News, Person | None]], now: datetime) -> None:
    """Push to who hears it; what nobody hears goes on the list."""
    outbox.push_all(session, [_letter(one, person) for one, person in told if person], now)
    put_all_on_list(
        session,
        [
            handover_row(
                one.organization, one.said, key=one.key, now=now, about=one.about, note=one.note, until=one.until
            )
            for one, person in told
            if person is None
        ],
    )


def _letter(one: News, person: Person) -> outbox.Letter:
    member, about = outbox.Addressee("member", person.userid or ""), f"{one.organization.id} {one.about}"
    return outbox.Letter(member, outbox.text(one.said), one.key, outbox.About(TOPIC, about))


def was_told(session: Session, key: str) -> bool:
    """Tell whether something was said before, in either way."""
    return bool(told_among(session, [key]))


def told_among(session: Session, keys: Sequence[str]) -> set[str]:
    """List the keys with which something was said before, in either way."""
    told = (outbox.said_among(session, some) | listed_among(session, some) for some in in_slices(keys, NAMED))
    return set[str]().union(*told)


def was_told_since(session: Session, prefix: str, moment: datetime) -> bool:
    """Tell whether anything was said since a moment under a key with this prefix, in either way."""
    pushed = OutboxMessage.lane == outbox.PUSH, OutboxMessage.created_at >= moment
    said = (
        select(OutboxMessage.id).where(OutboxMessage.key.startswith(prefix), *pushed),
        select(Handover.id).where(Handover.key.startswith(prefix), Handover.made_at >= moment),
    )
    return any(session.scalar(query.limit(1)) is not None for query in said)


def put_message_on_list(
    session: Session, organization: Organization, message: OutboxMessage, now: datetime, *, mark: str
) -> None:
    """Put a message of `tell_branch` on the list, whole; `mark` says in the key why it does not arrive by WeCom."""
    about = (message.subject or "").partition(" ")[2]
    said = "\n".join(outbox.shown(one) for one in [message, *further_parts(session, message)])
    put_on_list(session, organization, said, key=f"{message.key}:{mark}", now=now, about=about)


class BranchListener:
    """Hears what became of a message to a branch: what WeCom does not deliver goes on the office's list."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: nothing that is told by `tell_branch` hangs on the day it leaves."""
        raise NotImplementedError(f"{message.key} names a fixed day and is never worded anew")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Nothing follows from it."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Put it on the list, whole, and tell the office whom it did not reach and why."""
        organization = session.get_one(Organization, (message.subject or "").partition(" ")[0])
        put_message_on_list(session, organization, message, now, mark="refused")
        tell_undelivered(session, "undelivered", message, now)
