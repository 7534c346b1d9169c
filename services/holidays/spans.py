"""Days off and days worked as a notice writes them: 2月15日（腊月二十八、周日）至23日（正月初七、周一）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from bot.wording import WEEKDAYS
from rules.periods import ONE_DAY
from rules.workdays import DECEMBER
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear
from services.office_files.spelling import in_figures, plain
from services.office_files.values import is_nothing

WORDING: Final = "holidays/file.txt"
LONGEST: Final = timedelta(days=31)
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_WEEKDAY: Final = re.compile(r"(?:周|星期)([一二三四五六日天])")
_ONE: Final = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})[日号]?"
_SPAN: Final = re.compile(
    _ONE.format("a") + r"(?P<abracket>\([^)]*\))?(?:[至到~—–-]+" + _ONE.format("b") + r"(?P<bbracket>\([^)]*\))?)?"
)
_BETWEEN: Final = re.compile(r"[、,，;；和及]")


def days_in(cell: Cell, year: int) -> list[date]:
    """Read the days that a cell names, in spans and one by one. Raises Unclear for anything else.

    What lies in December behind January's days belongs to the year before: the New Year holiday may begin there.
    """
    if is_nothing(cell):
        return []
    if isinstance(cell.value, date):
        return [cell.value]
    said = in_figures(plain(cell.text))
    days: list[date] = []
    for part in _parts(said):
        found = _SPAN.fullmatch(part.replace("放假", "").replace("上班", ""))
        if found is None:
            raise Unclear("days", wording=WORDING)
        days += _span(found, days, year)
    return days


def _parts(text: str) -> Iterator[str]:
    """Part a text where things are listed, but not within brackets."""
    marked = _BRACKETS.sub(lambda found: found[0].replace("、", " ").replace(",", " "), text)
    return (one for one in _BETWEEN.split(marked) if one)


def _span(found: re.Match[str], before: Sequence[date], year: int) -> list[date]:
    month = found["am"] or (before[-1].month if before else None)
    if month is None:
        raise Unclear("days", wording=WORDING)
    first = _day(found["ay"], month, found["ad"], year)
    last = _day(found["by"], found["bm"] or month, found["bd"], year) if found["bd"] else first
    if first > last and first.month == DECEMBER and not found["ay"]:
        first = first.replace(year=first.year - 1)
    if not first <= last <= first + LONGEST:
        raise Unclear("days", wording=WORDING)
    _check_weekday(first, found["abracket"])
    _check_weekday(last, found["bbracket"])
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def _day(year: str | None, month: str | int, day: str, of: int) -> date:
    try:
        return date(int(year or of), int(month), int(day))
    except ValueError:
        raise Unclear("no_such_day") from None


def _check_weekday(day: date, brackets: str | None) -> None:
    said = _WEEKDAY.search(brackets or "")
    if said and said[1].replace("天", "日") != WEEKDAYS[day.weekday()]:
        raise Unclear("other_weekday", weekday=WEEKDAYS[day.weekday()])


def said_days(days: Sequence[date]) -> str:
    """Write days as they are read again: 1月1日（周四）至1月3日（周六）、1月5日（周一）."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][-1] == ONE_DAY:
            spans[-1].append(day)
        else:
            spans.append([day])
    return "、".join("至".join(_said(day) for day in dict.fromkeys((one[0], one[-1]))) for one in spans)


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
