"""Who may see an overhaul, who checks and who helps (D8, D10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.errors import NoRight, NotFound
from models.appointments import OFFICE, has_role
from models.overhauls import HelpPlan, Overhaul, overhauls
from models.people import Person
from rules.periods import in_beijing
from services.register.concerned import concerning
from services.register.groups import groups_of, officer_ids


def visible_to(session: Session, person: Person, now: datetime) -> ColumnElement[bool]:
    """Select the overhauls a person may see: those that concern them, and those in which they help."""
    today = in_beijing(now).date()
    helped = Overhaul.id.in_(select(HelpPlan.overhaul_id).where(HelpPlan.helper_id == person.id))
    return or_(concerning(session, person, today, Overhaul.organization_id, Overhaul.group_id), helped)


def overhaul_numbered(session: Session, number: int, person: Person, now: datetime) -> Overhaul:
    """Find an overhaul the person may see by its number. Raises Refused when there is none."""
    found = overhauls(session, visible_to(session, person, now) & (Overhaul.id == number))
    if not found:
        raise NotFound("overhaul_unknown", number=number)
    return found[0]


def check_group(session: Session, overhaul: Overhaul, by: Person, now: datetime) -> None:
    """Check that somebody may check the report: of the group (without one, of the office), no officer there (D10)."""
    today = in_beijing(now).date()
    in_group = overhaul.group_id in groups_of(session, by, today)
    if not (in_group or (overhaul.group_id is None and has_role(session, by, OFFICE, today))):
        raise NoRight("overhaul_not_your_group", overhaul=overhaul)
    if by.id in officer_ids(session, overhaul.organization, today, in_beijing(overhaul.assigned_at).date()):
        raise NoRight("consequence_own_branch", organization=overhaul.organization)


def check_helps(session: Session, overhaul: Overhaul, by: Person, now: datetime) -> None:
    """Check that somebody may write a help plan: the group or the office. Raises Refused."""
    today = in_beijing(now).date()
    if overhaul.group_id not in groups_of(session, by, today) and not has_role(session, by, OFFICE, today):
        raise NoRight("help_not_yours", overhaul=overhaul)
