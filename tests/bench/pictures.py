"""Drawing a board of thirty rows, from its facts to the picture, beside an empty picture of the same size."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import replace

from bot.drawing import png
from services.pictures.board import board_png, board_svg
from tests.bench.figures import Figure
from tests.services.pictures.drawn_board import long_board

RED, GREY = 20, 10
LONGEST_SECONDS = 0.5
HEAD = re.compile(r"<svg[^>]*>")


def measure(rounds: int) -> list[Figure]:
    """Draw it in turn with the empty one; each was drawn once before, so the fonts are measured already."""
    whole = long_board()
    facts = replace(whole, red=whole.red[:RED], grey=whole.grey[:GREY])
    head = HEAD.search(board_svg(facts, "internal"))
    assert head
    board_png(facts, "internal")
    heard = [
        (_seconds(lambda: board_png(facts, "internal")), _seconds(lambda: png(f"{head[0]}</svg>")))
        for _ in range(rounds)
    ]
    took, cpu = (([ours[one] for ours, _ in heard], [empty[one] for _, empty in heard]) for one in (0, 1))
    title = f"drawing a board of {RED + GREY} rows"
    return [
        Figure(title, "s", *took, "empty picture", most=LONGEST_SECONDS, absolute=True),
        Figure("  processor time", "s", *cpu, "empty picture"),
    ]


def _seconds(draw: Callable[[], bytes]) -> tuple[float, float]:
    """Draw; returns the seconds, and those of the processor, in the process that draws as well."""
    began, before = time.perf_counter(), os.times()
    draw()
    return time.perf_counter() - began, sum(os.times()[:4]) - sum(before[:4])
