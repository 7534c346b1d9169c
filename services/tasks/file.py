"""The list of a month's tasks as offices send it out, held against the tasks that are stored."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import refusal_text, word
from models.people import Person
from models.tasks import Task, tasks_of
from rules.periods import Month
from rules.scheme import Scheme
from services.office_files.cells import Cell
from services.office_files.headings import Heading, Table, TableRow, tables_in
from services.office_files.mistakes import Mistake, Unclear, offered
from services.office_files.proposals import Draft, Handed, Proposal, leave_out_row, other_sheets, records_in, twice
from services.office_files.refusing import refused
from services.office_files.spelling import in_figures, plain
from services.office_files.titles import month_of
from services.office_files.values import as_day, as_month, as_text, is_nothing
from services.schemes.versions import scheme_for
from services.tasks.entering import LONGEST_TITLE, GivenTask, enter_task, problems
from services.tasks.sectors import WORDING, read_sectors, said_sectors

HEADINGS: Final = (
    Heading("title", ("工作任务", "任务", "任务名称", "工作内容", "任务内容", "重点任务", "title")),
    Heading("due", ("完成时限", "完成时间", "时限", "截止日期", "截止时间", "完成日期", "due")),
    Heading("indicator", ("对应指标", "指标", "考核指标", "指标编号", "indicator")),
    Heading("sectors", ("责任单位", "责任主体", "适用范围", "责任支部", "对象", "sectors"), needed=False),
    Heading("number", ("序号", "编号"), needed=False),
    Heading("month", ("月份", "month"), needed=False),
    Heading("remark", ("备注", "说明"), needed=False),
)
FIELDS: Final = ("title", "sectors", "due", "indicator")
END_OF_MONTH: Final = ("月底", "月底前", "月末", "月末前", "当月底", "本月底", "本月底前")


@dataclass
class _Tasks:
    """One file being held against what is stored."""

    handed: Handed
    draft: Draft = field(default_factory=Draft)
    wanted: list[tuple[GivenTask, str | None]] = field(default_factory=list)
    seen: dict[tuple[Month, str], int] = field(default_factory=dict)

    def read(self, table: Table) -> None:
        month = month_of(self.draft, table, needed="month" not in table.columns)
        for row in records_in(self.draft, table):
            own = row.cell("month")
            meant = self.draft.read(own, table.heading("month"), as_month) if own.text else month
            if meant is not None:
                self._row(row, meant)
        self._missing(month)

    def _row(self, row: TableRow, month: Month) -> None:
        scheme = scheme_for(self.handed.session, month.quarter)
        given = self._given(row, month, scheme)
        if given is None:
            return
        before = self.seen.setdefault((month, plain(given.title)), row.number)
        if before != row.number:
            twice(self.draft, row.cell("title"), row.table.heading("title"), before)
            return
        known = {plain(one.title): one for one in tasks_of(self.handed.session, month)}
        task = known.get(plain(given.title))
        found = list(problems(self.handed.session, given, scheme, task))
        for name, refusal in found:
            cell, heading = row.cell(name), row.table.heading(name)
            sentence = refusal_text(refusal)
            self.draft.mistakes.append(Mistake(cell.place, heading, cell.text, sentence, (leave_out_row(),)))
        if not found and self._compare(row, given, task, scheme):
            self.wanted.append((given, task.id if task else None))

    def _given(self, row: TableRow, month: Month, scheme: Scheme) -> GivenTask | None:
        title = self.draft.read(row.cell("title"), row.table.heading("title"), _title)
        indicator = self.draft.read(
            row.cell("indicator"), row.table.heading("indicator"), lambda cell: _indicator(cell, scheme)
        )
        mistakes = len(self.draft.mistakes)
        due = self.draft.read(row.cell("due"), row.table.heading("due"), lambda cell: _due(cell, month))
        sectors = self.draft.read(row.cell("sectors"), row.table.heading("sectors"), read_sectors)
        if title is None or indicator is None or len(self.draft.mistakes) > mistakes:
            return None
        return GivenTask(month, title, indicator, due, sectors)

    def _compare(self, row: TableRow, given: GivenTask, task: Task | None, scheme: Scheme) -> bool:
        """Note cell by cell what becomes of a task; tell whether it is to be written."""
        stored = GivenTask(task.month, given.title, task.indicator, task.due, _tupled(task)) if task else None
        before = _written(stored, scheme) if stored else dict.fromkeys(FIELDS, "")
        after = _written(given, scheme)
        for name in FIELDS:
            self.draft.compare(row.cell(name).place, before[name], after[name])
        return stored != given

    def _missing(self, month: Month | None) -> None:
        """Say which tasks of the month the file does not have: they stay."""
        if month is None:
            return
        known = tasks_of(self.handed.session, month)
        titles = [one.title for one in known if (month, plain(one.title)) not in self.seen and one.sectors != []]
        if titles:
            self.draft.remark("missing", wording=WORDING, titles=titles)


def _write(
    session: Session, wanted: Sequence[tuple[GivenTask, str | None]], by_id: int | None, now: datetime
) -> list[str]:
    """Enter what is new, change what differs; by who hands it in."""
    if by_id is None:
        raise ValueError("tasks are entered by somebody of the office; say who")
    by = session.get_one(Person, by_id)
    tasks = [
        enter_task(session, given, by, now, session.get_one(Task, known) if known else None) for given, known in wanted
    ]
    return [f"{Task.__tablename__}/{one.id}" for one in tasks]


def propose_tasks(handed: Handed) -> Proposal:
    """Say what a list of tasks would change. Raises BadFile for what is no such list."""
    tables = tables_in(handed.book, HEADINGS)
    if not tables:
        raise refused("no_table", handed.book.source, columns=[one.words[0] for one in HEADINGS if one.needed])
    reading = _Tasks(handed)
    for table in tables:
        reading.read(table)
    other_sheets(reading.draft, handed.book, tables)
    months = sorted({month for month, _ in reading.seen})
    write = partial(_write, wanted=reading.wanted, by_id=handed.by_id, now=handed.now)
    return reading.draft.finished(word(WORDING, "about", months=months), tables, write)


def _title(cell: Cell) -> str:
    return as_text(cell, LONGEST_TITLE, needed=True)


def _indicator(cell: Cell, scheme: Scheme) -> str:
    said = plain(cell.text)
    found = [one.code for one in scheme.indicators.values() if said in (plain(one.code), plain(one.title))]
    if len(found) == 1:
        return found[0]
    near = get_close_matches(cell.text, [one.title for one in scheme.indicators.values()], n=3, cutoff=0.4)
    raise Unclear("indicator", (*offered(near), leave_out_row()), wording=WORDING, near=near)


def _due(cell: Cell, month: Month) -> date | None:
    """Read by when a task is to be done; 月底前 and 25日前 lie in its month."""
    said = in_figures(plain(cell.text))
    if is_nothing(cell):
        return None
    if said in END_OF_MONTH:
        return month.last_day
    day = said.rstrip("前").removesuffix("之").removesuffix("以").rstrip("日号")
    if day.isdecimal() and 1 <= int(day) <= monthrange(month.year, month.month)[1]:
        return date(month.year, month.month, int(day))
    return as_day(cell, month.year)


def _tupled(task: Task) -> tuple[str, ...] | None:
    return None if task.sectors is None else tuple(task.sectors)


def _written(task: GivenTask, scheme: Scheme) -> dict[str, str]:
    indicator = scheme.indicators.get(task.indicator)
    return {
        "title": task.title,
        "sectors": said_sectors(task.sectors),
        "due": task.due.isoformat() if task.due else "",
        "indicator": indicator.title if indicator else task.indicator,
    }
