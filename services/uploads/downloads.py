"""What can be taken out as a workbook: filled with what is stored, and the same as a template to be filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotFound
from models.people import Person
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.bonus_claims.workbook import claims_workbook
from services.daily_records.workbook import records_workbook
from services.democratic_reviews.workbook import review_workbook
from services.holidays.file import holidays_workbook
from services.inspections.inspections import inspection_quarter
from services.inspections.tables import group_workbook
from services.office_files.cells import Cell, Place
from services.office_files.mistakes import Unclear
from services.office_files.values import as_month, as_quarter, as_year
from services.promises.workbook import promises_workbook
from services.register_files.workbook import register_workbook
from services.rights.asking import may
from services.rights.modules import check_right_on
from services.rights.table import Right
from services.tasks.workbook import tasks_workbook
from services.uploads.subjects import not_yours

Period = Literal["month", "quarter", "year", "none"]


@dataclass(frozen=True)
class Asked:
    """Of which period a workbook is wanted and by whom, and what it needs besides; `group` is whose sheet it is."""

    session: Session
    said: str
    calendar: Calendar
    now: datetime
    by: Person
    group: str = ""

    @property
    def month(self) -> Month:
        return as_month(self._cell)

    @property
    def quarter(self) -> Quarter:
        return as_quarter(self._cell)

    @property
    def year(self) -> int:
        return as_year(self._cell)

    @property
    def _cell(self) -> Cell:
        return Cell(Place("", 1, 1), self.said)


@dataclass(frozen=True)
class Download:
    """One workbook: of what period it is, who may have it, and how it is written."""

    name: str
    right: Right
    period: Period
    write: Callable[[Asked], bytes]

    def usual(self, session: Session, now: datetime) -> str:
        """The period that is mostly wanted: of records the month that is over, of sheets the quarter that is inspected
        now, else the one that runs.
        """
        today = now.date()
        if self.name == "inspections":
            return str(inspection_quarter(session, today))
        month = Month.of(today)
        said = {"month": str(month), "quarter": str(Quarter.of(today)), "year": str(today.year), "none": ""}
        return str(month.previous) if self.name == "records" else said[self.period]


DOWNLOADS: Final[Mapping[str, Download]] = {
    one.name: one
    for one in (
        Download(
            "register",
            Right.SEE_REGISTER,
            "none",
            lambda one: register_workbook(one.session, one.now.date()),
        ),
        Download("records", Right.SEE_TOWN, "month", lambda one: records_workbook(one.session, one.month)),
        Download("tasks", Right.ENTER_TASK, "month", lambda one: tasks_workbook(one.session, one.month)),
        Download(
            "inspections",
            Right.TAKE_SHEET,
            "quarter",
            lambda one: group_workbook(one.session, one.quarter, one.group, one.by, one.now),
        ),
        Download("bonus_claims", Right.SEE_CLAIMS, "quarter", lambda one: claims_workbook(one.session, one.quarter)),
        Download(
            "democratic_reviews",
            Right.ENTER_REVIEW,
            "year",
            lambda one: review_workbook(one.session, one.year, one.now),
        ),
        Download("holidays", Right.SET_HOLIDAYS, "year", lambda one: holidays_workbook(one.calendar, one.year)),
        Download("promises", Right.SEE_PROMISES, "none", lambda one: promises_workbook(one.session, one.now)),
    )
}


def download(name: str, asked: Asked) -> bytes:
    """Write a workbook. Raises Refused for one there is not, for who may not have it, and for no period."""
    found = DOWNLOADS.get(name)
    if found is None:
        raise NotFound("upload_subject_unknown")
    check_right_on(asked.session, found.right)
    if not may(asked.session, asked.by, found.right, asked.now):
        raise not_yours(name, found.right)
    try:
        return found.write(asked)
    except Unclear as unclear:
        raise BadInput("upload_wrong_period", expected=unclear.expected) from None
