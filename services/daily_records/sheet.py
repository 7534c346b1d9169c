"""The sheet of a month as it is looked at: organisations down, tasks across; its sums, and the story of one cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.daily_records import STATES, DailyRecord, entries_about, holding_in, records_of
from models.organizations import Organization
from models.people import Person
from models.tasks import tasks_of
from rules.catalogue import Indicator
from rules.periods import Month, moment_on
from rules.scheme import Scheme
from rules.scoring import deduction_of
from rules.titles import called

Cell = tuple[str, str]


@dataclass(frozen=True)
class GridColumn:
    """A task of the month, or an indicator something was recorded of without one: `item` is its id or code."""

    item: str
    title: str
    indicator: Indicator
    due: date | None
    sectors: Collection[str] | None
    is_task: bool

    def concerns(self, organization: Organization) -> bool:
        """Tell whether an organisation has a cell there."""
        return self.sectors is None or organization.sector in self.sectors

    def at_stake(self, state: str) -> Decimal:
        """Tell the points a state costs."""
        return deduction_of(self.indicator, late=state == "late") if state in ("late", "not_done") else Decimal(0)


@dataclass(frozen=True)
class StoryLine:
    """One line of a cell's story."""

    record: DailyRecord
    by: str


def grid_columns(session: Session, month: Month, scheme: Scheme) -> list[GridColumn]:
    """List the columns of a month: its tasks in their order, then what was recorded besides."""
    tasks = tasks_of(session, month)
    known = {task.id for task in tasks}
    recorded = session.scalars(select(DailyRecord.item).where(*holding_in(month)).distinct())
    others = sorted(code for code in recorded if code not in known and code in scheme.indicators)
    return [
        *(
            GridColumn(one.id, called(one.title), scheme.indicators[one.indicator], one.due, one.sectors, True)
            for one in tasks
        ),
        *(_of_indicator(scheme.indicators[code]) for code in others),
    ]


def _of_indicator(indicator: Indicator) -> GridColumn:
    return GridColumn(indicator.code, indicator.title, indicator, None, indicator.applies_to, False)


def grid_cells(session: Session, month: Month, organizations: Sequence[Organization]) -> dict[Cell, DailyRecord]:
    """Find what is recorded of some organisations, by organisation and item."""
    found = records_of(session, month, only=[one.id for one in organizations])
    return {(one.organization_id, one.item): one for one in found}


def sums_of(session: Session, month: Month) -> dict[str, int]:
    """Count a month's cells by state."""
    query = select(DailyRecord.state, func.count()).where(*holding_in(month)).group_by(DailyRecord.state)
    sums = dict.fromkeys(STATES, 0)
    for state, many in session.execute(query):
        sums[state] = many
    return sums


def changed_today(session: Session, month: Month, now: datetime) -> int:
    """Count the cells of a month in which something was entered today."""
    today = DailyRecord.month == month, DailyRecord.recorded_at >= moment_on(now.date(), "00:00")
    cells = select(DailyRecord.organization_id, DailyRecord.item).where(*today).distinct().subquery()
    return session.scalar(select(func.count()).select_from(cells)) or 0


def story_of_cell(session: Session, month: Month, organization: Organization, item: str) -> list[StoryLine]:
    """List what was ever entered in a cell and by whom, newest first."""
    entries = entries_about(session, month, organization.id, item)
    people = session.scalars(select(Person).where(Person.id.in_({one.recorded_by_id for one in entries})))
    names = {person.id: person.name for person in people}
    return [StoryLine(one, names[one.recorded_by_id]) for one in entries]
