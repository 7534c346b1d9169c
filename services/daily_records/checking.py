"""Judging rows of daily records against the register: does everything a row names exist, and may it be recorded?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, select
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

WORDING: Final = "daily_records/file.txt"


class Recorder(NamedTuple):
    """Somebody of the register, as far as a row needs to know: a file of a town reads all of them."""

    id: int
    name: str


@dataclass(frozen=True)
class Register:
    """What rows are held against, read once for a whole file."""

    organizations: Mapping[str, Organization]  # by id, name and short name
    tasks: Mapping[str, Task]
    quarters: Mapping[Month, Quarter]  # the board each month of the file counts for
    schemes: Mapping[Quarter, Scheme]
    people: Mapping[str, Recorder]  # by userid
    office: Set[int]  # the ids of people who record for everybody
    groups: Mapping[int, Set[str]]  # by the id of a person, the groups somebody records for
    assigned: Mapping[str, Set[str]]  # by the id of an organisation, its groups
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
        people={userid: Recorder(number, name) for userid, number, name in session.execute(_ACCOUNTS) if userid},
        office=frozenset(session.scalars(_OFFICE)),
        groups=_sets(session, _OF_GROUPS),
        assigned=_sets(session, _ASSIGNED),
        closed=frozenset(session.scalars(select(QuarterRule.quarter).where(QuarterRule.closed_at.is_not(None)))),
        this_month=Month.of(now.date()),
    )


def with_month(session: Session, register: Register, month: Month) -> Register:
    """Add what is to be known of one more month; the rest was read already."""
    quarter = month.quarter
    schemes = (
        register.schemes if quarter in register.schemes else {**register.schemes, quarter: scheme_for(session, quarter)}
    )
    return replace(register, quarters={**register.quarters, month: quarter}, schemes=schemes)


# The office records for everybody, a supervision group for its organisations; past offices count for the past.
_ACCOUNTS: Final = select(Person.userid, Person.id, Person.name).where(Person.userid.is_not(None))
_OFFICE: Final = select(Appointment.person_id).where(Appointment.role.in_(OFFICE))
_OF_GROUPS: Final = select(Appointment.person_id, Appointment.group_id).where(
    Appointment.role.in_((GROUP_LEADER, GROUP_MEMBER)), Appointment.group_id.is_not(None)
)
_ASSIGNED: Final = select(GroupAssignment.organization_id, GroupAssignment.group_id)


def _sets(session: Session, pairs: Select[Any, Any]) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = defaultdict(set)
    for key, value in session.execute(pairs):
        found[key].add(value)
    return found


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
    if person.id in register.office:
        return True
    groups = register.groups.get(person.id, frozenset())
    return not groups.isdisjoint(register.assigned.get(organization.id, frozenset()))
