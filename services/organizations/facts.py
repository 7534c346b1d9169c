"""更正、换组: what the register says of an organisation itself, and which group inspects it from a day on (R3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.wording import quarter_text
from models.organizations import ON_PAPER, GroupAssignment, Organization, SupervisionGroup
from models.register_entries import ASSIGNED, CORRECTED, RegisterEntry
from rules.bounds import whole_number, year_written
from rules.periods import MONTHS_IN_A_YEAR, Quarter
from rules.workdays import Calendar
from services.organizations.turning import turn_to_paper
from services.people.appointing import check_day
from services.register.changes import Said, reason_given
from services.rights.conflicts import check, check_each
from services.rights.table import Right
from services.schemes.versions import closed_at

# What may be corrected at once; names, parents and endings have a day and a service of their own (changes.py).
FACTS: Final = (
    "department_id",
    "sector",
    "assessed",
    "delivery",
    "full_members",
    "probationary_members",
    "has_committee",
    "party_groups",
    "term",
    "note",
)
# The longest term of a committee, in years.
LONGEST_TERM: Final = 100


def next_ids(session: Session, count: int) -> list[str]:
    """Give the ids of organisations that are founded now: nobody types one."""
    numbers = [one.removeprefix("org-") for one in session.scalars(select(Organization.id))]
    last = max((int(one) for one in numbers if one.isdecimal()), default=-1)
    return [f"org-{last + step:03d}" for step in range(1, count + 1)]


def correct(
    session: Session,
    organization: Organization,
    values: Mapping[str, Any],
    said: Said,
    calendar: Calendar,
    now: datetime,
) -> bool:
    """Let the register say something else of an organisation from now on. False where it says so already.

    Raises Refused as `correct_all`.
    """
    return bool(correct_all(session, [(organization, values)], said, calendar, now))


def correct_all(
    session: Session,
    wanted: Sequence[tuple[Organization, Mapping[str, Any]]],
    said: Said,
    calendar: Calendar,
    now: datetime,
) -> list[Organization]:
    """Let the register say something else of organisations from now on; gives those of which it did not say so yet.

    What still waits to leave for a branch that turns to paper goes on the office's list.

    Raises Refused unless the office does it who is no officer there (D10), without a reason, and for who has ended.
    """
    check_each(session, said.by, Right.CHANGE_REGISTER, now, [one for one, _ in wanted])
    found = [(one, changed) for one, values in wanted if (changed := _changed(one, values))]
    for one, changed in found:
        _enter(session, one, changed, said, now)
    session.flush()
    for one, changed in found:
        if changed.get("delivery") == ON_PAPER:
            turn_to_paper(session, one, calendar, now)
    return [one for one, _ in found]


def _changed(organization: Organization, values: Mapping[str, Any]) -> dict[str, Any]:
    if organization.ended is not None:
        raise NotNow("organization_ended", organization=organization)
    changed = {name: value for name, value in values.items() if getattr(organization, name) != value}
    if changed.keys() - set(FACTS):
        raise ValueError(f"{sorted(changed)} is not corrected here")
    return changed


def _enter(session: Session, organization: Organization, changed: Mapping[str, Any], said: Said, now: datetime) -> None:
    entry = RegisterEntry(kind=CORRECTED, day=now.date(), reason=reason_given(said.reason), by_id=said.by.id, at=now)
    entry.organization, entry.after = organization, dict(changed)
    entry.before = {name: getattr(organization, name) for name in changed}
    for name, value in changed.items():
        setattr(organization, name, value)
    session.add(entry)


def group_from(session: Session, organization: Organization, day: date) -> GroupAssignment | None:
    """Find the assignment that holds on a day or begins later."""
    still = or_(GroupAssignment.until.is_(None), GroupAssignment.until > day)
    query = select(GroupAssignment).where(GroupAssignment.organization_id == organization.id, still)
    return session.scalar(query.order_by(GroupAssignment.id.desc()).limit(1))


def assign_group(
    session: Session, organization: Organization, group: SupervisionGroup, said: Said, now: datetime
) -> None:
    """Let another group inspect an organisation from a day on; a sheet that is handed in stays where it is (R3).

    Raises Refused like `correct`, for the group that has it already, and for a day whose quarter is closed.
    """
    check(session, said.by, Right.CHANGE_REGISTER, now, organization)
    check_day(said.day, now)
    if organization.ended is not None:
        raise NotNow("organization_ended", organization=organization)
    quarter = Quarter.of(said.day)
    if closed_at(session, quarter) is not None:
        raise NotNow("organization_quarter_closed", organization=organization, quarter=quarter_text(quarter))
    before = group_from(session, organization, said.day)
    if before is not None and before.group_id == group.id:
        raise NotNow("assigned_already", organization=organization, group=group)
    _assign(session, organization, group, said.day, before)
    entry = RegisterEntry(kind=ASSIGNED, day=said.day, reason=reason_given(said.reason), by_id=said.by.id, at=now)
    entry.organization, entry.group = organization, group
    entry.before = {"group_id": before.group_id if before else None}
    session.add(entry)
    session.flush()


def _assign(
    session: Session, organization: Organization, group: SupervisionGroup, day: date, before: GroupAssignment | None
) -> None:
    if before is not None:
        before.until = max(day, before.since or day)
    session.add(GroupAssignment(organization_id=organization.id, group_id=group.id, since=day))
    session.flush()


def term_from(start: str, years: int) -> dict[str, object]:
    """Write a term as the register keeps it: from its first month on, so many years. Raises BadInput for no month."""
    said_year, _, said_month = start.partition("-")
    year, month = year_written(said_year), whole_number(said_month)
    if year is None or month is None or not (1 <= month <= MONTHS_IN_A_YEAR and 0 < years <= LONGEST_TERM):
        raise BadInput("term_wrong")
    last = year * 12 + month - 2 + 12 * years
    return {
        "start": f"{year:04d}-{month:02d}",
        "years": years,
        "end": f"{last // 12:04d}-{last % 12 + 1:02d}",
    }
