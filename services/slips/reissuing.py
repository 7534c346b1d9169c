"""重发提醒单: a slip that was withdrawn goes out once more, written from the records as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import NotNow
from bot.underway import IS_WAITING
from models.locks import lock
from models.outbox import OutboxMessage
from models.people import Person
from models.slips import TAKEN_OUT, WITHDRAWN, Slip, SlipItem
from rules.cases import SLIP
from rules.workdays import Calendar
from services.cases import step
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for
from services.slips.changing import checked_reason
from services.slips.items import month_items, slip_items
from services.slips.slips import TOPIC, send_to_next


def reissue(session: Session, slip: Slip, reason: str, by: Person, calendar: Calendar, now: datetime) -> None:
    """Issue a withdrawn slip anew: its next version, with two working days of its own from when it is received (A4).

    What stood on it before is kept and struck out. Raises Refused as `check_reissue`, and without a reason.
    """
    lock(session, slip)
    items = check_reissue(session, slip, by, now)
    step(session, SLIP, slip, "reissue", by, now, reason=checked_reason(slip, reason), facts=_before(slip))
    _forget_receipt(session, slip, now)
    for before in slip.items:
        before.state = TAKEN_OUT
    for position, item in enumerate(items, start=len(slip.items) + 1):
        item.position = position
        slip.items.append(item)
    slip.version += 1
    session.flush()
    send_to_next(session, slip, calendar, now)


def check_reissue(session: Session, slip: Slip, by: Person, now: datetime) -> Sequence[SlipItem]:
    """Give the items a slip would have if it were issued anew now.

    Raises Refused unless the office does it for a slip that is withdrawn, before its quarter is closed, and where there
    are records to write it from.
    """
    check(session, by, Right.CHANGE_SLIP, now, slip.organization)
    if slip.state != WITHDRAWN:
        raise NotNow("slip_not_withdrawn", slip=slip)
    if closed_at(session, slip.month.quarter) is not None:
        raise NotNow("slip_quarter_closed", slip=slip)
    items = month_items(session, slip.month, scheme_for(session, slip.month.quarter), [slip.organization_id])
    if not items.has_records(slip.organization):
        raise NotNow("slip_without_records", slip=slip)
    return slip_items(items, slip.organization)


def _before(slip: Slip) -> dict[str, list[str]]:
    return {"before": [item.title for item in slip.open_items]}


def _forget_receipt(session: Session, slip: Slip, now: datetime) -> None:
    """Let the clock start by this issue alone; what still waits of the one before does not leave."""
    about = (OutboxMessage.topic == TOPIC, OutboxMessage.subject == str(slip.id), *IS_WAITING)
    session.execute(update(OutboxMessage).where(*about).values(state=outbox.DROPPED))
    slip.reissued_at = now
    slip.delivered_at = slip.received_at = slip.acknowledged_at = slip.due = None
    slip.receipt_remark = slip.promised = slip.extended_to = slip.deadline = None
