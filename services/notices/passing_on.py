"""转告: words of the office, passed on to a branch as they were said, with the name of who says them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput
from bot.wording import word
from models.appointments import OFFICE, Appointment, in_force
from models.organizations import Organization
from models.people import Person
from services.notices.branches import tell_branch
from services.rights.asking import check_may
from services.rights.table import Right

WORDING: Final = "notices/branches.txt"
LONGEST: Final = 300


def pass_on(session: Session, organization: Organization, words: str, by: Person, now: datetime) -> None:
    """Tell a branch something in the name of whoever says it, or put it on the office's list (D6).

    Raises Refused for whoever is not of the office, for no words, and for too many.
    """
    check_may(session, by, Right.TELL_BRANCH, now)
    if not words.strip():
        raise BadInput("nothing_to_tell", organization=organization)
    if len(words) > LONGEST:
        raise BadInput("too_much_to_tell", longest=LONGEST)
    said = word(WORDING, "passed_on", words=words.strip(), by=by, title=_title(session, by, now))
    key = f"passed-on:{organization.id}:{by.id}:{now.isoformat()}"
    tell_branch(session, organization, said, key=key, now=now)


def _title(session: Session, person: Person, now: datetime) -> str:
    """Name the office of somebody in the organisation office."""
    held = (Appointment.person_id == person.id, Appointment.role.in_(OFFICE), in_force(now.date()))
    return session.scalars(select(Appointment.title).where(*held).order_by(Appointment.id)).first() or ""
