"""What was planned of an organisation is taken back before its day comes; that it was planned stays on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.locks import lock
from models.organization_changes import FOUNDED, SPLIT, OrganizationChange
from models.organizations import Organization
from models.people import Person
from models.register_entries import CHANGE_DROPPED, RegisterEntry
from rules.periods import Month
from services.register.changes import reason_given
from services.rights.conflicts import check
from services.rights.table import Right


def drop_change(session: Session, change: OrganizationChange, reason: str, by: Person, now: datetime) -> None:
    """Take back what was planned: nothing happens on its day. Branches a split would have made never come to be.

    Raises Refused unless somebody of the office does it who is no officer there (D10), with a reason, before its day.
    """
    check(session, by, Right.CHANGE_ORGANIZATION, now, change.organization)
    lock(session, change)
    if change.done_at is not None or change.dropped_at is not None:
        raise NotNow("change_not_planned", organization=change.organization)
    said = reason_given(reason)
    change.dropped_at = now
    if change.kind == SPLIT:
        for part in _parts(session, change):
            # Before the month it was to begin in: it is in none.
            part.ended = Month.of(change.day).first_day
    session.add(
        RegisterEntry(
            kind=CHANGE_DROPPED,
            day=change.day,
            reason=said,
            organization=change.organization,
            before={"kind": change.kind},
            after={},
            by_id=by.id,
            at=now,
        )
    )
    session.flush()


def _parts(session: Session, split: OrganizationChange) -> list[Organization]:
    founded = (OrganizationChange.kind == FOUNDED, OrganizationChange.other_id == split.organization_id)
    query = select(OrganizationChange).where(*founded, OrganizationChange.day == split.day)
    return [one.organization for one in session.scalars(query)]
