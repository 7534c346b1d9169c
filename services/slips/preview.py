"""What a month's slips would say, before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.wording import word
from models.missed_months import MissedMonth, missed_month
from models.organizations import Organization, living_organizations
from models.people import Person
from models.promises import OPEN, promises_of
from models.slip_holds import SlipHold, holds_of
from models.slips import SENT, Slip, SlipItem, slips_of
from models.tasks import Task
from rules.deadlines import Deadline, count_deadline
from rules.periods import Month, moment_on
from rules.policy import Policy
from rules.push_window import next_push_moment
from rules.receipt import received_at_latest
from rules.workdays import Calendar
from services.notices.branches import Line, lines_of
from services.schemes.versions import scheme_for
from services.slips.issuing import earlier_months_due
from services.slips.items import month_items, slip_items


@dataclass(frozen=True)
class PreviewedSlip:
    """One slip as it would go out: `line` is who would be tried in turn, nobody of it means paper; `unrecorded` are
    tasks nobody recorded, `hold` is what keeps it back today. Without `records` no slip goes out.
    """

    organization: Organization
    line: Line
    items: list[SlipItem]
    open_items: list[SlipItem]
    unrecorded: list[Task]
    has_records: bool
    hold: SlipHold | None

    @property
    def recipient(self) -> Person | None:
        """Who would get it; None means paper."""
        return self.line.first()


@dataclass(frozen=True)
class Leaving:
    """When a month's slips leave by themselves, None where nothing sends them; the deadline is counted from there,
    else from `at`, which is now.
    """

    goes: datetime | None
    at: datetime
    deadline: Deadline


@dataclass(frozen=True)
class Preview:
    """A month's slips before they are sent. `missed` is what was decided about a month without slips."""

    month: Month
    goes: datetime | None
    missed: MissedMonth | None
    at: datetime
    deadline: Deadline
    slips: list[PreviewedSlip]
    held: list[PreviewedSlip]
    held_back: list[Organization]
    already_issued: list[Organization]


def preview_month(session: Session, month: Month, calendar: Calendar, now: datetime) -> Preview:
    """Show a month's slips as they would go out, and when they do; changes nothing."""
    organizations = [one for one in living_organizations(session) if one.existed_in(month)]
    had = {slip.organization_id for slip in slips_of(session, month)}
    fresh = previewed(session, [one for one in organizations if one.id not in had], month, now)
    leaves = leaving(session, month, calendar, now)
    return Preview(
        month=month,
        goes=leaves.goes,
        missed=missed_month(session, month),
        at=now,
        deadline=leaves.deadline,
        slips=[one for one in fresh if one.has_records and not one.hold],
        held=[one for one in fresh if one.hold],
        held_back=[one.organization for one in fresh if not one.has_records and not one.hold],
        already_issued=[one for one in organizations if one.id in had],
    )


def previewed(
    session: Session, organizations: Sequence[Organization], month: Month, now: datetime
) -> list[PreviewedSlip]:
    """Make the slips of some organisations as they would go out now, all with as many statements as one."""
    ids = [one.id for one in organizations]
    items = month_items(session, month, scheme_for(session, month.quarter), ids)
    lines, holds = lines_of(session, organizations, now), holds_of(session, month, now.date(), ids)
    slips = []
    for one in organizations:
        made = slip_items(items, one)
        opens = [item for item in made if item.is_open]
        unrecorded, is_recorded = items.unrecorded(one), items.has_records(one)
        slips.append(PreviewedSlip(one, lines[one.id], made, opens, unrecorded, is_recorded, holds.get(one.id)))
    return slips


def leaving(session: Session, month: Month, calendar: Calendar, now: datetime) -> Leaving:
    """Tell when a month's slips leave, and until when they are to be answered if they are delivered then."""
    policy = scheme_for(session, month.quarter).policy
    goes = _leave(session, month, policy, calendar, now)
    received = received_at_latest(goes or now, policy, calendar)
    deadline = count_deadline(received, policy.deadline_working_days, calendar, policy.deadline_time)
    return Leaving(goes, now, deadline)


def as_it_will_read(session: Session, one: PreviewedSlip, month: Month, goes: datetime) -> Slip:
    """Make the slip that will go out at a moment, to be read only: no number yet, with who recorded each item and the
    promises it will ask about. It is in no session.
    """
    people = {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(_recorders(one))))}
    for item in one.items:
        set_committed_value(item, "recorded_by", people.get(item.recorded_by_id or 0))
    number = word("slips/notices.txt", "number_to_come")
    slip = Slip(number=number, month=month, state=SENT, version=1, issued_at=goes, organization_id=one.organization.id)
    set_committed_value(slip, "organization", one.organization)
    set_committed_value(slip, "items", one.items)
    asked = [each for each in promises_of(session, [OPEN], [one.organization.id]) if each.day <= goes.date()]
    set_committed_value(slip, "promises_asked", asked)
    return slip


def _recorders(one: PreviewedSlip) -> set[int | None]:
    return {item.recorded_by_id for item in one.items}


def _leave(session: Session, month: Month, policy: Policy, calendar: Calendar, now: datetime) -> datetime | None:
    """Tell when the slips of a month leave: not before it is over, on a working day; None where nothing sends them."""
    last = Month.of(now.date()).previous
    if month < last and month not in earlier_months_due(session, now):
        return None
    return next_push_moment(max(now, moment_on(month.next.first_day, "00:00")), calendar, policy.push_window)
