"""What a branch has promised, for whoever may see its slips, on which it is asked about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.organizations import Organization
from models.people import Person
from services.promises.promises import PromiseList, promise_list
from services.rights.asking import check_may
from services.rights.table import Right


def promises_seen(session: Session, organization: Organization, by: Person, now: datetime) -> PromiseList:
    """List a branch's promises. Raises Refused for whoever may not see its slips."""
    check_may(session, by, Right.SEE_SLIP, now, organization)
    return promise_list(session, now, organization)
