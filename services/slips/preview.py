"""What a month's slips would say, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.missed_months import MissedMonth, missed_month
from models.organizations import Organization, living_organizations
from models.people import Person
from models.slips import SlipItem, slips_of
from models.tasks import Task
from rules.deadlines import Deadline, count_deadline
from rules.periods import Month, moment_on
from rules.policy import Policy
from rules.push_window import next_push_moment
from rules.receipt import received_at_latest
from rules.workdays import Calendar
from services.notices.branches import lines_of
from services.schemes.versions import scheme_for
from services.slips.issuing import earlier_months_due
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
    """A month's slips before they are sent.

    `goes` is when they leave by themselves, None where they do not: the deadline is counted from there, else from now,
    which is `at`. `missed` is what was decided about a month without slips.
    """

    month: Month
    goes: datetime | None
    missed: MissedMonth | None
    at: datetime
    deadline: Deadline
    slips: list[PreviewedSlip]
    held_back: list[Organization]
    already_issued: list[Organization]


def preview_month(session: Session, month: Month, calendar: Calendar, now: datetime) -> Preview:
    """Show a month's slips as they would go out, and when they do; changes nothing."""
    scheme = scheme_for(session, month.quarter)
    items = month_items(session, month, scheme)
    organizations = [one for one in living_organizations(session) if one.existed_in(month)]
    had = {slip.organization_id for slip in slips_of(session, month)}
    fresh = [one for one in organizations if one.id not in had]
    policy, goes = scheme.policy, _leave(session, month, scheme.policy, calendar, now)
    received = received_at_latest(goes or now, policy, calendar)
    hearers = lines_of(session, fresh, now)
    slips = []
    for one in fresh:
        if items.has_records(one):
            lines = slip_items(items, one)
            opens = [line for line in lines if line.is_open]
            slips.append(PreviewedSlip(one, hearers[one.id].first(), lines, opens, items.unrecorded(one)))
    return Preview(
        month=month,
        goes=goes,
        missed=missed_month(session, month),
        at=now,
        deadline=count_deadline(received, policy.deadline_working_days, calendar, policy.deadline_time),
        slips=slips,
        held_back=[one for one in fresh if not items.has_records(one)],
        already_issued=[one for one in organizations if one.id in had],
    )


def _leave(session: Session, month: Month, policy: Policy, calendar: Calendar, now: datetime) -> datetime | None:
    """Tell when the slips of a month leave: not before it is over, on a working day; None where nothing sends them."""
    last = Month.of(now.date()).previous
    if month < last and month not in earlier_months_due(session, now):
        return None
    return next_push_moment(max(now, moment_on(month.next.first_day, "00:00")), calendar, policy.push_window)
