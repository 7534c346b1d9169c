"""What an address names: an organisation, a month, a form's step. What is not there is a page that is not there."""

from __future__ import annotations

from flask import abort, request

from handlers.pages.door import Visit
from models.organizations import Organization
from models.slips import Slip
from rules.periods import Month
from services.pages.slips import slip_seen
from services.rights.asking import check_may
from services.rights.table import Right


def organization_at(visit: Visit, organization_id: str) -> Organization:
    """Find the organisation of an address."""
    return visit.session.get(Organization, organization_id) or abort(404)


def month_at(text: str) -> Month:
    """Read the month of an address; anything but 2026-10 is a page that is not there."""
    try:
        found = Month.parse(text)
    except ValueError:
        abort(404)
    return found if str(found) == text else abort(404)


def slip_at(visit: Visit, organization_id: str, month: str, right: Right = Right.SEE_SLIP) -> Slip:
    """Find the slip of an address for whoever has a right to it. Raises Refused."""
    organization, wanted = organization_at(visit, organization_id), month_at(month)
    check_may(visit.session, visit.visitor.person, right, visit.now, organization)
    return slip_seen(visit.session, organization, wanted, visit.visitor.person, visit.now)


def step_in(*steps: str) -> str:
    """Read which button was pressed; none of the page's own is no request of ours."""
    step = request.form.get("step", "")
    return step if step in steps else abort(400)
