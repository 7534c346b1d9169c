"""Who may see consequences, who decides, and who notes what was carried out: never anybody of the branch (A12)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NoRight, NotFound
from models.appointments import LEADERS, LEADING_GROUP, OFFICE, OFFICE_HEAD, has_role
from models.consequences import Consequence
from models.organizations import Organization
from models.people import Person
from rules.periods import in_beijing
from services.register.groups import officer_ids

CARRIERS: Final = (LEADING_GROUP, *OFFICE)
RECORDERS: Final = (LEADING_GROUP, OFFICE_HEAD)


def may_see(session: Session, person: Person, now: datetime) -> bool:
    """Tell whether a person sees consequences: the office, the leading group, the town's leaders."""
    return has_role(session, person, (*OFFICE, *LEADERS), in_beijing(now).date())


def consequence_numbered(session: Session, number: int, person: Person, now: datetime) -> Consequence:
    """Find a consequence by its number. Raises Refused for who may not see it, and when there is none."""
    if not may_see(session, person, now):
        raise NoRight("consequence_not_yours")
    consequence = session.get(Consequence, number)
    if consequence is None:
        raise NotFound("consequence_unknown", number=number)
    return consequence


def check_decides(session: Session, consequence: Consequence, by: Person, now: datetime) -> None:
    """Check that somebody is of the leading group and no officer of the branch, now or when it was proposed."""
    _check_role(session, by, (LEADING_GROUP,), "consequence_decide_not_yours", now)
    _check_outside(session, consequence.organization, by, now, consequence.begun_at)


def check_carries_out(session: Session, consequence: Consequence, by: Person, now: datetime) -> None:
    """Check that somebody is of the office or the leading group and no officer of the branch. Raises Refused."""
    _check_role(session, by, CARRIERS, "consequence_carry_out_not_yours", now)
    _check_outside(session, consequence.organization, by, now, consequence.begun_at)


def check_records(session: Session, organization: Organization, by: Person, now: datetime) -> None:
    """Check that somebody may record what the Party committee decided about a branch. Raises Refused."""
    _check_role(session, by, RECORDERS, "measure_not_yours", now)
    _check_outside(session, organization, by, now)


def _check_role(session: Session, by: Person, roles: tuple[str, ...], reason: str, now: datetime) -> None:
    if not has_role(session, by, roles, in_beijing(now).date()):
        raise NoRight(reason)


def _check_outside(session: Session, organization: Organization, by: Person, *moments: datetime) -> None:
    if by.id in officer_ids(session, organization, *(in_beijing(one).date() for one in moments)):
        raise NoRight("consequence_own_branch", organization=organization)
