"""工作日历: the days of a year that are off or worked to make up, which schedule says so, and which deadlines moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import yaml
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from handlers.console.showing import show
from handlers.pages.door import Door, Visit
from models.holidays import HolidaySchedule
from models.slips import Slip, provisional_slips
from models.transitions import Transition
from rules.bounds import year_written
from rules.cases import SLIP
from rules.periods import MONTHS_IN_A_YEAR, ONE_DAY, Month
from rules.workdays import SATURDAY, Calendar
from services.rights.table import Right

NAME: Final = "holidays"
DAYS_OF_A_WEEK: Final = 7
MOST_MOVED: Final = 20


@dataclass(frozen=True)
class Day:
    """A day on the sheet: `kind` is off, makeup, weekend or work; `name` is what the schedule calls it."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True)
class MonthSheet:
    """A month's days behind as many empty places as lie before its first Monday, and how many are worked."""

    month: Month
    before: int
    days: Sequence[Day]

    @property
    def worked(self) -> int:
        """Count the working days."""
        return sum(one.kind in ("work", "makeup") for one in self.days)


@dataclass(frozen=True)
class Moved:
    """A deadline that was counted anew."""

    slip: Slip
    step: Transition


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the year."""

    @console.get("/holidays", endpoint=NAME)
    @door.lets_in(Right.SEE_TOWN)
    def holidays(visit: Visit) -> ResponseReturnValue:
        calendar, year = visit.parts.calendar, _year(visit)
        schedule = visit.session.get(HolidaySchedule, year)
        months = [month_sheet(calendar, Month(year, number)) for number in range(1, MONTHS_IN_A_YEAR + 1)]
        return show(
            visit,
            NAME,
            NAME,
            year=year,
            months=months,
            named=named_spans(months),
            schedule=schedule,
            source=str(yaml.safe_load(schedule.text)["source"]) if schedule else "",
            is_known=year in calendar.known_years,
            next_known=visit.now.year + 1 in calendar.known_years,
            provisional=len(provisional_slips(visit.session)),
            moved=_moved(visit),
        )


def _year(visit: Visit) -> int:
    return year_written(request.args.get("year", "")) or visit.now.year


def month_sheet(calendar: Calendar, month: Month) -> MonthSheet:
    """Lay a month out by weeks that begin on Monday."""
    count = (month.last_day - month.first_day).days + 1
    days = [_day(calendar, month.first_day + ONE_DAY * n) for n in range(count)]
    return MonthSheet(month, month.first_day.weekday(), days)


def _day(calendar: Calendar, day: date) -> Day:
    name = calendar.name_of(day) or ""
    if calendar.is_working(day):
        return Day(day, "makeup" if calendar.is_makeup(day) else "work", name)
    return Day(day, "weekend" if day.weekday() >= SATURDAY and not name else "off", name)


def named_spans(months: Sequence[MonthSheet]) -> list[list[Day]]:
    """Put the days the schedule names into spans of one name and one kind, in their order."""
    spans: list[list[Day]] = []
    for one in (day for month in months for day in month.days if day.name):
        last = spans[-1][-1] if spans else None
        if last and (last.name, last.kind, last.day + ONE_DAY) == (one.name, one.kind, one.day):
            spans[-1].append(one)
        else:
            spans.append([one])
    return spans


def _moved(visit: Visit) -> list[Moved]:
    """List the deadlines that moved last because a schedule became known."""
    steps = Transition.case_kind == SLIP.name, Transition.event == "recount"
    query = select(Slip, Transition).join(Transition, Transition.case_id == Slip.id).where(*steps)
    return [Moved(*row) for row in visit.session.execute(query.order_by(Transition.id.desc()).limit(MOST_MOVED))]
