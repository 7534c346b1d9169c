"""The year's holidays as an office keeps them: name, days off, how many, weekends worked; in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final, cast

import yaml
from sqlalchemy.orm import Session

from bot.wording import word
from models.holidays import HolidaySchedule
from rules.workdays import DECEMBER, SATURDAY, Calendar
from services.holidays.schedules import TownCalendar, load_schedule
from services.holidays.spans import days_in, said_days
from services.office_files.cells import Cell
from services.office_files.headings import Heading, Table, TableRow, tables_in
from services.office_files.mistakes import Option, Unclear
from services.office_files.proposals import Draft, Handed, Proposal, other_sheets, records_in, twice
from services.office_files.refusing import refused
from services.office_files.spelling import plain
from services.office_files.titles import year_of
from services.office_files.values import as_text, as_whole, is_nothing
from services.office_files.writing import Column, Page, Written, workbook

WORDING: Final = "holidays/file.txt"
HEADINGS: Final = (
    Heading("name", ("节日", "节假日", "假期", "名称")),
    Heading("off", ("放假时间", "放假日期", "假期时间", "放假")),
    Heading("work", ("调休上班", "调休", "上班日期", "补班", "调休上班日期")),
    Heading("count", ("天数", "放假天数"), needed=False),
    Heading("remark", ("备注", "说明"), needed=False),
)
LONGEST_NAME: Final = 32

Days = Mapping[str, tuple[frozenset[date], frozenset[date]]]


@dataclass
class _Year:
    """A year's schedule being read."""

    handed: Handed
    table: Table
    draft: Draft = field(default_factory=Draft)
    off: dict[date, str] = field(default_factory=dict)
    work: dict[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.year = year_of(self.draft, self.table) or 0
        self.known = named_days(self.handed.calendar, self.year)
        self.rows: dict[str, int] = {}
        if self.year:
            for row in records_in(self.draft, self.table):
                self._row(row, self.year)

    def _row(self, row: TableRow, year: int) -> None:
        heading = row.table.heading
        name = self.draft.read(row.cell("name"), heading("name"), _name)
        off = self.draft.read(row.cell("off"), heading("off"), lambda cell: days_in(cell, year))
        work = self.draft.read(row.cell("work"), heading("work"), lambda cell: _worked(cell, year))
        if name is None or off is None or work is None:
            return
        if self.rows.setdefault(plain(name), row.number) != row.number:
            twice(self.draft, row.cell("name"), heading("name"), self.rows[plain(name)])
            return
        self.draft.read(row.cell("count"), heading("count"), lambda cell: _counted(cell, off))
        for days, kept, key in ((off, self.off, "off"), (work, self.work, "work")):
            if any(day in self.off or day in self.work for day in days):
                self.draft.note(row.cell(key), heading(key), Unclear("named_twice", wording=WORDING))
            kept.update(dict.fromkeys(days, name))
        before = self.known.get(name, (frozenset(), frozenset()))
        self.draft.compare(row.cell("off").place, said_days([*before[0]]), said_days(off))
        self.draft.compare(row.cell("work").place, said_days([*before[1]]), said_days(work))

    def proposal(self) -> Proposal:
        """Say what changes; a holiday the file does not have is asked about at the heading."""
        missing = [name for name in self.known if plain(name) not in self.rows]
        if missing and self.year and self.rows:
            cell = self.table.sheet.said_at(self.table.head[-1], self.table.columns["name"])
            if not cell.mended:
                said = Option(cell.text, word(WORDING, "let_go"))
                self.draft.note(cell, "", Unclear("missing", (said,), wording=WORDING, asked=True, names=missing))
        other_sheets(self.draft, self.handed.book, [self.table])
        return self.draft.finished(word(WORDING, "about", year=self.year), [self.table], self._writing())

    def _writing(self) -> Callable[[Session], list[str]]:
        """Keep the schedule as the text it would have as a file."""
        source = word(WORDING, "source", title=self.table.title, name=self.handed.book.source)
        text = schedule_text(self.year, source, self.off, self.work)
        calendar = cast(TownCalendar, self.handed.calendar)
        return partial(_write, year=self.year, text=text, calendar=calendar, now=self.handed.now)


def _write(session: Session, year: int, text: str, calendar: TownCalendar, now: datetime) -> list[str]:
    load_schedule(session, f"{year}.yaml", text, calendar, now)
    return [f"{HolidaySchedule.__tablename__}/{year}"]


def propose_holidays(handed: Handed) -> Proposal:
    """Say what a year's list of holidays would change. Raises BadFile for what is no such list."""
    tables = tables_in(handed.book, HEADINGS)
    if not tables:
        raise refused("no_table", handed.book.source, columns=[one.words[0] for one in HEADINGS if one.needed])
    return _Year(handed, tables[0]).proposal()


def named_days(calendar: Calendar, year: int) -> Days:
    """Give the days off and the days worked of a year by the name of their holiday."""
    found: dict[str, tuple[set[date], set[date]]] = {}
    for holiday in sorted(calendar.days.values(), key=lambda one: one.day):
        if _belongs(holiday.day, year, holiday.name):
            off, work = found.setdefault(holiday.name.removesuffix(word(WORDING, "made_up")), (set(), set()))
            (work if holiday.works else off).add(holiday.day)
    return {name: (frozenset(off), frozenset(work)) for name, (off, work) in found.items()}


def _belongs(day: date, year: int, name: str) -> bool:
    """The New Year holiday belongs to the year whose first day it holds, also where it begins in December."""
    is_eve = day.month == DECEMBER and plain(name).startswith(word(WORDING, "new_year"))
    return (day.year + 1 if is_eve else day.year) == year


def schedule_text(year: int, source: str, off: Mapping[date, str], work: Mapping[date, str]) -> str:
    """Write a schedule as the file of a year has it."""
    made_up = word(WORDING, "made_up")

    def listed(days: Mapping[date, str], ending: str) -> list[dict[str, object]]:
        return [{"date": day, "name": days[day] + ending} for day in sorted(days)]

    said = {"year": year, "source": source, "off": listed(off, ""), "work": listed(work, made_up)}
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000)


def holidays_workbook(calendar: Calendar, year: int) -> bytes:
    """Write a year's holidays as a list to be edited and handed in again."""
    name, off, count, work = word(WORDING, "columns").split(",")
    columns = (Column(name, 14), Column(off, 44), Column(count, 8), Column(work, 36))
    rows: list[list[Written]] = [
        [one, said_days([*days]), len(days), said_days([*worked])]
        for one, (days, worked) in named_days(calendar, year).items()
    ]
    page = Page(word(WORDING, "sheet", year=year), columns, rows, title=word(WORDING, "title", year=year))
    return workbook([page], word(WORDING, "notes"))


def _name(cell: Cell) -> str:
    return plain(as_text(cell, LONGEST_NAME, needed=True))


def _worked(cell: Cell, year: int) -> list[date]:
    days = days_in(cell, year)
    if plain_days := [day for day in days if day.weekday() < SATURDAY]:
        raise Unclear("no_weekend", wording=WORDING, day=plain_days[0])
    return days


def _counted(cell: Cell, off: Iterable[date]) -> int:
    """Hold a count against the days."""
    count = len([*off])
    if not is_nothing(cell) and as_whole(cell) != count:
        raise Unclear("other_count", (), wording=WORDING, count=count)
    return count
