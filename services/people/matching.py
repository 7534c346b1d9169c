"""认人: whose account is which, proposed from WeCom's directory: by telephone, then by a name that is nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wecom_answers import Listed
from models.appointments import Appointment, in_force
from models.people import Person
from rules.contacts import person_name, phone_number


@dataclass(frozen=True)
class Match:
    """Somebody in office without an account, and the account that is proposed, with why; "" where none is."""

    person: Person
    userid: str
    why: Literal["phone", "name", "several", "nobody"]


def matches(session: Session, members: Sequence[Listed], day: date) -> list[Match]:
    """Propose an account for everybody who holds an office on a day and has none; nothing is changed.

    An account that somebody has is proposed for nobody. A name counts only where one person and one account have it.
    """
    held = select(Appointment.person_id).where(in_force(day))
    lacking = select(Person).where(Person.id.in_(held), Person.userid.is_(None)).order_by(Person.name, Person.id)
    people = session.scalars(lacking).all()
    taken = set(session.scalars(select(Person.userid).where(Person.userid.is_not(None))))
    free = [one for one in members if one.userid and one.userid not in taken]
    phones = {phone: one.userid for one in free if (phone := phone_number(one.mobile)) is not None}
    named = Counter(person_name(one.name) for one in free)
    accounts = {person_name(one.name): one.userid for one in free}
    same = Counter(one.name for one in people)
    return [_match(one, phones, named, accounts, same) for one in people]


def _match(
    one: Person, phones: dict[str, str], named: Counter[str], accounts: dict[str, str], same: Counter[str]
) -> Match:
    if one.phone and one.phone in phones:
        return Match(one, phones[one.phone], "phone")
    if not named[one.name]:
        return Match(one, "", "nobody")
    if named[one.name] > 1 or same[one.name] > 1:
        return Match(one, "", "several")
    return Match(one, accounts[one.name], "name")
