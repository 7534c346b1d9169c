"""Bars: shares of a whole side by side in one bar (with a mark to compare by), and columns of months with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

WHOLE: Final = Decimal(100)
# Columns stand in a drawing 326 × 104; as many as fit beside one another are eight.
LEFT, WIDTH, FLOOR, ROOM = 4, 318, 84, 64
MOST_COLUMNS: Final = 8
COLUMN_WIDTH: Final = 26


@dataclass(frozen=True)
class Part:
    """A piece of a bar, in hundredths of its width; `kind` is how it looks."""

    kind: str
    start: Decimal
    width: Decimal


@dataclass(frozen=True)
class Meter:
    """One bar: its parts from the left, and the place of a mark to compare by."""

    parts: tuple[Part, ...]
    mark: Decimal | None


def meter(full: Decimal | int, *parts: tuple[str, Decimal | int], mark: Decimal | None = None) -> Meter:
    """Lay out the parts of a bar, each a kind with its amount of the `full` one; whatever is too much is cut off."""
    drawn, start = [], Decimal(0)
    for kind, amount in parts:
        width = min(_share(amount, full), WHOLE - start)
        drawn.append(Part(kind, start, width))
        start += width
    return Meter(tuple(drawn), None if mark is None else _share(mark, full))


def _share(amount: Decimal | int, full: Decimal | int) -> Decimal:
    """Give an amount in hundredths of the full one, between 0 and 100."""
    return min(max(Decimal(amount) * WHOLE / full, Decimal(0)), WHOLE).quantize(Decimal("0.1")) if full else Decimal(0)


@dataclass(frozen=True)
class Column:
    """One column of the drawing with its number above and its name below; `middle` is where both stand."""

    x: int
    top: int
    height: int
    middle: int
    number: int
    name: str


def columns(amounts: Sequence[tuple[str, int]], full: int) -> tuple[Column, ...]:
    """Lay out columns, oldest first, each a name with its number of the `full` one; the last eight are drawn."""
    shown = amounts[-MOST_COLUMNS:]
    step = WIDTH // MOST_COLUMNS
    found = []
    for place, (name, number) in enumerate(shown):
        height = round(ROOM * _share(number, full) / WHOLE)
        x = LEFT + step * place
        found.append(Column(x, FLOOR - height, height, x + COLUMN_WIDTH // 2, number, name))
    return tuple(found)
