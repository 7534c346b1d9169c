"""What a month's slips would say, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.organizations import Organization, living_organizations
from models.people import Person
from models.slips import SlipItem, slips_of
from models.tasks import Task
from rules.deadlines import Deadline, count_deadline
from rules.periods import Month
from rules.receipt import received_at_latest
from rules.workdays import Calendar
from services.notices.branches import lines_of
from services.schemes.versions import scheme_for
from services.slips.items import month_items, slip_items


@dataclass(frozen=True)
class PreviewedSlip:
    """One slip as it would go out; `recipient` None means paper, `unrecorded` are tasks nobody recorded."""

    organization: Organization
    recipient: Person | None
    items: list[SlipItem]
    open_items: list[SlipItem]
    unrecorded: list[Task]


@dataclass(frozen=True)
class Preview:
    """A month's slips before they are sent, as they would be `at` a moment."""

    month: Month
    at: datetime
    deadline: Deadline
    slips: list[PreviewedSlip]
    held_back: list[Organization]
    already_issued: list[Organization]


def preview_month(session: Session, month: Month, calendar: Calendar, now: datetime) -> Preview:
    """Show a month's slips as they would go out at `now`; changes nothing."""
    scheme = scheme_for(session, month.quarter)
    items = month_items(session, month, scheme)
    organizations = [one for one in living_organizations(session) if one.existed_in(month)]
    had = {slip.organization_id for slip in slips_of(session, month)}
    fresh = [one for one in organizations if one.id not in had]
    policy = scheme.policy
    received = received_at_latest(now, policy, calendar)
    hearers = lines_of(session, fresh, now)
    slips = []
    for one in fresh:
        if items.has_records(one):
            lines = slip_items(items, one)
            opens = [line for line in lines if line.is_open]
            slips.append(PreviewedSlip(one, hearers[one.id].first(), lines, opens, items.unrecorded(one)))
    return Preview(
        month=month,
        at=now,
        deadline=count_deadline(received, policy.deadline_working_days, calendar, policy.deadline_time),
        slips=slips,
        held_back=[one for one in fresh if not items.has_records(one)],
        already_issued=[one for one in organizations if one.id in had],
    )
