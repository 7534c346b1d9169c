"""Noting what becomes of organisations: what the file or the office says, each once, whenever it is to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput
from bot.readers import needed
from models.organization_changes import ENDINGS, IS_PLANNED, OrganizationChange, ending_of
from models.organizations import Organization
from models.people import Person

LONGEST_REASON: Final = 256


@dataclass(frozen=True)
class Said:
    """From which day on something holds, why, and who says so."""

    day: date
    reason: str
    by: Person


@dataclass(frozen=True)
class Change:
    """What becomes of an organisation from a day on; `other`, `before`, `after` as `OrganizationChange` keeps them.

    Without `before` it is what the register says now.
    """

    kind: str
    day: date
    reason: str
    other: str | None = None
    after: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None


def note(
    session: Session, organization: Organization, change: Change, by: Person | None, now: datetime
) -> OrganizationChange:
    """Note a change once; an ending that is only planned is put off or brought forward. Nothing else is touched.

    What is noted is carried out by services/organizations, at once or when its day has come.
    """
    before = {name: getattr(organization, name) for name in change.after} if change.before is None else change.before
    found = _same(session, organization, change)
    if found is None:
        found = OrganizationChange(organization=organization, kind=change.kind, by=by, noted_at=now)
        session.add(found)
    if found.done_at is None:
        found.day, found.reason, found.other_id = change.day, change.reason, change.other
        found.before, found.after = dict(before), dict(change.after)
    session.flush()
    return found


def reason_given(text: str) -> str:
    """Read a reason or the paper it stands in. Raises Refused for none and for an endless one."""
    return needed(text, BadInput("organization_reason_missing", longest=LONGEST_REASON), LONGEST_REASON)


def _same(session: Session, organization: Organization, change: Change) -> OrganizationChange | None:
    """Find the change that says the same: an organisation ends once, and is founded once."""
    if change.kind in ENDINGS:
        ending = ending_of(session, organization.id)
        if ending is not None and ending.done_at is None:
            ending.kind = change.kind
        return ending
    same = (OrganizationChange.organization_id == organization.id, OrganizationChange.kind == change.kind)
    query = select(OrganizationChange).where(*same, IS_PLANNED)
    return session.scalar(query.order_by(OrganizationChange.id))
