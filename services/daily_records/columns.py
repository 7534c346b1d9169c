"""A whole column at once: whatever is not recorded yet of a task was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists
from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from models.daily_records import DailyRecord, holding_in
from models.organizations import Organization, assessed_in
from models.people import Person
from models.tasks import Task
from rules.periods import Month
from services.daily_records.entering import WHERE
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from services.rights.asking import check_may
from services.rights.conflicts import conflict_over
from services.rights.table import Right
from services.schemes.versions import closed_at

DONE: Final = "done"


@dataclass(frozen=True)
class Rest:
    """The organisations of which a task is not recorded yet; `own` are those somebody else has to enter (D10)."""

    task: Task
    organizations: list[Organization]
    own: list[Organization]


def rest_of(session: Session, month: Month, item: str, by: Person, now: datetime) -> Rest:
    """Find of whom a month's task is not recorded yet. Raises Refused: not the office, no such task, a closed month."""
    check_may(session, by, Right.SEE_TOWN, now)
    task = session.get(Task, item)
    if task is None or task.month != month:
        raise NotFound("record_item_unknown", said=item, fitting=[], month=month)
    if closed_at(session, month.quarter) is not None or month > Month.of(now.date()):
        raise NotNow("record_wrong_month", month=month)
    recorded = exists().where(
        DailyRecord.organization_id == Organization.id, DailyRecord.item == item, *holding_in(month)
    )
    open_to = [one for one in session.scalars(assessed_in(month).where(~recorded)) if task.concerns(one.sector)]
    found = conflict_over(session, by, Right.ENTER_RECORD, now, [one.id for one in open_to])
    own = [*found.own] if found and found.bars else []
    return Rest(task, [one for one in open_to if one not in own], own)


def fill_column(session: Session, month: Month, item: str, by: Person, now: datetime) -> Rest:
    """Record a task as done for whoever nothing is recorded of it; returns for whom. Raises Refused as `rest_of`."""
    rest = rest_of(session, month, item, by, now)
    rows = [RecordRow(month, one.id, item, DONE, "", by.userid or "", WHERE) for one in rest.organizations]
    load_records(session, rows, now)
    return rest
