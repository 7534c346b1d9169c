"""Who may see an overhaul, who checks and who helps (D8, D10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.errors import NotFound
from models.overhauls import HelpPlan, Overhaul, overhauls
from models.people import Person
from services.rights.asking import Matter, seen
from services.rights.conflicts import check
from services.rights.table import Right


def visible_to(session: Session, person: Person, now: datetime) -> ColumnElement[bool]:
    """Select the overhauls a person may see: those that concern them, and those in which they help."""
    helped = Overhaul.id.in_(select(HelpPlan.overhaul_id).where(HelpPlan.helper_id == person.id))
    concern = seen(session, person, Right.SEE_OVERHAUL, now, Overhaul.organization_id, Overhaul.group_id)
    return or_(concern, helped)


def overhaul_numbered(session: Session, number: int, person: Person, now: datetime) -> Overhaul:
    """Find an overhaul the person may see by its number. Raises Refused when there is none."""
    found = overhauls(session, visible_to(session, person, now) & (Overhaul.id == number))
    if not found:
        raise NotFound("overhaul_unknown", number=number)
    return found[0]


def check_group(session: Session, overhaul: Overhaul, by: Person, now: datetime) -> None:
    """Check that somebody may check the report: of the group (without one, of the office), no officer there (D10)."""
    check(session, by, Right.CHECK_OVERHAUL, now, matter_of(overhaul), overhaul=overhaul)


def check_helps(session: Session, overhaul: Overhaul, by: Person, now: datetime) -> None:
    """Check that somebody may write a help plan: of the group or the office, no officer there (D10)."""
    check(session, by, Right.HELP, now, matter_of(overhaul), overhaul=overhaul)


def matter_of(overhaul: Overhaul) -> Matter:
    """Tell of whose matter an overhaul is: its group's, whoever inspects the branch today."""
    groups = (overhaul.group_id,) if overhaul.group_id else ()
    return Matter(overhaul.organization, groups, overhaul.assigned_at.date())
