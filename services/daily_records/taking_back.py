"""Taking back what a file wrote: each entry by another one, so that both stay readable, until a slip rests on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.daily_records import TAKEN_BACK, DailyRecord
from models.locks import lock_organizations
from models.people import Person
from models.slips import Slip
from services.schemes.versions import closed_at


def take_back_records(session: Session, ids: Collection[int], reason: str, by: Person, now: datetime) -> int:
    """Let hold again what held before some entries; returns how many. What was corrected since then stays as it is.

    Raises Refused, and changes nothing, once a slip rests on one of them, or the quarter is closed.
    """
    standing = _standing(session, ids)
    concerned = {one.organization_id for one in standing}
    lock_organizations(session, concerned)
    for month in sorted({one.month for one in standing}):
        if closed_at(session, month.quarter) is not None:
            raise NotNow("upload_quarter_closed", month=month)
        out = select(Slip.number).where(Slip.month == month, Slip.organization_id.in_(concerned)).limit(1)
        if (number := session.scalar(out)) is not None:
            raise NotNow("upload_slip_out", month=month, number=number)
    session.add_all([_before(session, one, reason, by, now) for one in standing])
    session.flush()
    return len(standing)


def _standing(session: Session, ids: Collection[int]) -> list[DailyRecord]:
    """Find those of some entries that nothing has replaced."""
    replaced = select(DailyRecord.replaces_id).where(DailyRecord.replaces_id.in_(ids))
    query = select(DailyRecord).where(DailyRecord.id.in_(ids), DailyRecord.id.not_in(replaced))
    return list(session.scalars(query.order_by(DailyRecord.id)))


def _before(session: Session, entry: DailyRecord, reason: str, by: Person, now: datetime) -> DailyRecord:
    """Make the entry that says again what held before, or that nothing is recorded."""
    earlier = session.get(DailyRecord, entry.replaces_id) if entry.replaces_id else None
    return DailyRecord(
        month=entry.month,
        organization_id=entry.organization_id,
        item=entry.item,
        state=earlier.state if earlier else TAKEN_BACK,
        remark=earlier.remark if earlier else reason,
        recorded_by_id=earlier.recorded_by_id if earlier else by.id,
        recorded_at=now,
        replaces_id=entry.id,
    )
