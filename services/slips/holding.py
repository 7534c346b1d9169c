"""暂缓: a slip that has not gone out is kept back until a day; and 看过了, that the office looked over a month's."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import needed
from models.locks import lock_organizations
from models.organizations import Organization
from models.people import Person
from models.slip_holds import HELD, SlipHold, SlipLook, hold_of
from models.slips import slip_of
from rules.cases import SLIP_HOLD
from rules.periods import Month
from rules.workdays import Calendar
from services.cases import begin, step
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.table import Right
from services.slips.changing import LONGEST_REASON


def hold_slip(
    session: Session,
    organization: Organization,
    month: Month,
    until: date,
    reason: str,
    by: Person,
    calendar: Calendar,
    now: datetime,
) -> SlipHold:
    """Keep a month's slip of an organisation back until the morning of a working day; the branch is told nothing.

    Raises Refused as `check_hold`, without a reason, and for a day that is no working day behind the one on which
    the month's slips go, or lies past the month after: by then the next slip is due.
    """
    # Nobody issues it, and nobody else keeps it back, at the same moment.
    lock_organizations(session, [organization.id])
    check_hold(session, organization, month, by, now)
    missing = BadInput("hold_reason_missing", organization=organization, month=month)
    said = needed(reason, missing, LONGEST_REASON)
    after, last = max(now.date(), calendar.first_working_of(month.next)), month.next.last_day
    if not after < until <= last or not calendar.is_working(until):
        raise BadInput("hold_day_wrong", day=until, after=after, last=last, works=calendar.is_working(until))
    return _kept_back(session, organization, month, until, said, by, now)


def check_hold(session: Session, organization: Organization, month: Month, by: Person, now: datetime) -> None:
    """Raise Refused for whoever may not change slips, and once the slip is out."""
    check(session, by, Right.CHANGE_SLIP, now, organization)
    if slip_of(session, organization.id, month) is not None:
        raise NotNow("hold_too_late", organization=organization, month=month)


def release_slip(session: Session, organization: Organization, month: Month, by: Person, now: datetime) -> SlipHold:
    """Let a slip go that is kept back: it goes out with the next sweep once its month is due. Raises Refused."""
    check_hold(session, organization, month, by, now)
    hold = hold_of(session, organization.id, month)
    if hold is None or hold.state != HELD:
        raise NotNow("not_held", organization=organization, month=month)
    step(session, SLIP_HOLD, hold, "release", by, now)
    return hold


def note_look(session: Session, month: Month, slips: int, by: Person, now: datetime) -> SlipLook:
    """Note that somebody of the office looked over the slips of a month; nothing is sent earlier or later for it."""
    check_may(session, by, Right.CHANGE_SLIP, now)
    look = SlipLook(month=month, by_id=by.id, at=now, slips=slips)
    session.add(look)
    session.flush()
    return look


def _kept_back(
    session: Session, organization: Organization, month: Month, until: date, reason: str, by: Person, now: datetime
) -> SlipHold:
    """Keep back anew what was let go, or put the day off; else begin."""
    hold, facts = hold_of(session, organization.id, month), {"until": until.isoformat()}
    if hold is not None:
        hold.until = until
        step(session, SLIP_HOLD, hold, "hold", by, now, reason=reason, facts=facts)
        return hold
    hold = SlipHold(organization_id=organization.id, month=month, state=HELD, until=until)
    session.add(hold)
    session.flush()
    begin(session, SLIP_HOLD, hold, by, now, reason=reason, **facts)
    return hold
