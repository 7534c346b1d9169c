"""Lines over the quarters: values → points of a drawing 326 × 150; a macro of templates/charts/ prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import Final, Literal

LEFT, RIGHT = 30, 270
TOP, BOTTOM = 12, 126
STEP: Final = 10
# A name below the drawing takes so much of its width, with what parts it from the next.
NAME_WIDTH: Final = 34
# Two numbers at the lines' ends need this much between them to stay readable.
APART: Final = 16

Kind = Literal["own", "mean", "edge"]


@dataclass(frozen=True)
class Line:
    """One line to draw, oldest value first: `kind` is how it looks, `label` what stands at its end.

    A value is None where there is none; the line is broken there.
    """

    kind: Kind
    values: Sequence[Decimal | None]
    label: str = ""


@dataclass(frozen=True)
class Spot:
    """One place of the drawing, in its own units."""

    x: float
    y: float


@dataclass(frozen=True)
class DrawnLine:
    """A line in runs of spots; `end` is its last spot, `label_y` the height of what stands there."""

    kind: Kind
    runs: tuple[tuple[Spot, ...], ...]
    end: Spot
    label: str
    label_y: float


@dataclass(frozen=True)
class LineChart:
    """Lines with grid and labels, what is in front last; the first line given is the one it is about.

    `grid` pairs a height with its points; `places` pairs a place on the x axis with its name.
    """

    lines: tuple[DrawnLine, ...]
    grid: tuple[tuple[float, int], ...]
    places: tuple[tuple[float, str], ...]

    @property
    def main(self) -> DrawnLine:
        """The line the chart is about."""
        return self.lines[-1]


def line_chart(places: Sequence[str], lines: Sequence[Line]) -> LineChart | None:
    """Lay lines out over named places; None while the first has not two values to join, the last one among them."""
    first = lines[0].values
    if sum(value is not None for value in first) < 2 or first[-1] is None:  # noqa: PLR2004 — a line has two ends
        return None
    low, high = _range([value for line in lines for value in line.values if value is not None])
    xs = [LEFT + (RIGHT - LEFT) * place / (len(places) - 1) for place in range(len(places))]

    def spot(x: float, value: Decimal) -> Spot:
        return Spot(round(x, 1), round(BOTTOM - (BOTTOM - TOP) * float((value - low) / (high - low)), 1))

    runs = [
        _runs([None if value is None else spot(x, value) for x, value in zip(xs, line.values, strict=True)])
        for line in lines
    ]
    return LineChart(
        lines=_drawn(lines, runs),
        grid=tuple((spot(0, Decimal(value)).y, int(value)) for value in (low, (low + high) / 2, high)),
        places=tuple((xs[place], places[place]) for place in _named(len(places))),
    )


def _named(count: int) -> range:
    """Choose the places that are named: all where their names fit, else every second, third … with the last one."""
    every = ceil((count - 1) * NAME_WIDTH / (RIGHT - LEFT))
    return range((count - 1) % every, count, every)


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


def _drawn(lines: Sequence[Line], runs: Sequence[tuple[tuple[Spot, ...], ...]]) -> tuple[DrawnLine, ...]:
    """Put lines with their runs together, the first in front; a line without any value is left out."""
    shown = [(line, of_one) for line, of_one in zip(lines, runs, strict=True) if of_one]
    heights = _apart([of_one[-1][-1].y for _, of_one in shown])
    drawn = [
        DrawnLine(line.kind, of_one, of_one[-1][-1], line.label, height)
        for (line, of_one), height in zip(shown, heights, strict=True)
    ]
    return tuple(reversed(drawn))


def _apart(heights: Sequence[float]) -> list[float]:
    """Move the numbers at the ends of lines away from one another; the first one stays where it is."""
    found = list(heights)
    order = sorted(range(len(found)), key=lambda one: (found[one], one != 0))
    main = order.index(0)
    for above, below in reversed([*pairwise(order[: main + 1])]):
        found[above] = min(found[above], found[below] - APART)
    for above, below in pairwise(order[main:]):
        found[below] = max(found[below], found[above] + APART)
    return found
