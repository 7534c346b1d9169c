"""The charts over quarters and months: one organisation beside the mean, the town between its groups, on-time forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.wording import points_text, word
from handlers.charts.bars import Column, Meter, columns, meter
from handlers.charts.lines import Line, LineChart, line_chart
from services.pages.results import Bar
from services.self_checks.in_time import MonthInTime
from services.trends.quarters import QuarterMark, TownMark

WORDS: Final = "charts/words.txt"


@dataclass(frozen=True)
class ToldChart:
    """A line chart with the sentence that says the same to whoever cannot see it; `count` is how many quarters."""

    drawn: LineChart
    told: str
    count: int


@dataclass(frozen=True)
class ToldColumns:
    """Columns with the sentence that says the same."""

    drawn: tuple[Column, ...]
    told: str


def own_chart(name: str, marks: Sequence[QuarterMark]) -> ToldChart | None:
    """Draw an organisation's totals beside the town's mean; None while there is no line to draw."""
    ranked = [mark for mark in marks if mark.total is not None]
    if not ranked or ranked[-1].total is None:
        return None
    own = Line("own", [mark.total for mark in marks], points_text(ranked[-1].total))
    mean = Line("mean", [mark.mean for mark in marks], word(WORDS, "mean", value=marks[-1].mean))
    drawn = line_chart(_names(marks), [own, mean])
    told = word(WORDS, "own_told", name=name, count=len(marks), first=ranked[0], last=ranked[-1])
    return ToldChart(drawn, told, len(marks)) if drawn else None


def town_chart(marks: Sequence[TownMark]) -> ToldChart | None:
    """Draw the town's means, with those of the groups that are highest and lowest now; None without a line to draw."""
    if not marks:
        return None
    last = marks[-1]
    town = Line("own", [mark.mean for mark in marks], word(WORDS, "points", value=last.mean))
    ends = sorted(last.groups, key=lambda group: last.groups[group])
    edges = [ends[-1], ends[0]] if len(ends) > 1 else []
    lines = [Line("edge", [mark.groups.get(group) for mark in marks], _short(group)) for group in edges]
    drawn = line_chart(_names(marks), [town, *lines])
    told = word(WORDS, "town_told", count=len(marks), first=marks[0], last=last, edges=edges)
    return ToldChart(drawn, told, len(marks)) if drawn else None


def in_time_chart(months: Sequence[MonthInTime]) -> ToldColumns | None:
    """Draw how many self-checks of each month came in time; None without any that were due."""
    if not months:
        return None
    named = [(word(WORDS, "month", month=one.month), one.on_time) for one in months]
    drawn = columns(named, max(one.due for one in months))
    return ToldColumns(drawn, word(WORDS, "in_time_told", months=months[-len(drawn) :]))


def category_meter(bar: Bar) -> Meter:
    """Draw a category's points of its full points."""
    return meter(bar.full, ("weakest" if bar.weakest else "filled", max(bar.points, Decimal(0))))


def _names(marks: Sequence[QuarterMark] | Sequence[TownMark]) -> list[str]:
    return [word(WORDS, "quarter", quarter=mark.quarter) for mark in marks]


def _short(group: str) -> str:
    return word(WORDS, "group", name=group)
