"""Taking an entry back: nothing is on record after all. Nothing is deleted; only while no slip rests on it (R7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from models.daily_records import TAKEN_BACK, DailyRecord, holding_in, records_of
from models.locks import lock_organizations
from models.objections import is_corrected
from models.organizations import Organization
from models.people import Person
from models.slips import Slip, slip_of
from rules.periods import Month
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at


def take_back(
    session: Session, organization: Organization, month: Month, item: str, by: Person, now: datetime
) -> DailyRecord:
    """Take back what is recorded of one item of an organisation; returns the entry that did.

    Raises Refused: not yours, closed, corrected by an objection, nothing there, or a slip of that month is out.
    """
    lock_organizations(session, [organization.id])
    check(session, by, Right.ENTER_RECORD, now, organization)
    _check_open(session, month, organization)
    found = (one for one in records_of(session, month, only=[organization.id]) if one.item == item)
    before = next(found, None)
    if before is None:
        raise NotFound("record_nothing_there", organization=organization, month=month)
    if is_corrected(session, f"record:{before.id}"):
        raise NotNow("record_corrected")
    if slip_of(session, organization.id, month) is not None:
        raise NotNow("record_on_slip", organization=organization, month=month)
    return _take_back(session, [before], by, now)[0]


def take_back_filled(
    session: Session, month: Month, item: str, at: datetime, by: Person, now: datetime
) -> list[DailyRecord]:
    """Take back what a person entered of an item at one moment for many organisations, as far as it still holds and no
    slip rests on it. Raises Refused.
    """
    check_may(session, by, Right.SEE_TOWN, now)
    _check_open(session, month, None)
    has_slip = exists().where(Slip.organization_id == DailyRecord.organization_id, Slip.month == month)
    entered = DailyRecord.item == item, DailyRecord.recorded_by_id == by.id, DailyRecord.recorded_at == at
    query = select(DailyRecord).where(*holding_in(month), *entered, ~has_slip).order_by(DailyRecord.id)
    return _take_back(session, session.scalars(query), by, now)


def _check_open(session: Session, month: Month, organization: Organization | None) -> None:
    if closed_at(session, month.quarter) is not None:
        raise NotNow("record_wrong_month", month=month, organization=organization)


def _take_back(session: Session, before: Iterable[DailyRecord], by: Person, now: datetime) -> list[DailyRecord]:
    entries = [
        DailyRecord(
            month=one.month,
            organization_id=one.organization_id,
            item=one.item,
            state=TAKEN_BACK,
            remark="",
            recorded_by_id=by.id,
            recorded_at=now,
            replaces_id=one.id,
        )
        for one in before
    ]
    session.add_all(entries)
    session.flush()
    return entries
