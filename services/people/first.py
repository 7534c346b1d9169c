"""The first person of a town that has just begun: who may sign in and fill the register; nobody else is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import word
from models.appointments import OFFICE_CLERK, OFFICE_HEAD, Appointment
from models.organizations import ON_PAPER, Organization
from models.people import Person, person_by_userid
from models.register_entries import APPOINTED
from models.schemes import Township, latest_version
from services.people.appointing import note_appointment
from services.people.entering import Contact, checked
from services.register.changes import Said
from services.rights.asking import entitled
from services.rights.table import Right
from services.schemes.versions import shipped_text, store_scheme

WORDS: Final = "people/first.txt"
ROOT: Final = "org-000"


def first_person(session: Session, town: str, contact: Contact, now: datetime, *, head: bool = False) -> Person:
    """Enter the first clerk, or head, of the office of a town; names of the town and the shipped rule where none are.

    Whoever operates the machine does it, once: raises NotNow where somebody of the office can sign in already.
    """
    known = [one for one in entitled(session, Right.CHANGE_REGISTER, now) if one.userid]
    if known:
        raise NotNow("office_not_empty", people=known)
    _begin(session, town, now)
    found = person_by_userid(session, contact.userid)
    person = found or Person(sees_cards=False, **checked(session, contact, None))
    title = word(WORDS, "head" if head else "clerk")
    role = OFFICE_HEAD if head else OFFICE_CLERK
    appointment = Appointment(person=person, role=role, title=title, powers=["draft_board"], since=now.date())
    session.add(appointment)
    session.flush()
    note_appointment(session, APPOINTED, appointment, Said(now.date(), word(WORDS, "reason"), person), now)
    return person


def _begin(session: Session, town: str, now: datetime) -> None:
    """Give a town its row, its rule and its committee, above which stands nothing; what is there stays."""
    if session.get(Township, 1) is None:
        columns = ("full_name", "committee", "rule_title", "publication_channel", "platform", "document_prefix")
        session.add(Township(id=1, name=town, **{name: word(WORDS, name, town=town) for name in columns}))
    if latest_version(session) is None:
        store_scheme(session, shipped_text(), {}, now)
    if session.scalar(select(Organization.id).limit(1)) is None:
        root = Organization(id=ROOT, position=0, type="town_committee", assessed=False, delivery=ON_PAPER)
        root.name, root.short_name = word(WORDS, "committee", town=town), word(WORDS, "short_committee")
        root.has_committee = False
        session.add(root)
    session.flush()
