"""A month's daily records as the grid that offices keep: what is stored, ready to be filled in and to come back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.wording import label, word
from models.daily_records import STATES, DailyRecord, records_of
from models.organizations import Organization, assessed_organizations
from models.tasks import Task, tasks_of
from rules.periods import Month
from services.daily_records.checking import WORDING
from services.daily_records.file import STATES_TO_EXPLAIN
from services.daily_records.marks import said_of, state_labels
from services.office_files.writing import Column, Page, Written, workbook
from services.schemes.versions import scheme_for


def records_workbook(session: Session, month: Month) -> bytes:
    """Write the grid of a month: every assessed organisation, every task, and indicators recorded beside them."""
    tasks = tasks_of(session, month)
    known = {task.id: task for task in tasks}
    held = {(one.organization_id, one.item): one for one in records_of(session, month)}
    titles = {code: one.title for code, one in scheme_for(session, month.quarter).indicators.items()}
    items = [*known, *sorted({item for _, item in held} - known.keys())]
    number, name, remark = word(WORDING, "columns").split(",")
    shown = [known[one].title if one in known else titles.get(one, one) for one in items]
    columns = [
        *(Column(number, 6), Column(name, 20)),
        *(Column(title, 12, state_labels()) for title in shown),
        Column(remark, 40),
    ]
    organizations = [one for one in assessed_organizations(session) if one.existed_in(month)]
    rows = [_row(at, one, items, held, known) for at, one in enumerate(organizations, start=1)]
    page = Page(word(WORDING, "sheet", month=month), columns, rows, title=word(WORDING, "title", month=month))
    return workbook([page], word(WORDING, "notes", labels=state_labels()))


def _row(
    at: int,
    organization: Organization,
    items: Sequence[str],
    held: dict[tuple[str, str], DailyRecord],
    tasks: dict[str, Task],
) -> list[Written]:
    """Write one organisation's row; a fact stands under 备注 where one says all, else in its cell."""
    found = {item: held.get((organization.id, item)) for item in items}
    facts = {one.remark for one in found.values() if one is not None and one.state in STATES_TO_EXPLAIN}
    shared = facts.pop() if len(facts) == 1 else ""
    cells = [_cell(one, shared) if one else _empty(organization, tasks.get(item)) for item, one in found.items()]
    return [at, organization.short_name, *cells, shared]


def _cell(record: DailyRecord, shared: str) -> str:
    in_remark = record.state in STATES_TO_EXPLAIN and record.remark == shared
    return said_of(record.state, "" if in_remark else record.remark)


def _empty(organization: Organization, task: Task | None) -> str:
    """A task that does not concern an organisation says so, so that nobody fills it in."""
    concerned = task is None or task.concerns(organization.sector)
    return "" if concerned else label(STATES[-1])
