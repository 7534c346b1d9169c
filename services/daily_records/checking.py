"""Judging rows of daily records against the register: does everything a row names exist, and may it be recorded?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import word
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

_WITH_ACCOUNT: Final = select(Person.id, Person.name, Person.userid).where(Person.userid.is_not(None))
WORDING: Final = "daily_records/file.txt"


class Recorder(NamedTuple):
    """Somebody with an account, as far as a row may name them."""

    id: int
    name: str
    userid: str


@dataclass(frozen=True)
class Register:
    """What rows are held against, read once for a whole file."""

    organizations: Mapping[str, Organization]  # by id, name and short name
    tasks: Mapping[str, Task]
    quarters: Mapping[Month, Quarter]  # the board each month of the file counts for
    schemes: Mapping[Quarter, Scheme]
    people: Mapping[str, Recorder]  # by userid
    recorders: frozenset[tuple[int, str | None]]  # person id and organisation id; None stands for all of them
    closed: frozenset[Quarter]
    this_month: Month


def read_register(session: Session, months: Iterable[Month], now: datetime) -> Register:
    """Read what rows of these months are held against. Raises DatabaseError when no rule has been loaded."""
    named = session.scalars(select(Organization)).all()
    quarters = {month: month.quarter for month in set(months)}
    return Register(
        organizations={name: one for one in named for name in (one.id, one.name, one.short_name)},
        tasks={task.id: task for task in session.scalars(select(Task))},
        quarters=quarters,
        schemes={quarter: scheme_for(session, quarter) for quarter in set(quarters.values())},
        people={one.userid: one for one in map(Recorder._make, session.execute(_WITH_ACCOUNT))},
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


def problems(row: RecordRow, register: Register) -> Iterator[tuple[str, str]]:
    """Say what speaks against a row: column and sentence."""
    quarter = register.quarters[row.month]
    if quarter in register.closed:
        yield "month", word(WORDING, "closed", month=row.month)
    elif row.month > register.this_month:
        yield "month", word(WORDING, "not_begun", month=row.month)
    organization = register.organizations.get(row.organization)
    if organization is None:
        yield "organization", word(WORDING, "unknown_organization", said=row.organization)
        return
    if not organization.assessed:
        yield "organization", word(WORDING, "not_assessed", organization=organization)
    elif not organization.existed_in(row.month):
        ended = organization.ended is not None and organization.ended <= row.month.first_day
        yield "organization", word(WORDING, "outside", organization=organization, ended=ended)
    item = _item_problem(row, organization, register, quarter)
    if item is not None:
        yield "item", item
    yield from _recorder_problems(row, organization, register)


def _item_problem(row: RecordRow, organization: Organization, register: Register, quarter: Quarter) -> str | None:
    task = register.tasks.get(row.item)
    indicator = register.schemes[quarter].indicators.get(row.item)
    if task is not None:
        return _task_problem(task, row, organization)
    if indicator is not None:
        return _indicator_problem(indicator, quarter, organization)
    return word(WORDING, "unknown_item", said=row.item)


def _task_problem(task: Task, row: RecordRow, organization: Organization) -> str | None:
    if task.month != row.month:
        return word(WORDING, "other_month", task=task, month=row.month)
    if not task.concerns(organization.sector):
        return word(WORDING, "not_concerned", title=task.title, organization=organization)
    return None


def _indicator_problem(indicator: Indicator, quarter: Quarter, organization: Organization) -> str | None:
    if indicator.applies_to is not None and organization.sector not in indicator.applies_to:
        return word(WORDING, "not_concerned", title=indicator.title, organization=organization)
    if not indicator.is_due_in(quarter):
        return word(WORDING, "out_of_season", indicator=indicator)
    return None


def _recorder_problems(row: RecordRow, organization: Organization, register: Register) -> Iterator[tuple[str, str]]:
    person = register.people.get(row.recorded_by.lower())
    if person is None:
        yield "recorded_by", word(WORDING, "unknown_recorder", said=row.recorded_by)
    elif not may_record(register, person, organization):
        yield "recorded_by", word(WORDING, "no_recorder", person=person, organization=organization)


def may_record(register: Register, person: Person | Recorder, organization: Organization) -> bool:
    """Tell whether somebody may stand as the recorder: of the office or of the group, now or in the past."""
    return not register.recorders.isdisjoint({(person.id, None), (person.id, organization.id)})
