"""Which consequence is meant, and who decides on it: never anybody of the branch (A12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotFound
from models.consequences import Consequence
from models.people import Person
from services.rights.asking import Matter, check_may
from services.rights.conflicts import check, refusal
from services.rights.table import Right


def consequence_numbered(session: Session, number: int, person: Person, now: datetime) -> Consequence:
    """Find a consequence by its number. Raises Refused for who may not see it, and when there is none."""
    check_may(session, person, Right.SEE_CONSEQUENCES, now)
    consequence = session.get(Consequence, number)
    if consequence is None:
        raise NotFound("consequence_unknown", number=number)
    return consequence


def check_decides(session: Session, consequence: Consequence, by: Person, now: datetime) -> None:
    """Check that somebody is of the leading group and no officer of the branch, now or when it was proposed."""
    check(session, by, Right.DECIDE_CONSEQUENCE, now, _matter_of(consequence))


def check_carries_out(session: Session, consequence: Consequence, by: Person, now: datetime) -> None:
    """Check that somebody is of the office or the leading group and no officer of the branch. Raises Refused."""
    check(session, by, Right.CARRY_OUT, now, _matter_of(consequence))


def may_carry_out(session: Session, consequence: Consequence, by: Person, now: datetime) -> bool:
    """Tell whether somebody may carry out what was decided, and close it."""
    return refusal(session, by, Right.CARRY_OUT, now, _matter_of(consequence)) is None


def _matter_of(consequence: Consequence) -> Matter:
    return Matter(consequence.organization, begun=consequence.begun_at.date())
