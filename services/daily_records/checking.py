"""Judging rows of daily records against the register: does everything a row names exist, and may it be recorded?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import GROUP_LEADER, GROUP_MEMBER, OFFICE, Appointment
from models.organizations import GroupAssignment, Organization
from models.people import Person
from models.schemes import QuarterRule
from models.tasks import Task
from rules.catalogue import Indicator
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from services.daily_records.file import RecordRow
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Register:
    """What rows are held against, read once for a whole file."""

    organizations: Mapping[str, Organization]  # by id, name and short name
    tasks: Mapping[str, Task]
    schemes: Mapping[Quarter, Scheme]
    people: Mapping[str, Person]  # by userid
    recorders: frozenset[tuple[int, str | None]]  # person id and organisation id; None stands for all of them
    closed: frozenset[Quarter]
    this_month: Month


def read_register(session: Session, months: Iterable[Month], now: datetime) -> Register:
    """Read what rows of these months are held against. Raises DatabaseError when no rule has been loaded."""
    named = session.scalars(select(Organization)).all()
    return Register(
        organizations={name: one for one in named for name in (one.id, one.name, one.short_name)},
        tasks={task.id: task for task in session.scalars(select(Task))},
        schemes={quarter: scheme_for(session, quarter) for quarter in {month.quarter for month in months}},
        people={one.userid: one for one in session.scalars(select(Person)) if one.userid is not None},
        recorders=frozenset(_recorders(session)),
        closed=frozenset(session.scalars(select(QuarterRule.quarter).where(QuarterRule.closed_at.is_not(None)))),
        this_month=Month.of(now.date()),
    )


def _recorders(session: Session) -> Iterator[tuple[int, str | None]]:
    """The office records for everybody, a supervision group for its organisations; past offices count for the past."""
    office = select(Appointment.person_id).where(Appointment.role.in_(OFFICE))
    yield from ((person_id, None) for person_id in session.scalars(office))
    groups = (
        select(Appointment.person_id, GroupAssignment.organization_id)
        .join(GroupAssignment, GroupAssignment.group_id == Appointment.group_id)
        .where(Appointment.role.in_((GROUP_LEADER, GROUP_MEMBER)))
    )
    yield from ((person_id, organization_id) for person_id, organization_id in session.execute(groups))


def _outside(organization: Organization, month: Month) -> str:
    """Say that a month lies before an organisation was founded, or after it ended."""
    if organization.ended is not None and organization.ended <= month.first_day:
        return f"{organization.id} ended on {organization.ended}, before {month}"
    return f"{organization.id} was founded on {organization.founded}, after {month}"


def problems(row: RecordRow, register: Register) -> Iterator[tuple[str, str]]:
    """Say what speaks against a row: column and sentence."""
    if row.month.quarter in register.closed:
        yield "month", f"{row.month.quarter} is closed; its records can no longer change"
    elif row.month > register.this_month:
        yield "month", f"{row.month} has not begun; correct the month"
    organization = register.organizations.get(row.organization)
    if organization is None:
        yield "organization", f"{row.organization!r} is not in the register; write an id such as org-002, or a name"
        return
    if not organization.assessed:
        yield "organization", f"{organization.id} is not assessed; delete the row"
    elif not organization.existed_in(row.month):
        yield "organization", _outside(organization, row.month)
    item = _item_problem(row, organization, register)
    if item is not None:
        yield "item", item
    yield from _recorder_problems(row, organization, register)


def _item_problem(row: RecordRow, organization: Organization, register: Register) -> str | None:
    task = register.tasks.get(row.item)
    indicator = register.schemes[row.month.quarter].indicators.get(row.item)
    if task is not None:
        return _task_problem(task, row, organization)
    if indicator is not None:
        return _indicator_problem(indicator, row, organization)
    return f"{row.item!r} is neither a task nor an indicator; write an id such as T-202610-01, or a code such as HD-01"


def _task_problem(task: Task, row: RecordRow, organization: Organization) -> str | None:
    if task.month != row.month:
        return f"{task.id} is a task of {task.month}, not of {row.month}"
    if not task.concerns(organization.sector):
        return f"{task.id} does not concern {organization.id}, which is a {organization.sector}; delete the row"
    return None


def _indicator_problem(indicator: Indicator, row: RecordRow, organization: Organization) -> str | None:
    if indicator.applies_to is not None and organization.sector not in indicator.applies_to:
        return f"{indicator.code} does not apply to {organization.id}, which is a {organization.sector}; delete the row"
    if not indicator.is_due_in(row.month.quarter):
        return f"{indicator.code} is assessed in quarter {indicator.due_quarter} only; delete the row"
    return None


def _recorder_problems(row: RecordRow, organization: Organization, register: Register) -> Iterator[tuple[str, str]]:
    person = register.people.get(row.recorded_by.lower())
    if person is None:
        yield "recorded_by", f"{row.recorded_by!r} is nobody in the register; write the recorder's userid"
    elif not {(person.id, None), (person.id, organization.id)} & register.recorders:
        problem = f"{person.userid} is neither of the office nor of the supervision group of {organization.id}"
        yield "recorded_by", f"{problem}; write who made the record"
