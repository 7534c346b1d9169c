"""What was measured, beside its baseline of the same rounds, and the table that shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

HEADINGS = ("measure", "ours", "baseline", "ratio", "spread", "aim", "")


@dataclass(frozen=True)
class Figure:
    """One measure: what each round gave, for us and for the baseline measured right before or after it.

    The ratio is taken round by round, so that a machine that slows down slows both sides of it. `most` and `least`
    bound the median of the ratios, or of our own values where `absolute` is set. Beside a baseline too short for the
    clock the ratio is infinite.
    """

    name: str
    unit: str
    ours: Sequence[float]
    baseline: Sequence[float]
    beside: str
    least: float | None = None
    most: float | None = None
    absolute: bool = False

    @property
    def ratios(self) -> list[float]:
        return [ours / base if base else inf for ours, base in zip(self.ours, self.baseline, strict=True)]

    @property
    def judged(self) -> float:
        return median(self.ours if self.absolute else self.ratios)

    @property
    def met(self) -> bool | None:
        """Whether the aim was met; None where there is none."""
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.judged >= self.least) and (self.most is None or self.judged <= self.most)

    @property
    def row(self) -> tuple[str, ...]:
        spread = f"{_short(min(self.ratios))}–{_short(max(self.ratios))} of {len(self.ours)}"
        base = f"{_short(median(self.baseline))} {self.beside}"
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        ours = f"{_short(median(self.ours))} {self.unit}"
        return (self.name, ours, base, _short(median(self.ratios)), spread, self._aim, verdict)

    @property
    def _aim(self) -> str:
        unit = f" {self.unit}" if self.absolute else ""
        bounds = (("≥", self.least), ("≤", self.most))
        return ", ".join(f"{sign} {_short(bound)}{unit}" for sign, bound in bounds if bound is not None)


def _short(value: float) -> str:
    """Write three digits that matter."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    rows = [HEADINGS, *(figure.row for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * _width(max(lines, key=_width)), *lines[1:]])


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
