"""The cards that show results: red list, middle, grey list; each gets its upper edge and tells its lower one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from bot.colours import GREY_HEAD, LIGHT, RED_HEAD, Gradient
from bot.wording import word
from services.pictures.board import marks, rows
from services.pictures.board.editions import Columns, Look
from services.pictures.board.facts import BoardFacts, Riser, Row
from services.pictures.board.marks import WORDS
from services.pictures.board.shapes import Disc, Group, Outline, Rect, Shape
from services.pictures.board.typesetting import level, line, measured

WIDTH, MARGIN, RADIUS = 1080, 36, 24
LEFT, RIGHT = MARGIN + 30, WIDTH - MARGIN - 30
CARD_WIDTH = WIDTH - 2 * MARGIN
HEAD_HEIGHT, LABELS_HEIGHT, LIST_PADDING = 84, 56, 18
NAMES_ROW, NAMES_PADDING = 76, 22


@dataclass(frozen=True)
class Card:
    """A drawn card and its lower edge in px."""

    group: Group
    bottom: int


def ground(top: int, height: int) -> Rect:
    """Draw the white ground of a card."""
    return Rect(MARGIN, top, CARD_WIDTH, height, LIGHT.card, RADIUS)


def red_card(facts: BoardFacts, columns: Columns, top: int) -> Card | None:
    """Draw the red list."""
    if not facts.red:
        return None
    highest = None if facts.highest is None else rows.points(facts.highest, _places(facts))
    note = word(WORDS, "red_note", count=len(facts.red), highest=highest)
    head = _section_head(top, word(WORDS, "red"), note, RED_HEAD, LIGHT.gold)
    table = rows.table_of(facts.red, rows.RED, columns, facts.categories)
    return _scored("red-list", head, facts.red, table, top)


def grey_card(facts: BoardFacts, look: Look, top: int) -> Card | None:
    """Draw the grey list the way the edition shows it, or leave it out whole."""
    if look.grey == "left out" or not facts.grey:
        return None
    count, title = len(facts.grey), word(WORDS, "grey")
    if look.grey == "names":
        head = _section_head(top, title, word(WORDS, "grey_note_names", count=count), GREY_HEAD, LIGHT.track_grey)
        return _names("grey-list", head, facts.grey, top)
    note = word(WORDS, "grey_note_weakest" if look.grey_columns.weakest else "grey_note", count=count)
    head = _section_head(top, title, note, GREY_HEAD, LIGHT.track_grey)
    table = rows.table_of(facts.grey, rows.GREY, look.grey_columns, facts.categories)
    return _scored("grey-list", head, facts.grey, table, top)


def _places(facts: BoardFacts) -> int:
    """How many decimals the numbers beside the lists have: as many as the red list."""
    return rows.decimals([row.total for row in facts.red])


def _section_head(top: int, title: str, note: str, fill: Gradient, mark: str) -> tuple[Shape, ...]:
    """Draw the coloured head of a list: a mark, the title, a note at the right."""
    corner = f"a{RADIUS} {RADIUS} 0 0 1 {RADIUS}"
    path = (
        f"M{MARGIN} {top + HEAD_HEIGHT}V{top + RADIUS}{corner} -{RADIUS}H{WIDTH - MARGIN - RADIUS}"
        f"{corner} {RADIUS}V{top + HEAD_HEIGHT}z"
    )
    return (
        Outline(path, fill.fill),
        Rect(LEFT, top + 22, 10, 40, mark, 5),
        line(LEFT + 28, top + 57, title, 42, LIGHT.on_head, room=160, bold=True, spacing=2),
        line(RIGHT, top + 54, note, 28, LIGHT.on_head, room=600, anchor="end"),
    )


def _scored(name: str, head: tuple[Shape, ...], listed: Sequence[Row], table: rows.Table, top: int) -> Card:
    """Draw a list with totals."""
    first = top + HEAD_HEIGHT + LABELS_HEIGHT
    bottom = first + table.row_height * len(listed) + LIST_PADDING
    drawn = [
        rows.row_shapes(row, table, first + table.row_height * place, last=place == len(listed) - 1)
        for place, row in enumerate(listed)
    ]
    labels = _column_labels(table, top + HEAD_HEIGHT + 42)
    return Card(Group(name, (*_body(top, bottom), *head, labels, *drawn)), bottom)


def _body(top: int, bottom: int) -> tuple[Shape, ...]:
    """Draw the white part under a section head; it starts below the head's corners, so that no white shows there."""
    start = top + HEAD_HEIGHT // 2
    return (ground(start, bottom - start),)


def _column_labels(table: rows.Table, baseline: int) -> Group:
    """Label the columns once per list; the category labels stand over their bars."""
    labels: list[Shape] = []
    if table.columns.bars:
        places = rows.bar_places(len(table.categories))
        for (x, width), category in zip(places, table.categories, strict=True):
            labels.append(line(x, baseline, category.title, 28, LIGHT.sub, room=width, floor=26))
    else:
        rank, organisation = word(WORDS, "rank"), word(WORDS, "organisation")
        labels.append(line(rows.RANK_X, baseline, rank, 28, LIGHT.sub, room=96, anchor="middle"))
        labels.append(line(rows.NAME_X, baseline, organisation, 28, LIGHT.sub, room=300))
    labels.append(line(table.total_end, baseline, word(WORDS, "total"), 28, LIGHT.sub, room=120, anchor="end"))
    if table.columns.change:
        text = word(WORDS, "change")
        labels.append(line(rows.CHANGE_X - 2, baseline, text, 28, LIGHT.sub, room=96, anchor="middle"))
    return Group("labels", tuple(labels))


def _names(name: str, head: tuple[Shape, ...], listed: Sequence[Row], top: int) -> Card:
    """Draw names only, in the order of the register, no rank, no total; one column if two would cut a name."""
    half = (RIGHT - LEFT) // 2
    room = half - 50
    columns = 2 if all(measured(row.name, rows.NAME_FLOOR, bold=True) <= room for row in listed) else 1
    first, lines = top + HEAD_HEIGHT + NAMES_PADDING, ceil(len(listed) / columns)
    shapes: list[Shape] = [Rect(LEFT, first + NAMES_ROW * n - 1, RIGHT - LEFT, 1, LIGHT.hair) for n in range(1, lines)]
    for place, row in enumerate(sorted(listed, key=lambda row: row.register)):
        x, middle = LEFT + place % columns * half, first + place // columns * NAMES_ROW + 36
        text = line(x + 30, 0, row.name, 37, LIGHT.ink, room=room * (3 - columns), floor=rows.NAME_FLOOR, bold=True)
        shapes += [Disc(x + 6, middle, 6, LIGHT.slate_bar), Group("name", (level(text, middle),))]
    bottom = first + NAMES_ROW * lines + NAMES_PADDING
    return Card(Group(name, (*_body(top, bottom), *head, *shapes)), bottom)


def middle_card(facts: BoardFacts, riser: Riser | None, top: int) -> Card | None:
    """Tell of those on neither list: the fastest riser, how many they are, the mean of the town."""
    said = []
    if facts.others:
        said.append(word(WORDS, "others", count=facts.others))
    if facts.mean is not None:
        said.append(word(WORDS, "mean", mean=rows.points(facts.mean, _places(facts))))
    shapes: list[Shape] = []
    baseline = top + 62
    if riser:
        shapes.append(_riser(riser, baseline))
        baseline += 56
    if said:
        shapes.append(line(LEFT, baseline, " · ".join(said), 30, LIGHT.sub, room=RIGHT - LEFT))
        baseline += 56
    if not shapes:
        return None
    bottom = baseline - 56 + 34
    return Card(Group("middle", (ground(top, bottom - top), *shapes)), bottom)


def _riser(riser: Riser, baseline: int) -> Group:
    """Draw the chip 进步最快, the name, ▲ and by how many ranks."""
    label = marks.chip(LEFT, baseline - 12, word(WORDS, "riser"), LIGHT.red, LIGHT.red_soft)
    note = word(WORDS, "riser_note", change=riser.change, rank=riser.rank)
    left, wide = LEFT + marks.chip_width(word(WORDS, "riser")) + 20, measured(note, 31)
    name = line(
        left, baseline, riser.name, 34, LIGHT.ink, room=RIGHT - left - wide - 52, floor=rows.NAME_FLOOR, bold=True
    )
    after = left + round(name.width) + 18
    mark = marks.arrow(after, baseline - 22, 24, LIGHT.red, up=True)
    return Group("riser", (label, name, mark, line(after + 34, baseline, note, 31, LIGHT.sub, room=wide)))
