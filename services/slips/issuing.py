"""Issuing a month's slips, a slice at a time: each takes as many statements as a single slip would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Final

from sqlalchemy import Select, exists, func, insert, or_, select
from sqlalchemy.orm import Session, selectinload

from bot.db import SLICE
from models.appointments import OFFICE
from models.daily_records import is_recorded
from models.missed_months import months_to_issue
from models.organizations import Organization
from models.schemes import township
from models.slip_holds import SlipHold, keeps_back
from models.slips import Slip, SlipItem, ask_promises, months_with_slips, next_serial
from rules.periods import Month
from rules.workdays import Calendar
from services.log.writing import note
from services.notices.office import WORDING as OFFICE_WORDING
from services.notices.push_hours import may_push
from services.notices.roles import tell_list, who_lacks_list
from services.schemes.versions import closed_at, pin_quarter, scheme_for
from services.slips.items import month_items, slip_lines
from services.slips.slips import address_all, say_all

# Past the mapper, which would look at each of a month's items for nothing.
_INSERT_ITEMS: Final = insert(SlipItem.__table__)  # type: ignore[arg-type]


def issue_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Issue a slice of last month's slips that are due and not yet issued (R6, R10, A4); returns how many went out.

    With them go those of missed months the office has ordered, and those of the month before whose records came in
    after its last sweep. Quiet outside the push window and before the first working day of the month. Harmless when it
    runs late or twice.
    """
    if not may_push(session, calendar, now):
        return 0
    last = Month.of(now.date()).previous
    issued = len(issue(session, last, calendar, now))
    if issued < SLICE:
        _tell_held_back(session, last, now)
    return issued + sum(len(issue(session, month, calendar, now)) for month in earlier_months_due(session, now))


def _tell_held_back(session: Session, month: Month, now: datetime) -> None:
    """Tell the office, with the last of a month's slips, who is held back because nothing was recorded.

    At most once a day, and only when others are held back than it has heard of.
    """
    name = f"held-back:{month}"
    lacking = who_lacks_list(session, OFFICE, name, now)
    if lacking and (without := held_back(session, month, now.date())):
        facts = {"month": month, "organizations": without}
        tell_list(session, lacking, OFFICE_WORDING, "held_back", name=name, now=now, **facts)


def earlier_months_due(session: Session, now: datetime) -> list[Month]:
    """List the months before last month whose slips still go out by themselves, unless their quarter is closed."""
    before = Month.of(now.date()).previous.previous
    wanted = {*months_to_issue(session), *months_with_slips(session, [before])}
    return [month for month in sorted(wanted) if closed_at(session, month.quarter) is None]


def ready_by_month(session: Session, now: datetime) -> dict[Month, int]:
    """Count, of each month that is over, whose slips leave with the next sweep; months without any are left out."""
    months = [*earlier_months_due(session, now), Month.of(now.date()).previous]
    counts = {month: count_ready(session, month, now.date()) for month in months}
    return {month: count for month, count in counts.items() if count}


def count_ready(session: Session, month: Month, day: date) -> int:
    """Count whose slips of a month go out on a day: who has records, no slip yet, and is not kept back by then."""
    return session.scalar(_waiting(month, day, recorded=True).order_by(None).with_only_columns(func.count())) or 0


def held_back(session: Session, month: Month, day: date) -> list[Organization]:
    """List whose slips of a month do not go out on a day because nothing was recorded."""
    return list(session.scalars(_waiting(month, day, recorded=False)))


def issue(session: Session, month: Month, calendar: Calendar, now: datetime) -> list[Slip]:
    """Issue a month's slips to assessed organisations that have none yet, no more than a slice of them; returns them.

    Those without records are held back; what the office keeps back until a later day (暂缓) is left alone.
    """
    recorded = _next_ready(session, month, now.date())
    slips = _written(session, recorded, month, calendar, now) if recorded else []
    say_all(session, slips, calendar, now)
    return slips


def _next_ready(session: Session, month: Month, today: date) -> list[Organization]:
    """Find the next of a month whose slips go out, from where the last one written stands in the register.

    Only where behind it there is no slice left, all are looked at: that took a third of a large town's time.
    """
    ready = _waiting(month, today, recorded=True).limit(SLICE)
    written = select(Organization.position).join(Slip, Slip.organization_id == Organization.id)
    last = session.scalar(written.where(Slip.month == month).order_by(Slip.id.desc()).limit(1))
    if last is not None:
        behind = list(session.scalars(ready.where(Organization.position > last)))
        if len(behind) == SLICE:
            return behind
    return list(session.scalars(ready))


def _waiting(month: Month, today: date, *, recorded: bool) -> Select[Organization]:
    """Select who has no slip of a month yet, with records or without any, in the order of the register."""
    has_slip = exists().where(Slip.organization_id == Organization.id, Slip.month == month)
    has_records = is_recorded(Organization.id, month)
    held = select(SlipHold.organization_id).where(SlipHold.month == month, keeps_back(today))
    existed = or_(Organization.founded.is_(None), Organization.founded <= month.last_day)
    # What has ended is asked nothing any more, not even about its last month.
    query = select(Organization).where(
        Organization.assessed, Organization.ended.is_(None), existed, ~has_slip, Organization.id.not_in(held)
    )
    return query.where(has_records if recorded else ~has_records).order_by(Organization.position)


def _written(
    session: Session, organizations: Sequence[Organization], month: Month, calendar: Calendar, now: datetime
) -> list[Slip]:
    """Write the slips, then their items, each kind at once; numbered by the database they would go in one by one."""
    pin_quarter(session, month.quarter, now)
    ids = [one.id for one in organizations]
    items = month_items(session, month, scheme_for(session, month.quarter), ids)
    new = _numbered(session, organizations, month, now)
    address_all(session, list(zip(new, organizations, strict=True)), calendar, now)
    # One statement for those with a recipient and one for those without.
    session.bulk_save_objects(sorted(new, key=attrgetter("state")))
    written = select(Slip).where(Slip.month == month, Slip.organization_id.in_(ids)).order_by(Slip.serial)
    numbers = session.execute(written.with_only_columns(Slip.id, Slip.organization_id)).all()
    lines = [{**line, "slip_id": slip_id} for slip_id, who in numbers for line in slip_lines(items, who)]
    if lines:
        session.connection().execute(_INSERT_ITEMS, lines)
    ask_promises(session, month, ids, now.date())
    whole = selectinload(Slip.items).selectinload(SlipItem.recorded_by), selectinload(Slip.promises_asked)
    slips = list(session.scalars(written.options(*whole)))
    note(session, [row for slip in slips for row in (slip, *slip.items, *slip.promises_asked)])
    return slips


def _numbered(session: Session, organizations: Sequence[Organization], month: Month, now: datetime) -> list[Slip]:
    """Make the slips, numbered on in the month of issue."""
    issue_month, town = Month.of(now.date()), township(session)
    prefix = f"{town.document_prefix if town else ''}提〔{issue_month.year}〕{issue_month.month:02d}"
    return [
        Slip(
            number=f"{prefix}-{serial:03d}",
            issue_month=issue_month,
            serial=serial,
            organization_id=one.id,
            month=month,
            issued_at=now,
        )
        for serial, one in enumerate(organizations, start=next_serial(session, issue_month))
    ]
