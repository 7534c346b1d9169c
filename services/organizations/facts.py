"""更正、换组: what the register says of an organisation itself, and which group inspects it from a day on (R3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db import NAMED, in_slices
from bot.errors import BadInput, NotNow
from bot.wording import quarter_text
from models.organizations import ON_PAPER, GroupAssignment, Organization, SupervisionGroup
from models.register_entries import ASSIGNED, CORRECTED, RegisterEntry
from rules.bounds import whole_number, year_written
from rules.periods import MONTHS_IN_A_YEAR, Quarter
from rules.workdays import Calendar
from services.log.bulk import Values, change_all, write_listed
from services.organizations.turning import turn_to_paper
from services.people.appointing import check_day
from services.register.changes import Said, reason_given
from services.rights.conflicts import check_each
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
# What is entered in bulk says every column.
ENTRY: Final[Values] = dict.fromkeys(RegisterEntry.__table__.columns.keys()[1:])
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
    write_listed(session, RegisterEntry, [_corrected(one, changed, said, now) for one, changed in found])
    change_all(session, found)
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


def _corrected(organization: Organization, changed: Mapping[str, Any], said: Said, now: datetime) -> Values:
    """Say what is entered of an organisation about to be corrected."""
    before = {name: getattr(organization, name) for name in changed}
    which = {"kind": CORRECTED, "organization_id": organization.id, "before": before, "after": dict(changed)}
    return _said(which, said, now.date(), now)


def _said(entered: Values, said: Said, day: date, now: datetime) -> Values:
    return {**ENTRY, **entered, "day": day, "reason": reason_given(said.reason), "by_id": said.by.id, "at": now}


def _groups_from(session: Session, organization_ids: Sequence[str], day: date) -> dict[str, GroupAssignment]:
    """Find the assignments that hold on a day or begin later, by organisation."""
    still = or_(GroupAssignment.until.is_(None), GroupAssignment.until > day)
    query = select(GroupAssignment).where(still).order_by(GroupAssignment.id)
    found = (query.where(GroupAssignment.organization_id.in_(some)) for some in in_slices(organization_ids, NAMED))
    return {one.organization_id: one for some in found for one in session.scalars(some)}


def assign_group(
    session: Session, organization: Organization, group: SupervisionGroup, said: Said, now: datetime
) -> None:
    """Let another group inspect an organisation from a day on; a sheet that is handed in stays where it is (R3).

    Raises Refused as `assign_all`.
    """
    assign_all(session, [(organization, group)], said, now)


def assign_all(
    session: Session, wanted: Sequence[tuple[Organization, SupervisionGroup]], said: Said, now: datetime
) -> None:
    """Let other groups inspect organisations from a day on.

    Raises Refused like `correct_all`, for the group that has one already, and for a day whose quarter is closed.
    """
    check_each(session, said.by, Right.CHANGE_REGISTER, now, [one for one, _ in wanted])
    check_day(said.day, now)
    _check_open(session, [one for one, _ in wanted], said.day)
    before = _groups_from(session, [one.id for one, _ in wanted], said.day)
    entries = [_assigned(one, group, said, before.get(one.id), now) for one, group in wanted]
    write_listed(session, RegisterEntry, entries)
    held = [before[one.id] for one, _ in wanted if one.id in before]
    change_all(session, [(one, {"until": max(said.day, one.since or said.day)}) for one in held])
    begun = {"since": said.day, "until": None}
    assignments = [{"organization_id": one.id, "group_id": group.id, **begun} for one, group in wanted]
    write_listed(session, GroupAssignment, assignments)


def _check_open(session: Session, organizations: Sequence[Organization], day: date) -> None:
    """Raise NotNow for who has ended, and where the quarter is closed."""
    is_closed = closed_at(session, Quarter.of(day)) is not None
    for one in organizations:
        if one.ended is not None:
            raise NotNow("organization_ended", organization=one)
        if is_closed:
            raise NotNow("organization_quarter_closed", organization=one, quarter=quarter_text(Quarter.of(day)))


def _assigned(
    organization: Organization, group: SupervisionGroup, said: Said, before: GroupAssignment | None, now: datetime
) -> Values:
    """Say what is entered of an organisation about to be assigned. Raises NotNow where the group has it already."""
    if before is not None and before.group_id == group.id:
        raise NotNow("assigned_already", organization=organization, group=group)
    which = {"kind": ASSIGNED, "organization_id": organization.id, "group_id": group.id}
    changes = {"before": {"group_id": before.group_id if before else None}, "after": {}}
    return _said({**which, **changes}, said, said.day, now)


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
