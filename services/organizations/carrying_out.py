"""Carrying out what was noted of organisations once its day has come; a sweep, so that none is forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import OFFICE
from models.organization_changes import ENDINGS, MOVED, RENAMED, OrganizationChange, changes_due
from rules.workdays import Calendar
from services.notices.branches import tell_branch
from services.notices.roles import tell
from services.organizations.settling import LAST_WORD, Settled, settle_all

NOTICES: Final = "organizations/notices.txt"
_IN_PLACE: Final = (RENAMED, MOVED)


def carry_out_changes(session: Session, _calendar: Calendar, now: datetime) -> int:
    """Carry out every change whose day has come; returns how many. Messages wait for working hours by themselves."""
    due = changes_due(session, now.date())
    for change in due:
        carry_out(session, change, now)
    return len(due)


def carry_out(session: Session, change: OrganizationChange, now: datetime) -> None:
    """Let a change hold: a name or a parent is set; an ending closes everything, and branch and office are told."""
    change.done_at = now
    if change.kind in ENDINGS:
        _end(session, change, now)
    elif change.kind in _IN_PLACE:
        for name, value in change.after.items():
            setattr(change.organization, name, value)
    session.flush()


def _end(session: Session, change: OrganizationChange, now: datetime) -> None:
    organization = change.organization
    # While there still is somebody to hear it.
    said = word(NOTICES, "told_ended", change=change)
    tell_branch(session, organization, said, key=f"{LAST_WORD}{organization.id}", now=now)
    settled = settle_all(session, organization, change.day, word(NOTICES, "reason", change=change), now)
    organization.ended = change.day
    _tell_office(session, change, settled, now)


def _tell_office(session: Session, change: OrganizationChange, settled: Settled, now: datetime) -> None:
    key = f"{LAST_WORD}{change.organization_id}:office"
    tell(session, OFFICE, NOTICES, "ended_for_office", key=key, now=now, change=change, settled=settled)
