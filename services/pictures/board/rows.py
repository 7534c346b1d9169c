"""One organisation of the red or the grey list: rank, name, chips, bars, total and change, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.colours import LIGHT
from bot.wording import word
from services.pictures.board import marks
from services.pictures.board.editions import Columns
from services.pictures.board.facts import Category, Row
from services.pictures.board.marks import WORDS
from services.pictures.board.shapes import Group, Rect, Shape, Text
from services.pictures.board.typesetting import level, line, measured

RANK_X, NAME_X, CHANGE_X = 90, 150, 990
TOTAL_END, TOTAL_END_WITHOUT_CHANGE = 926, 1014
HAIRLINE_END = 1028
BARS_TOP, BARS_X, BARS_END = 72, 150, 804
# From the beginning of one bar to that of the next, up to five; more share the same room.
BAR_STEP, BETWEEN_BARS = 134, 16
HEIGHT_WITH_BARS, HEIGHT_WITHOUT_BARS = 100, 84
NAME_SIZE, NAME_FLOOR = 39, 28
TOTAL_SIZES = {1: 46, 2: 42}
BETWEEN_CHIPS, BEFORE_TOTAL = 12, 20


@dataclass(frozen=True)
class Style:
    """The colours of a list."""

    rank: str
    total: str
    bar: str
    track: str
    medals: bool


RED = Style(rank=LIGHT.red, total=LIGHT.red, bar=LIGHT.red_bright, track=LIGHT.track, medals=True)
GREY = Style(rank=LIGHT.slate, total=LIGHT.ink, bar=LIGHT.slate_bar, track=LIGHT.track_grey, medals=False)


@dataclass(frozen=True)
class Table:
    """What the rows of one list share. `places` is the number of decimals of a total; names end where totals begin."""

    style: Style
    columns: Columns
    categories: tuple[Category, ...]
    places: int
    row_height: int
    total_end: int
    name_end: int


def table_of(rows: Sequence[Row], style: Style, columns: Columns, categories: tuple[Category, ...]) -> Table:
    """Lay out the columns of a list."""
    places = decimals([row.total for row in rows])
    widest = max(measured(points(row.total, places), TOTAL_SIZES[places], bold=True) for row in rows)
    total_end = TOTAL_END if columns.change else TOTAL_END_WITHOUT_CHANGE
    row_height = HEIGHT_WITH_BARS if columns.bars else HEIGHT_WITHOUT_BARS
    return Table(style, columns, categories, places, row_height, total_end, total_end - widest - BEFORE_TOTAL)


def points(value: Decimal, places: int) -> str:
    """Write points with a fixed number of decimals, rounded half up."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def decimals(totals: Sequence[Decimal]) -> int:
    """Choose one decimal for all totals, or two as soon as one of them needs two."""
    return 1 if all(total == total.quantize(Decimal("0.1")) for total in totals) else 2


def row_shapes(row: Row, table: Table, top: int, *, last: bool) -> Group:
    """Draw one organisation, its upper edge at `top`; all but the last end in a hairline."""
    middle = top + table.row_height // 2
    shapes: list[Shape] = [
        marks.rank(RANK_X, middle, row.rank, table.style.rank, medals=table.style.medals),
        *_name(row, table, top + 36 if table.columns.bars else middle),
        _total(row.total, table, middle),
    ]
    if table.columns.bars:
        shapes.append(_bars(row, table, top + BARS_TOP))
    if table.columns.change:
        shapes.append(marks.change(CHANGE_X, middle, row.change))
    if not last:
        shapes.append(Rect(NAME_X, top + table.row_height - 1, HAIRLINE_END - NAME_X, 1, LIGHT.hair))
    return Group("row", tuple(shapes))


def _name(row: Row, table: Table, middle: int) -> list[Shape]:
    """Set the name and the chips after it; the name makes room for them."""
    chips = _chips(row, table)
    room = table.name_end - NAME_X - sum(BETWEEN_CHIPS + marks.chip_width(text) for text, _, _ in chips)
    name = level(line(NAME_X, 0, row.name, NAME_SIZE, LIGHT.ink, room=room, floor=NAME_FLOOR, bold=True), middle)
    left = NAME_X + round(name.width) + BETWEEN_CHIPS
    return [Group("name", (name,)), *(marks.chip(left, middle + 1, *each) for each in chips)]


def _chips(row: Row, table: Table) -> list[tuple[str, str, str]]:
    """Choose the chip of a row, if any: its text, the colour of the text, the colour of the ground."""
    if not table.columns.streaks:
        return []
    if table.style is GREY:
        text = word(WORDS, "grey_streak", boards=row.grey_streak)
        return [(text, LIGHT.on_head, LIGHT.sub)] if row.grey_streak > 1 else []
    if row.red_streak > 1:
        return [(word(WORDS, "red_streak", boards=row.red_streak), LIGHT.gold_ink, LIGHT.gold_soft)]
    return [(word(WORDS, "red_new"), LIGHT.red, LIGHT.red_soft)] if row.is_new else []


def _total(total: Decimal, table: Table, middle: int) -> Text:
    """Set the total; where totals are so wide that they reach over the bars, they stand a little higher."""
    over_bars = table.columns.bars and table.name_end < BARS_END - BEFORE_TOTAL
    baseline, size = middle + (6 if over_bars else 16), TOTAL_SIZES[table.places]
    text, room = points(total, table.places), table.total_end - table.name_end
    return line(table.total_end, baseline, text, size, table.style.total, room=room, bold=True, anchor="end")


def _bars(row: Row, table: Table, top: int) -> Group:
    """Draw a bar per category, as long as score / full points."""
    shares = [_share(score, each.full) for score, each in zip(row.by_category, table.categories, strict=True)]
    # Where all are equal none is the weakest.
    weakest = min(shares) if table.columns.weakest and len(set(shares)) > 1 else None
    drawn = (
        marks.bar(x, top, width, share, LIGHT.warn if share == weakest else table.style.bar, table.style.track)
        for (x, width), share in zip(bar_places(len(shares)), shares, strict=True)
    )
    return Group("bars", tuple(shape for bar in drawn for shape in bar))


def bar_places(count: int) -> list[tuple[int, int]]:
    """Tell where the bars of so many categories begin, and how wide they are."""
    step = min(BAR_STEP, (BARS_END - BARS_X + BETWEEN_BARS) // count)
    return [(BARS_X + step * place, step - BETWEEN_BARS) for place in range(count)]


def _share(score: Decimal, full: Decimal) -> Decimal:
    """Tell which part of the full points was reached, from 0 to 1."""
    return min(max(score / full, Decimal(0)), Decimal(1)) if full else Decimal(0)
