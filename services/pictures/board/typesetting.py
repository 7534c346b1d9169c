"""Lines that fit their place: smaller type first, then cut with "…"; and Chinese text broken into even lines."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from typing import Literal

from bot.drawing import drawable, text_width
from services.pictures.board.shapes import Text

ELLIPSIS = "…"
OPENING = "《（【〔「"
# A piece never broken: a number or Latin word, or one sign, with the brackets before it and the stops after it.
PIECE = re.compile(r"[《（【〔「“]*(?:[!-~]+|.)[，。、；：）】〕」》”…—·]*")


def measured(text: str, size: int, *, bold: bool = False) -> int:
    """Measure a line in whole px, rounded up."""
    return ceil(text_width(text, size, bold=bold))


def line(
    x: int,
    y: int,
    text: str,
    size: int,
    fill: str,
    *,
    room: int,
    floor: int | None = None,
    bold: bool = False,
    anchor: Literal["start", "middle", "end"] = "start",
    spacing: int = 0,
) -> Text:
    """Set one line on the baseline `y` within `room` px, with `spacing` px after each sign.

    A line too long is shrunk, down to `floor` px when that is given, and then cut.
    """
    wanted = Text(x, y, drawable(text).strip(), size, fill, bold, anchor, spacing)
    if wanted.width <= room:
        return wanted
    shrunk = replace(wanted, size=max(floor or size, int(size * room / wanted.width)))
    return shrunk if shrunk.width <= room else _cut(shrunk, room)


def _cut(text: Text, room: int) -> Text:
    """Take signs off the end until what is left fits, with the sign of what is missing after it."""
    for kept in range(len(text.text) - 1, 0, -1):
        shorter = replace(text, text=text.text[:kept].rstrip() + ELLIPSIS)
        if shorter.width <= room:
            return shorter
    return replace(text, text=ELLIPSIS)


def level(text: Text, middle: int) -> Text:
    """Move a line up or down so that its signs stand level with `middle`, whatever size it was shrunk to."""
    return replace(text, y=middle + text.size * 3 // 8)


def wrapped(text: str, size: int, room: int) -> tuple[str, ...]:
    """Break a text into as few lines as `room` px allow, and those about equally long."""
    pieces = [part for piece in PIECE.findall(drawable(text)) for part in _small_enough(piece, size, room)]
    lines = _filled(pieces, size, room)
    while (narrower := room - size) > 0 and len(tighter := _filled(pieces, size, narrower)) == len(lines):
        if any(measured(each, size) > narrower for each in tighter):
            break
        room, lines = narrower, tighter
    return lines


def _small_enough(piece: str, size: int, room: int) -> list[str]:
    """Break up a piece that is wider than a whole line, such as a long address."""
    return [piece] if measured(piece, size) <= room else list(piece)


def _filled(pieces: list[str], size: int, room: int) -> tuple[str, ...]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and measured(lines[-1] + piece, size) > room:
            lines.append("")
        lines[-1] = (lines[-1] + piece).lstrip()
    return tuple(each.rstrip() for each in lines)


def hung(text: str, size: int) -> int:
    """How far a line is moved left so that an opening bracket, empty in its left half, stands flush with the others."""
    return size * 2 // 5 if text.startswith(tuple(OPENING)) else 0
