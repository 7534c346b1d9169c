"""What stands on the grid of a month's daily records: a page of it, and the cell that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import abort
from sqlalchemy import func, select

from bot.wording import refusal_text
from handlers.console.listing import Asked, Listed, Stored
from handlers.pages.door import Visit
from models.daily_records import STATES, DailyRecord
from models.organizations import GroupAssignment, Organization, SupervisionGroup, assessed_in, assigned_on
from models.slips import Slip, months_with_slips, slip_of
from models.tasks import Task, tasks_of
from rules.periods import Month
from services.daily_records.sheet import (
    Cell,
    GridColumn,
    StoryLine,
    changed_today,
    grid_cells,
    grid_columns,
    story_of_cell,
    sums_of,
)
from services.daily_records.standing import gaps_of, missing_in, recorded_in
from services.rights.asking import check_may
from services.rights.conflicts import refusal
from services.rights.table import Right
from services.schemes.versions import closed_at, scheme_for
from services.slips.preview import leaving

NAME: Final = "daily_records"
SIGNS: Final = {"done": "✓", "late": "△", "not_done": "×", "not_applicable": "—"}


@dataclass(frozen=True)
class MonthGrid:
    """A page of a month. `missing` counts the cells nobody recorded, in the whole month, as the `sums` do; `goes` is
    when the slips that are not out yet leave by themselves, None where nothing sends them, and `is_out` whether some
    are; `closed` since when nothing may change.
    """

    month: Month
    columns: Sequence[GridColumn]
    listed: Listed[Organization]
    cells: Mapping[Cell, DailyRecord]
    sums: Mapping[str, int]
    missing: int
    changed: int
    goes: datetime | None
    is_out: bool
    closed: datetime | None
    groups: Sequence[SupervisionGroup]
    today: datetime

    @property
    def signs(self) -> Mapping[str, str]:
        """Give the sign of each state."""
        return SIGNS

    def record(self, organization: Organization, column: GridColumn) -> DailyRecord | None:
        """Find what a cell says."""
        return self.cells.get((organization.id, column.item))

    def is_fresh(self, record: DailyRecord | None) -> bool:
        """Whether a cell was entered today."""
        return record is not None and record.recorded_at.date() == self.today.date()


def grid_of(visit: Visit, month: Month, asked: Asked) -> MonthGrid:
    """Read a page of the month, all of it with a fixed number of statements.

    Raises NoRight for whoever enters records of some branches and does not see the whole town.
    """
    check_may(visit.session, visit.visitor.person, Right.SEE_TOWN, visit.now)
    session, tasks = visit.session, tasks_of(visit.session, month)
    groups = session.scalars(select(SupervisionGroup).order_by(SupervisionGroup.id)).all()
    listed = _listing(month, visit.now, tasks, groups).page(session, asked)
    return MonthGrid(
        month=month,
        columns=grid_columns(session, month, scheme_for(session, month.quarter)),
        listed=listed,
        cells=grid_cells(session, month, listed.rows),
        sums=sums_of(session, month),
        missing=missing_in(session, month, tasks),
        changed=changed_today(session, month, visit.now),
        goes=leaving(session, month, visit.parts.calendar, visit.now).goes,
        is_out=bool(months_with_slips(session, [month])),
        closed=closed_at(session, month.quarter),
        groups=groups,
        today=visit.now,
    )


def _listing(
    month: Month, now: datetime, tasks: Sequence[Task], groups: Sequence[SupervisionGroup]
) -> Stored[Organization]:
    recorded = recorded_in(month, tasks)
    assigned = select(GroupAssignment.organization_id).where(assigned_on(now.date()))
    return Stored(
        assessed_in(month).outerjoin(recorded, recorded.c.organization_id == Organization.id),
        (),
        (Organization.position,),
        {
            "missing": gaps_of(tasks, recorded) > 0,
            "not_done": func.coalesce(recorded.c.not_done, 0) > 0,
            **{one.id: Organization.id.in_(assigned.where(GroupAssignment.group_id == one.id)) for one in groups},
        },
        (Organization.name, Organization.short_name),
    )


@dataclass(frozen=True)
class OpenCell:
    """The cell beside the grid: what it says, what it was asked to become, and what follows from each state.

    `barred` says why this visitor may not set it, "" to whoever may.
    """

    organization: Organization
    column: GridColumn
    record: DailyRecord | None
    state: str
    remark: str
    slip: Slip | None
    story: Sequence[StoryLine]
    barred: str


def open_cell(
    visit: Visit, grid: MonthGrid, organization: Organization, item: str, wanted: str = "", remark: str | None = None
) -> OpenCell:
    """Open a cell; `wanted` and `remark` are what somebody is about to enter. A cell that is none is a 404."""
    session = visit.session
    record = grid_cells(session, grid.month, [organization]).get((organization.id, item))
    column = next((one for one in grid.columns if one.item == item and (record or one.concerns(organization))), None)
    if column is None or not organization.assessed or not organization.existed_in(grid.month):
        abort(404)
    said = (record.remark if record else "") if remark is None else remark
    state = wanted if wanted in STATES else record.state if record else ""
    story = story_of_cell(session, grid.month, organization, item)
    slip = slip_of(session, organization.id, grid.month)
    barred = refusal(session, visit.visitor.person, Right.ENTER_RECORD, visit.now, organization)
    return OpenCell(organization, column, record, state, said, slip, story, refusal_text(barred) if barred else "")
