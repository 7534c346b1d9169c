"""Who may act in a branch's name (D6): its officers, and the office, for what came on paper or with the branch told."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import organizations_led_by
from models.organizations import Organization
from models.people import Person
from services.notices.branches import hearers, tell_branch
from services.rights.asking import may
from services.rights.table import Right

WORDING: Final = "notices/branches.txt"

# As one of its officers; as the office, for a branch nobody of which gets messages; as the office, for any other one.
Voice = Literal["officer", "on_paper", "told"]


def voice_for(session: Session, organization: Organization, person: Person, now: datetime) -> Voice | None:
    """Tell as what somebody may act in a branch's name now; None for everybody else.

    "told" obliges: the branch hears at once what was done in its name (`tell_of_acting`).
    """
    if organization.id in organizations_led_by(session, person, now.date()):
        return "officer"
    if not may(session, person, Right.SPEAK_FOR, now, organization):
        return None
    return "told" if hearers(session, organization, now) else "on_paper"


def tell_of_acting(
    session: Session, organization: Organization, by: Person, what: str, *, key: str, now: datetime
) -> None:
    """Tell a branch what somebody else did in its name; nothing where an officer did it, or it came on paper."""
    if voice_for(session, organization, by, now) != "officer" and hearers(session, organization, now):
        said = word(WORDING, "acted", by=by, organization=organization, what=what)
        tell_branch(session, organization, said, key=f"acted:{key}", now=now)
