"""What the office decides of organisations: dissolve, merge, split, found, rename, move under another parent (R1, A1).

Each has a day, a reason and who said it. What is to hold from a later day on is planned, and carried out on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import readable
from bot.wording import quarter_text
from models.locks import lock
from models.organization_changes import DISSOLVED, ENDINGS, FOUNDED, MERGED, MOVED, RENAMED, SPLIT, OrganizationChange
from models.organizations import GroupAssignment, Organization
from rules.periods import Quarter
from services.organizations.carrying_out import carry_out
from services.register.changes import Change, Said, note, reason_given
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at


@dataclass(frozen=True)
class NewOrganization:
    """What the register has to know of an organisation; its officers are entered like everybody else's."""

    id: str
    name: str
    short_name: str
    type: str
    sector: str | None
    parent_id: str | None
    group_id: str | None
    department_id: str | None = None
    delivery: str = "paper"
    assessed: bool = True
    has_committee: bool = False


def dissolve(session: Session, organization: Organization, said: Said, now: datetime) -> OrganizationChange:
    """Dissolve an organisation: from the day on it exists no more, and what is open there is closed with the reason.

    It is ranked in its last quarter if it existed long enough (A1). Raises Refused unless somebody of the office does
    it who is no officer there (D10), with a reason, for what has not ended, and on a day whose quarter is not closed.
    """
    return _enter(session, organization, Change(DISSOLVED, said.day, said.reason), said, now)


def merge(
    session: Session, organization: Organization, into: Organization, said: Said, now: datetime
) -> OrganizationChange:
    """Merge an organisation into another, which goes on; else as `dissolve`. Raises Refused also for one that ended.

    Whether its grey boards in a row go on with the other is asked of the leading group (`streaks.py`).
    """
    _check_living(into)
    if into.id == organization.id:
        raise BadInput("organization_into_itself", organization=organization)
    return _enter(session, organization, Change(MERGED, said.day, said.reason, into.id), said, now)


def split(
    session: Session, organization: Organization, parts: Sequence[NewOrganization], said: Said, now: datetime
) -> OrganizationChange:
    """Split an organisation into new ones, which begin on the day it ends. Raises Refused like `dissolve`, `found`."""
    ended = _enter(session, organization, Change(SPLIT, said.day, said.reason), said, now)
    for part in parts:
        found(session, part, said, now, out_of=organization)
    return ended


def found(
    session: Session, new: NewOrganization, said: Said, now: datetime, out_of: Organization | None = None
) -> Organization:
    """Take a new organisation into the register, founded on a day, with its group from then on (R3, A1).

    Raises Refused unless the office does it, without a reason, and for an id or a name that another has.
    """
    check_may(session, said.by, Right.CHANGE_ORGANIZATION, now)
    _check_free(session, new.name, new.short_name, new.id)
    values = {name: value for name, value in asdict(new).items() if name != "group_id"}
    position = (session.scalar(select(func.max(Organization.position))) or 0) + 1
    organization = Organization(position=position, founded=said.day, **values)
    session.add(organization)
    session.flush()
    if new.group_id is not None:
        session.add(GroupAssignment(organization_id=new.id, group_id=new.group_id, since=said.day))
    other = out_of.id if out_of else None
    change = note(session, organization, Change(FOUNDED, said.day, reason_given(said.reason), other), said.by, now)
    carry_out(session, change, now)
    return organization


def rename(
    session: Session, organization: Organization, name: str, short_name: str, said: Said, now: datetime
) -> OrganizationChange:
    """Give an organisation another name from a day on; what was published keeps the one it had.

    Raises Refused like `dissolve`, and for a name that another has.
    """
    _check_free(session, name, short_name, but=organization.id)
    after = {"name": readable(name), "short_name": readable(short_name)}
    return _enter(session, organization, Change(RENAMED, said.day, said.reason, after=after), said, now)


def move(
    session: Session, organization: Organization, parent: Organization, said: Said, now: datetime
) -> OrganizationChange:
    """Put an organisation under another parent from a day on. Raises Refused like `dissolve`; nobody above oneself."""
    _check_living(parent)
    above: Organization | None = parent
    while above is not None:
        if above.id == organization.id:
            raise BadInput("organization_into_itself", organization=organization)
        above = above.parent
    change = Change(MOVED, said.day, said.reason, parent.id, {"parent_id": parent.id})
    return _enter(session, organization, change, said, now)


def _enter(
    session: Session, organization: Organization, change: Change, said: Said, now: datetime
) -> OrganizationChange:
    """Check and note a change; what holds already is carried out at once."""
    check(session, said.by, Right.CHANGE_ORGANIZATION, now, organization)
    lock(session, organization)
    _check_living(organization)
    quarter = Quarter.of(change.day)
    if change.kind in ENDINGS and closed_at(session, quarter) is not None:
        raise NotNow("organization_quarter_closed", organization=organization, quarter=quarter_text(quarter))
    kept = Change(change.kind, change.day, reason_given(change.reason), change.other, change.after)
    noted = note(session, organization, kept, said.by, now)
    if noted.day <= now.date():
        carry_out(session, noted, now)
    return noted


def _check_living(organization: Organization) -> None:
    if organization.ended is not None:
        raise NotNow("organization_ended", organization=organization)


def _check_free(session: Session, name: str, short_name: str, new_id: str = "", *, but: str = "") -> None:
    """Refuse a name that is empty, or that stands for another living organisation already."""
    wanted = [readable(one) for one in (name, short_name, *([new_id] if new_id else []))]
    if not all(wanted):
        raise BadInput("organization_name_missing")
    same = or_(Organization.id.in_(wanted), Organization.name.in_(wanted), Organization.short_name.in_(wanted))
    taken = session.scalars(select(Organization).where(same, Organization.id != but)).all()
    if other := next((one for one in taken if one.ended is None or one.id == new_id), None):
        raise BadInput("organization_name_taken", organization=other)
