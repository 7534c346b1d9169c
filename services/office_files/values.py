"""What a cell means: months, days, quarters, numbers, yes and no, in all the ways in which offices write them.

Nothing is guessed: what could mean two things raises Unclear, as does what means nothing.
"""

from __future__ import annotations

import re
from calendar import month_abbr
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.wording import WEEKDAYS
from rules.bounds import YEARS, year_written
from rules.periods import MONTHS_IN_A_YEAR, QUARTERS_IN_A_YEAR, Month, Quarter, boards_a_year
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear, offered
from services.office_files.spelling import in_figures, plain

YES: Final = ("是", "有", "√", "✓", "✔", "对", "y", "yes", "1", "true")
NO: Final = ("否", "无", "没有", "×", "x", "✗", "✘", "不是", "n", "no", "0", "false", "/", "-", "—")
NOTHING: Final = ("无", "没有", "/", "\\", "-", "—", "——", "–")

# How many figures a telephone number has.

_WEEKDAY: Final = r"\(?(?:周|星期|礼拜)?(?P<weekday>(?<=[周期拜])[一二三四五六日天])?\)?"
_BEHIND: Final = rf"{_WEEKDAY}(?:上午|下午|晚上?|全天|中午)?(?:之?以?前|止|截止)?"
_CLOCK: Final = re.compile(r"[\sT]\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s*$")
_DAY: Final = re.compile(rf"(?:(?P<y>\d{{4}})[-/.年])?(?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})[日号]?{_BEHIND}")
_EIGHT: Final = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<weekday>)")
_MONTH: Final = re.compile(r"(?:(?P<y>\d{4})[-/.年]?)?(?P<m>\d{1,2})(?:月份?|(?P<day>[-/.月]\d{1,2}日?))?")
_ENGLISH: Final = re.compile(r"(?P<name>[a-z]{3})[a-z]*[-/. ]?(?P<y>\d{4}|\d{2})")
_QUARTER: Final = re.compile(r"(?:(?P<y>\d{4})[-年]?)?(?:第?(?P<n>\d)季度?|q(?P<q>\d)|h(?P<h>\d)|(?P<half>[上下])半年)")
_NUMBER: Final = re.compile(r"[-+]?\d{1,12}(?:\.\d{1,15})?")
_MEASURES: Final = "分个人次名件张票天%"
_POINT_DAY: Final = re.compile(r"\d{1,2}\.[123]")


def as_text(cell: Cell, longest: int, *, needed: bool = False) -> str:
    """Read a text of at most so many signs."""
    if needed and not cell.text:
        raise Unclear("missing")
    if len(cell.text) > longest:
        raise Unclear("too_long", longest=longest, length=len(cell.text))
    return cell.text


def as_day(cell: Cell, year: int | None = None) -> date:
    """Read a day; one without a year lies in `year`, where that is known."""
    if isinstance(cell.value, date):
        return _day(cell.value.year, cell.value.month, cell.value.day, "")
    said = in_figures(plain(_CLOCK.sub("", cell.text)))
    if isinstance(cell.value, Decimal) and _POINT_DAY.fullmatch(said):
        month, day = said.split(".")
        raise Unclear("day_without_zero", month=month, day=day)
    found = _EIGHT.fullmatch(said) or _DAY.fullmatch(said)
    if found is None or not (found["y"] or year):
        raise Unclear("day", year=year)
    return _day(int(found["y"] or year or 0), int(found["m"]), int(found["d"]), found["weekday"] or "")


def _day(year: int, month: int, day: int, weekday: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unclear("no_such_day") from None
    if year not in YEARS:
        raise Unclear("no_such_day")
    right = WEEKDAYS[found.weekday()]
    if weekday and weekday.replace("天", "日") != right:
        raise Unclear("other_weekday", weekday=right)
    return found


def as_month(cell: Cell, year: int | None = None) -> Month:
    """Read a month, also one of which Excel made a day (Oct-26, 2026/10/1); without a year it lies in `year`."""
    if isinstance(cell.value, date):
        return Month.of(as_day(cell))
    found = month_in(cell.text, year)
    if found is None:
        raise Unclear("month")
    return found


def month_in(text: str, year: int | None = None) -> Month | None:
    """Read a text that is a month; None when it is none."""
    said = in_figures(plain(text))
    if named := _ENGLISH.fullmatch(said):
        number = _english(named["name"])
        return _month(2000 + int(named["y"][-2:]), number) if number else None
    found = _MONTH.fullmatch(said)
    if found is None or not (found["y"] or year):
        return None
    return _month(int(found["y"] or year or 0), int(found["m"]))


def _english(name: str) -> int:
    names = [one.casefold() for one in month_abbr]
    return names.index(name) if name in names else 0


def _month(year: int, number: int) -> Month | None:
    try:
        return Month(year, number) if year in YEARS else None
    except ValueError:
        return None


def months_named(text: str) -> list[Month]:
    """Find the months that a title names with their year: 澄泾镇2026年10月党建台账; a day names none."""
    found = re.findall(r"(\d{4})年(\d{1,2})月(?!\d+日)", in_figures(plain(text)))
    months = [_month(int(year), int(number)) for year, number in found]
    return list(dict.fromkeys(one for one in months if one))


def years_named(text: str) -> list[int]:
    """Find the years that a title names: 2026年节假日安排."""
    return list(dict.fromkeys(int(one) for one in re.findall(r"(20\d\d)年?", in_figures(plain(text)))))


def as_quarter(cell: Cell, year: int | None = None) -> Quarter:
    """Read the period of a board: 2026-Q4, 2026年四季度, 2026年第4季度; of other towns 2026-10 or 2026年下半年."""
    said = in_figures(plain(cell.text))
    if boards_a_year() == MONTHS_IN_A_YEAR:
        month = as_month(cell, year)
        return Quarter(month.year, month.month, MONTHS_IN_A_YEAR)
    found = _QUARTER.fullmatch(said)
    if found is None or not (found["y"] or year):
        raise Unclear("quarter")
    year = int(found["y"] or year or 0)
    half = {"上": 1, "下": 2}.get(found["half"] or "") or found["h"]
    number = found["n"] or found["q"] if boards_a_year() == QUARTERS_IN_A_YEAR else half
    if year not in YEARS or int(number or 0) not in range(1, boards_a_year() + 1):
        raise Unclear("quarter")
    return Quarter(year, int(number or 0), boards_a_year())


def as_number(cell: Cell, example: str = "") -> Decimal:
    """Read a number, with or without its measure word: 92.6, ９２.６, 92.6分."""
    said = plain(cell.text).rstrip(_MEASURES).replace(",", "")
    if isinstance(cell.value, bool) or not _NUMBER.fullmatch(said):
        raise Unclear("number", example=example)
    try:
        return Decimal(said)
    except InvalidOperation:
        raise Unclear("number", example=example) from None


def as_whole(cell: Cell) -> int:
    """Read a whole number of things."""
    number = as_number(cell)
    if number != int(number) or number < 0:
        raise Unclear("whole")
    return int(number)


def as_year(cell: Cell) -> int:
    """Read a year: 2026, 2026年, 2026年度."""
    year = year_written(in_figures(plain(cell.text)).rstrip("年度"))
    if year is None:
        raise Unclear("year")
    return year


def as_yes(cell: Cell) -> bool:
    """Read yes or no; nothing is no."""
    said = plain(cell.text)
    if said in YES:
        return True
    if said in NO or not said:
        return False
    raise Unclear("yes_or_no", offered((YES[0], NO[0])))


def is_nothing(cell: Cell) -> bool:
    """Tell whether a cell is empty, or says that there is nothing: 无, /."""
    return not cell.text or plain(cell.text) in NOTHING
