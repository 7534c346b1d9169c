"""Where the line over the quarters goes: totals → points of a drawing 326 × 150; a macro of the pages prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Final

from rules.periods import Quarter
from services.pages.results import QuarterMark

LEFT, RIGHT = 30, 270
TOP, BOTTOM = 12, 126
STEP: Final = 10
# Two numbers at the line's end need this much between them to stay readable.
APART: Final = 16


@dataclass(frozen=True)
class Spot:
    """One place of the drawing, in its own units."""

    x: float
    y: float


@dataclass(frozen=True)
class LineChart:
    """The own line in runs (it is broken where the organisation was not ranked), the mean's line, grid and labels.

    `grid` pairs a height with its points; `quarters` pairs a place on the x axis with its quarter.
    """

    own: tuple[tuple[Spot, ...], ...]
    mean: tuple[Spot, ...]
    grid: tuple[tuple[float, int], ...]
    quarters: tuple[tuple[float, Quarter], ...]
    first: QuarterMark
    last: QuarterMark
    mean_label_y: float

    @property
    def count(self) -> int:
        return len(self.mean)

    @property
    def end(self) -> Spot:
        """Where the own line ends."""
        return self.own[-1][-1]


def line_chart(marks: Sequence[QuarterMark]) -> LineChart | None:
    """Lay the line out; None while there are not two quarters with a total to join, the last one among them."""
    ranked = [mark for mark in marks if mark.total is not None]
    if len(ranked) < 2 or ranked[-1] is not marks[-1]:  # noqa: PLR2004 — a line has two ends
        return None
    low, high = _range([value for mark in marks for value in (mark.total, mark.mean) if value is not None])
    xs = [LEFT + (RIGHT - LEFT) * place / (len(marks) - 1) for place in range(len(marks))]

    def spot(x: float, value: Decimal) -> Spot:
        return Spot(round(x, 1), round(BOTTOM - (BOTTOM - TOP) * float((value - low) / (high - low)), 1))

    own = _runs([spot(x, mark.total) if mark.total is not None else None for x, mark in zip(xs, marks, strict=True)])
    mean = tuple(spot(x, mark.mean) for x, mark in zip(xs, marks, strict=True))
    grid = tuple((spot(0, Decimal(value)).y, int(value)) for value in (low, (low + high) / 2, high))
    labelled = sorted({0, (len(marks) - 1) // 2, len(marks) - 1})
    return LineChart(
        own=own,
        mean=mean,
        grid=grid,
        quarters=tuple((xs[place], marks[place].quarter) for place in labelled),
        first=ranked[0],
        last=ranked[-1],
        mean_label_y=_beside(mean[-1].y, own[-1][-1].y),
    )


def _range(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Choose whole tens around the values, an even number of them apart, so that the middle line is a whole ten."""
    low, high = floor(min(values) / STEP) * STEP, ceil(max(values) / STEP) * STEP
    if high == low:
        low -= 2 * STEP
    elif (high - low) // STEP % 2:
        low -= STEP
    return Decimal(low), Decimal(high)


def _runs(spots: Sequence[Spot | None]) -> tuple[tuple[Spot, ...], ...]:
    runs: list[list[Spot]] = [[]]
    for spot in spots:
        if spot is None:
            runs.append([])
        else:
            runs[-1].append(spot)
    return tuple(tuple(run) for run in runs if run)


def _beside(mean: float, own: float) -> float:
    """Move the mean's number away from the own one."""
    if abs(mean - own) >= APART:
        return mean
    return own + APART if mean >= own else own - APART
