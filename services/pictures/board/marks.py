"""The small signs beside the words: rank and medal, chip, bar, ▲ and ▼."""

from __future__ import annotations

from decimal import Decimal

from bot.colours import LIGHT, MEDALS
from bot.wording import word
from services.pictures.board.shapes import Disc, Group, Rect, Shape, Triangle
from services.pictures.board.typesetting import level, line, measured

WORDS = "boards/picture.txt"
BAR_HEIGHT = 12
CHIP_SIZE, CHIP_HEIGHT, CHIP_PADDING = 26, 38, 11


def rank(x: int, middle: int, number: int, colour: str, *, medals: bool) -> Group:
    """Draw a rank around `x`; with `medals`, ranks 1 to 3 (shared or not) stand on one."""
    medal = MEDALS.get(number) if medals else None
    if medal is None:
        return Group("rank", (line(x, middle + 14, str(number), 40, colour, room=96, bold=True, anchor="middle"),))
    label = line(x, middle + 15, str(number), 42, medal.number, room=54, bold=True, anchor="middle")
    return Group("rank", (Disc(x, middle, 33, medal.ring), Disc(x, middle, 27, medal.disc), label))


def chip_width(text: str) -> int:
    """Measure a chip in px."""
    return measured(text, CHIP_SIZE, bold=True) + 2 * CHIP_PADDING


def chip(x: int, middle: int, text: str, ink: str, ground: str) -> Group:
    """Draw a word on a small rounded ground, its left edge at `x`, level with `middle`."""
    width = chip_width(text)
    label = level(line(x + CHIP_PADDING, 0, text, CHIP_SIZE, ink, room=width, bold=True), middle)
    return Group("chip", (Rect(x, middle - CHIP_HEIGHT // 2, width, CHIP_HEIGHT, ground, CHIP_HEIGHT // 2), label))


def bar(x: int, top: int, width: int, share: Decimal, colour: str, track: str) -> tuple[Shape, ...]:
    """Draw a bar filled to `share` (0 to 1) of its track; the least filling is a dot, nothing at all for 0."""
    empty = Rect(x, top, width, BAR_HEIGHT, track, BAR_HEIGHT // 2)
    if not share:
        return (empty,)
    length = max(BAR_HEIGHT, round(width * share))
    return (empty, Rect(x, top, length, BAR_HEIGHT, colour, BAR_HEIGHT // 2))


def change(x: int, middle: int, ranks: int | None) -> Group:
    """Draw ▲ or ▼ with the number of ranks around `x`, — when unchanged, 新 without a rank last quarter."""
    if ranks is None:
        text = word(WORDS, "first_time")
        return Group("change", (line(x, middle + 14, text, 32, LIGHT.sub, room=84, bold=True, anchor="middle"),))
    if ranks == 0:
        return Group("change", (Rect(x - 16, middle + 1, 32, 6, LIGHT.sub, 3),))
    number, colour = str(abs(ranks)), LIGHT.red if ranks > 0 else LIGHT.ok
    left = x - (32 + measured(number, 34, bold=True)) // 2
    label = line(left + 32, middle + 15, number, 34, colour, room=76, bold=True)
    return Group("change", (arrow(left, middle - 8, 26, colour, up=ranks > 0), label))


def arrow(x: int, y: int, width: int, colour: str, *, up: bool) -> Triangle:
    """Draw ▲ or ▼ with the upper left corner of its box at `x`, `y`, five sixths as high as wide."""
    foot, tip = (y + width * 5 // 6, y) if up else (y, y + width * 5 // 6)
    return Triangle(((x, foot), (x + width, foot), (x + width // 2, tip)), colour)
