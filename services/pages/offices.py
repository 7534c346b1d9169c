"""Whom a sheet for paper names: who of the branch it is for, and whom of the office one may ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.appointments import OFFICE_CLERK, holders, officers
from models.organizations import Organization
from models.people import Person


def office_people(session: Session, now: datetime) -> list[Person]:
    """List the clerks of the office today."""
    return holders(session, (OFFICE_CLERK,), now.date())


def addressee(session: Session, organization: Organization, now: datetime) -> Person | None:
    """Find who of a branch is written to by name: its secretary, else who stands in; None where there is nobody."""
    held = officers(session, organization.id, now.date())
    return held[0].person if held else None
