"""One daily record entered by hand, by the office or by the organisation's supervision group (R7–R9)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow
from bot.readers import bounded
from models.daily_records import DailyRecord, records_of
from models.locks import lock_organizations
from models.objections import is_corrected
from models.organizations import Organization, assessed_organizations
from models.people import Person
from models.tasks import Task, tasks_of
from rules.periods import Month
from rules.scheme import Scheme
from rules.titles import called
from services.daily_records.checking import problems, read_register
from services.daily_records.file import LONGEST, STATES_TO_EXPLAIN, RecordRow
from services.daily_records.loading import store_row
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for

WHERE: Final = "chat"
# What is said when a column of a record does not fit.
WRONG: Final = {
    "month": (NotNow, "record_wrong_month"),
    "organization": (NotNow, "record_wrong_organization"),
    "item": (NotNow, "record_wrong_item"),
    "recorded_by": (NoRight, "record_wrong_recorded_by"),
}


@dataclass(frozen=True)
class GivenRecord:
    """A record as somebody gives it: `item` is a task's id or some words of its title, or an indicator's code."""

    organization: Organization
    month: Month
    item: str
    state: str
    remark: str


@dataclass(frozen=True)
class Entered:
    """What was entered, and what it replaces: None for the first entry about this item."""

    record: DailyRecord
    title: str
    before: DailyRecord | None


@dataclass(frozen=True)
class Checked:
    """What would be entered, and the entry that holds."""

    row: RecordRow
    organization: Organization
    title: str
    before: DailyRecord | None

    @property
    def changes(self) -> bool:
        """Whether it says something else than the entry that holds."""
        before = self.before
        return before is None or (before.state, before.remark) != (self.row.state, self.row.remark)


@dataclass(frozen=True)
class RecordLine:
    """One record of a month as people read it."""

    record: DailyRecord
    title: str
    by: str


def checked_record(session: Session, given: GivenRecord, by: Person, now: datetime) -> Checked:
    """Say what an entry would be, and store nothing.

    Raises Refused: not yours, a month that is closed or has not begun, an item that does not fit, a failure without the
    fact.
    """
    organization, month = given.organization, given.month
    check(session, by, Right.ENTER_RECORD, now, organization)
    scheme = scheme_for(session, month.quarter)
    item = _item_meant(given.item, tasks_of(session, month), scheme, month)
    remark = bounded(given.remark, LONGEST["remark"], "record_fact_too_long")
    if given.state in STATES_TO_EXPLAIN and not remark:
        raise BadInput("record_needs_fact")
    row = RecordRow(month, organization.id, item, given.state, remark, by.userid or "", WHERE)
    for column, _ in problems(row, read_register(session, [month], now)):
        kind, reason = WRONG[column]
        raise kind(reason, month=month, organization=organization, item=given.item)
    before = next((one for one in records_of(session, month, only=[organization.id]) if _is_about(one, row)), None)
    if before is not None and is_corrected(session, f"record:{before.id}"):
        raise NotNow("record_corrected")
    return Checked(row, organization, _titles(session, month, scheme).get(item, item), before)


def enter_record(session: Session, given: GivenRecord, by: Person, now: datetime) -> Entered:
    """Enter one record; one that says something else than the entry that holds is a correction that replaces it.

    Raises Refused as `checked_record`.
    """
    # One after another: two who note the same thing at once must not cost the organisation twice.
    lock_organizations(session, [given.organization.id])
    checked = checked_record(session, given, by, now)
    return Entered(store_row(session, checked.row, now), checked.title, checked.before)


def fitting_months(
    session: Session, organization: Organization, said_item: str, months: Iterable[Month]
) -> dict[Month, DailyRecord | None]:
    """Tell in which of some months there is such an item whose record may still change, and the record that holds."""
    found: dict[Month, DailyRecord | None] = {}
    for month in months:
        if closed_at(session, month.quarter) is None and organization.existed_in(month):
            with suppress(NotFound):
                item = _item_meant(said_item, tasks_of(session, month), scheme_for(session, month.quarter), month)
                holding = {one.item: one for one in records_of(session, month, only=[organization.id])}
                found[month] = holding.get(item)
    return found


def without_records(session: Session, month: Month) -> list[Organization]:
    """List the assessed organisations of which nothing is on record for a month."""
    known = {one.organization_id for one in records_of(session, month)}
    return [one for one in assessed_organizations(session) if one.id not in known and one.existed_in(month)]


def month_records(session: Session, month: Month, organization: Organization) -> list[RecordLine]:
    """List an organisation's records of a month, as they hold now, with who noted each."""
    titles = _titles(session, month, scheme_for(session, month.quarter))
    found = records_of(session, month, only=[organization.id])
    people = session.scalars(select(Person).where(Person.id.in_({one.recorded_by_id for one in found})))
    names = {person.id: person.name for person in people}
    return [RecordLine(one, titles.get(one.item, one.item), names[one.recorded_by_id]) for one in found]


def _is_about(record: DailyRecord, row: RecordRow) -> bool:
    return (record.organization_id, record.item) == (row.organization, row.item)


def _item_meant(said: str, tasks: Iterable[Task], scheme: Scheme, month: Month) -> str:
    """Find the task or indicator that is meant; words that fit several tasks, or none, are refused."""
    wanted = said.upper()
    if wanted in scheme.indicators or wanted in {task.id for task in tasks}:
        return wanted
    fitting = [task for task in tasks if said in task.title]
    if len(fitting) != 1:
        raise NotFound("record_item_unknown", said=said, fitting=fitting, month=month)
    return fitting[0].id


def _titles(session: Session, month: Month, scheme: Scheme) -> dict[str, str]:
    tasks = {task.id: called(task.title) for task in tasks_of(session, month)}
    return tasks | {code: indicator.title for code, indicator in scheme.indicators.items()}
