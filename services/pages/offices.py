"""Whom of the office a branch may ask, as the sheets for paper name them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.appointments import OFFICE_CLERK, holders
from models.people import Person


def office_people(session: Session, now: datetime) -> list[Person]:
    """List the clerks of the office today."""
    return holders(session, (OFFICE_CLERK,), now.date())
