"""Loading the town: a checked file becomes register, appointments, tasks and rule, and nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.organizations import (
    Department,
    GroupAssignment,
    Organization,
    SupervisionGroup,
    organizations_ended,
)
from models.schemes import SchemeVersion, Township, latest_version, pinned_quarters
from rules.scheme import Scheme
from services.files import bad_file
from services.schemes.versions import rule_of, shipped_text, store_scheme, usable
from services.township.changes import changes_said, endings_said, note_changes
from services.township.file import OrganizationPart, TermPart, TownshipFile
from services.township.people import load_appointments, load_people
from services.township.rows import change_over, put, rows_by_id
from services.township.tasks import load_tasks


@dataclass(frozen=True)
class Changes:
    """How many rows of each table were added, changed or ended; all zero when the file said nothing new."""

    township: int
    scheme_versions: int
    departments: int
    supervision_groups: int
    organizations: int
    group_assignments: int
    people: int
    appointments: int
    tasks: int
    organization_changes: int = 0

    @property
    def total(self) -> int:
        """All rows that were written."""
        return sum(getattr(self, field.name) for field in fields(self))


def load_township(session: Session, file: TownshipFile, today: date, now: datetime) -> Changes:
    """Bring the register to what the file says; loading the same file again changes nothing.

    What the town already had is updated in place, offices and group assignments that no longer hold end `today` and
    the new ones begin `today`; in an empty register they have held always. Raises BadFile, and changes nothing, for
    an organisation that is missing from the file or that has ended without the file saying so, and for a task that may
    no longer change. What became of organisations is noted with its day; `carry_out_changes` lets endings hold.
    """
    _refuse_missing_organizations(session, file)
    since = None if session.scalar(select(Organization.id).limit(1)) is None else today
    people, people_written = load_people(session, file)
    changes = [*changes_said(session, file, today)] if since else []
    return Changes(
        township=_load_names(session, file),
        scheme_versions=_load_scheme(session, file, now),
        departments=_load_departments(session, file),
        supervision_groups=_load_groups(session, file),
        organizations=_load_organizations(session, file),
        group_assignments=_load_assignments(session, file, since, today),
        people=people_written,
        appointments=load_appointments(session, file, people, since, today),
        tasks=load_tasks(session, file),
        organization_changes=note_changes(session, [*changes, *endings_said(session, file)], now),
    )


def _refuse_missing_organizations(session: Session, file: TownshipFile) -> None:
    known = {one.id: one.ended for one in session.scalars(select(Organization))}
    said = {one.id: one.ended for one in file.organizations}
    mistakes = [
        f"organizations: {one} is in the register but not in the file; organisations are never deleted: "
        "put it back, with assessed: false and a note when it is no longer assessed, or with the day it ended"
        for one in sorted(known.keys() - said.keys())
    ]
    mistakes += [
        f"organizations: {one} ended on {ended} and stays so; write ended: {ended}"
        for one, ended in known.items()
        if ended is not None and one in said and said[one] != ended
    ]
    if mistakes:
        raise bad_file(mistakes)


def _load_names(session: Session, file: TownshipFile) -> int:
    names = file.township.model_dump()
    return put(session, Township, session.get(Township, 1), id=1, fictional=file.fictional, **names)


def _refuse_other_period(before: Scheme, after: Scheme) -> None:
    periods = before.policy.board_period, after.policy.board_period
    if periods[0] != periods[1]:
        reason = f"the rule: board_period is {periods[1]}, but this database has boards of a {periods[0]}"
        raise bad_file([f"{reason}; begin a database of its own for the new rule"])


def _load_scheme(session: Session, file: TownshipFile, now: datetime) -> int:
    before: SchemeVersion | None = latest_version(session)
    if before is not None and pinned_quarters(session):
        _refuse_other_period(rule_of(before), usable(shipped_text(), file.overrides))
    return int(store_scheme(session, shipped_text(), file.overrides, now) is not before)


def _load_departments(session: Session, file: TownshipFile) -> int:
    known = rows_by_id(session, Department)
    return sum(put(session, Department, known.get(one.id), id=one.id, name=one.name) for one in file.departments)


def _load_groups(session: Session, file: TownshipFile) -> int:
    known = rows_by_id(session, SupervisionGroup)
    return sum(
        put(session, SupervisionGroup, known.get(one.id), **one.model_dump(include={"id", "name", "scope", "phone"}))
        for one in file.supervision_groups
    )


def _load_organizations(session: Session, file: TownshipFile) -> int:
    known = rows_by_id(session, Organization)
    position = {one.id: at for at, one in enumerate(file.organizations)}
    ordered = [*_parents_first(file.organizations)]
    # A flush writes changes before what is new, and somebody known may have moved under somebody new.
    fresh, kept = ([one for one in ordered if (one.id in known) is had] for had in (False, True))
    written = 0
    for some in (fresh, kept):
        written += sum(
            put(session, Organization, known.get(one.id), position=position[one.id], **_columns(one)) for one in some
        )
        session.flush()
    return written


def _parents_first(organizations: tuple[OrganizationPart, ...]) -> Iterator[OrganizationPart]:
    """The database accepts a child only after its parent."""
    ready: set[str | None] = {None}
    waiting = list(organizations)
    while waiting:
        yield from (one for one in waiting if one.parent in ready)
        left = [one for one in waiting if one.parent not in ready]
        ready |= {one.id for one in waiting}.difference(one.id for one in left)
        waiting = left


def _columns(one: OrganizationPart) -> dict[str, Any]:
    same = one.model_dump(include={"id", "name", "short_name", "type", "sector", "assessed", "founded", "note"})
    return same | {
        "parent_id": one.parent,
        "department_id": one.department,
        "delivery": one.delivery or "paper",
        "full_members": one.members.full if one.members else None,
        "probationary_members": one.members.probationary if one.members else None,
        "has_committee": one.has_committee,
        "party_groups": one.party_groups,
        "term": _term(one.term) if one.term else None,
    }


def _term(term: TermPart) -> dict[str, object]:
    return {"start": str(term.start), "years": term.years, "end": str(term.end)}


def _load_assignments(session: Session, file: TownshipFile, since: date | None, today: date) -> int:
    ended = organizations_ended(session)
    holding = {
        (row.organization_id, row.group_id): row
        for row in session.scalars(select(GroupAssignment).where(GroupAssignment.until.is_(None)))
    }
    wanted = {
        (one.id, one.group): GroupAssignment(organization_id=one.id, group_id=one.group, since=since)
        for one in file.organizations
        if one.group is not None and one.id not in ended
    }
    return change_over(session, holding, wanted, today)
