"""New people, and how they are named and reached: account, telephone, card or text; each change with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput
from models.people import Person, person_by_userid
from models.register_entries import PERSON_CHANGED, PERSON_ENTERED, RegisterEntry
from models.sealed_names import sealed
from rules.contacts import account_name, person_name, phone_number
from services.people.rights import check_person
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.table import Right

LONGEST_NAME: Final = 64
SEALED: Final = ("name", "userid")


@dataclass(frozen=True)
class Contact:
    """How somebody is named and reached, as it was typed; "" for no account and no telephone."""

    name: str
    userid: str = ""
    phone: str = ""


def enter_person(session: Session, contact: Contact, reason: str, by: Person, now: datetime) -> Person:
    """Take somebody new into the register, who holds no office yet; two people may have one name.

    Raises Refused unless the office does it, without a name or reason, for what is no account or no mobile number, and
    for an account or number that is somebody else's.
    """
    check_may(session, by, Right.CHANGE_REGISTER, now)
    person = Person(sees_cards=False, **checked(session, contact, None))
    session.add(person)
    session.flush()
    _note(session, PERSON_ENTERED, person, reason, by, now, {}, _shown(contact.name, person.userid, contact.phone))
    return person


def change_person(session: Session, person: Person, contact: Contact, reason: str, by: Person, now: datetime) -> bool:
    """Change name, account or telephone from now on; what is open goes with the person. False where all is as it was.

    Raises Refused as `enter_person`, and for name or account of somebody whose offices another must fill: whose account
    it is, acts in his name.
    """
    (changed,) = change_people(session, [(person, contact, reason)], by, now)
    return changed


def change_people(
    session: Session, wanted: Sequence[tuple[Person, Contact, str]], by: Person, now: datetime
) -> list[bool]:
    """Change several, each for a reason, as `change_person` one.

    Whether `by` may is asked of all before any is changed: an account of who fills the town's offices takes these out
    of the office's hands.
    """
    check_may(session, by, Right.CHANGE_REGISTER, now)
    for person, contact, _ in wanted:
        said = checked(session, contact, person)
        if (said["name"], said["userid"]) != (person.name, person.userid):
            check_person(session, by, person, now)
    return [_change(session, person, contact, reason, by, now) for person, contact, reason in wanted]


def _change(session: Session, person: Person, contact: Contact, reason: str, by: Person, now: datetime) -> bool:
    wanted = checked(session, contact, person)
    changed = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    if not changed:
        return False
    before = {name: _plain(name, getattr(person, name)) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    if "userid" in changed:
        # Whether cards reach the new account nobody knows yet.
        person.sees_cards = False
    after = {name: _plain(name, value) for name, value in changed.items()}
    _note(session, PERSON_CHANGED, person, reason, by, now, before, after)
    return True


def choose_cards(session: Session, person: Person, wants_cards: bool | None, by: Person, now: datetime) -> None:
    """Let messages come to somebody as cards, as text, or as it is known to work (None); the person may change it."""
    check_person(session, by, person, now)
    person.wants_cards = wants_cards
    session.flush()


def checked(session: Session, contact: Contact, person: Person | None) -> dict[str, str | None]:
    """Read how somebody is named and reached. Raises BadInput for what is none, and for what is somebody else's."""
    name = person_name(contact.name)
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput("person_name_wrong", longest=LONGEST_NAME)
    userid = account_name(contact.userid) if contact.userid.strip() else None
    if contact.userid.strip() and userid is None:
        raise BadInput("account_wrong", said=contact.userid)
    phone = phone_number(contact.phone) if contact.phone.strip() else None
    if contact.phone.strip() and phone is None:
        raise BadInput("phone_wrong", said=contact.phone)
    _check_free(session, person, userid, phone)
    return {"name": name, "userid": userid, "phone": phone}


def _check_free(session: Session, person: Person | None, userid: str | None, phone: str | None) -> None:
    mine = person.id if person else None
    other = person_by_userid(session, userid) if userid else None
    if other is not None and other.id != mine:
        raise BadInput("account_taken", person=other)
    same = session.scalar(select(Person).where(Person.phone == phone, Person.id != mine)) if phone else None
    if same is not None and same.id != mine:
        raise BadInput("phone_taken", person=same)


def _plain(name: str, value: str | None) -> str:
    """Say a value in the log; of a telephone only whether there is one."""
    return "*" if name == "phone" and value else value or ""


def _shown(name: str, userid: str | None, phone: str) -> dict[str, str]:
    return {"name": name, "userid": userid or "", "phone": _plain("phone", phone)}


def _note(
    session: Session,
    kind: str,
    person: Person,
    reason: str,
    by: Person,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    entry = RegisterEntry(kind=kind, day=now.date(), reason=reason_given(reason), person=person, by_id=by.id, at=now)
    entry.before, entry.after = _sealed(before, person), _sealed(after, person)
    session.add(entry)
    session.flush()


def _sealed(said: dict[str, Any], person: Person) -> dict[str, Any]:
    """Say who somebody is so that it can be forgotten once."""
    return {name: sealed(value, person.seal_key) if name in SEALED else value for name, value in said.items()}
