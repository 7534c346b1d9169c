"""The picture of a year: one table of everybody with the parts of the score, in the look of the board picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.colours import GRADIENTS, LIGHT, RED_HEAD
from bot.drawing import FONT_FAMILY
from bot.wording import environment, word
from services.pictures.board.cards import LEFT, MARGIN, RADIUS, RIGHT, WIDTH, Card, ground
from services.pictures.board.facts import BoardFacts
from services.pictures.board.footer import footer_card, issuer
from services.pictures.board.head import head, head_ground, head_height
from services.pictures.board.layout import GAP, OVERLAP
from services.pictures.board.marks import rank
from services.pictures.board.shapes import Drawing, Group, Outline, Rect, Shape
from services.pictures.board.typesetting import level, line

WORDS: Final = "annual_reviews/picture.txt"
RANK_X, NAME_X, NAME_ROOM = 90, 150, 380
PARTS_END, TOTAL_END = (650, 762, 874), RIGHT
HEAD_HEIGHT, LABELS_HEIGHT, ROW_HEIGHT, PADDING = 84, 60, 76, 18


@dataclass(frozen=True)
class AnnualLine:
    """One organisation: rank and total, None without a result, and its three parts, each None while it is missing."""

    rank: int | None
    name: str
    parts: tuple[Decimal | None, Decimal | None, Decimal | None]
    total: Decimal | None


@dataclass(frozen=True)
class AnnualFacts:
    """What the picture is told. `labels` head the three parts; `replaces` names the version before, if there is one."""

    committee: str
    title: str
    label: str
    version: int
    replaces: str | None
    labels: tuple[str, str, str]
    lines: tuple[AnnualLine, ...]
    footer: tuple[tuple[str, str], ...]
    issued: str


def annual_svg(facts: AnnualFacts) -> str:
    """Write the table as SVG, 1080 px wide; the same facts give the same text."""
    template = environment().get_template("boards/board.svg")
    return template.render(drawing=annual_shapes(facts), gradients=GRADIENTS, font_family=FONT_FAMILY)


def annual_shapes(facts: AnnualFacts) -> Drawing:
    """Lay out head, table, footer and issuer, one under the other."""
    framed = _framed(facts)
    paper_top = head_height(framed)
    table = _table(facts, paper_top - OVERLAP)
    footer = footer_card(framed, table.bottom + GAP) or table
    last = issuer(framed, footer.bottom + GAP)
    paper = Rect(0, paper_top, WIDTH, last.bottom - paper_top, LIGHT.paper)
    cards = dict.fromkeys((table.group, footer.group, last.group))
    return Drawing(WIDTH, last.bottom, (*head_ground(framed), paper, head(framed, internal=True), *cards))


def _framed(facts: AnnualFacts) -> BoardFacts:
    """Say what head and footer of a board picture want to know."""
    return BoardFacts(
        committee=facts.committee,
        title=facts.title,
        quarter_label=facts.label,
        ranked=sum(one.rank is not None for one in facts.lines),
        version=facts.version,
        replaces=facts.replaces,
        categories=(),
        red=(),
        grey=(),
        grey_display="ranked",
        grey_shown=False,
        others=0,
        mean=None,
        highest=None,
        riser=None,
        footer=facts.footer,
        url=None,
        issued=facts.issued,
    )


def _table(facts: AnnualFacts, top: int) -> Card:
    first = top + HEAD_HEIGHT + LABELS_HEIGHT
    bottom = first + ROW_HEIGHT * len(facts.lines) + PADDING
    start = top + HEAD_HEIGHT // 2
    rows = [_row(one, first + ROW_HEIGHT * place) for place, one in enumerate(facts.lines)]
    shapes = (ground(start, bottom - start), *_section_head(top), _labels(facts.labels, top + HEAD_HEIGHT + 42), *rows)
    return Card(Group("year", shapes), bottom)


def _section_head(top: int) -> Sequence[Shape]:
    corner = f"a{RADIUS} {RADIUS} 0 0 1 {RADIUS}"
    path = (
        f"M{MARGIN} {top + HEAD_HEIGHT}V{top + RADIUS}{corner} -{RADIUS}H{WIDTH - MARGIN - RADIUS}"
        f"{corner} {RADIUS}V{top + HEAD_HEIGHT}z"
    )
    title = line(LEFT + 28, top + 57, word(WORDS, "section"), 42, LIGHT.on_head, room=600, bold=True, spacing=2)
    return Outline(path, RED_HEAD.fill), Rect(LEFT, top + 22, 10, 40, LIGHT.gold, 5), title


def _labels(labels: tuple[str, str, str], baseline: int) -> Group:
    ends = [*zip(PARTS_END, labels, strict=True), (TOTAL_END, word(WORDS, "total"))]
    texts = [line(end, baseline, text, 26, LIGHT.sub, room=108, anchor="end") for end, text in ends]
    place = line(RANK_X, baseline, word(WORDS, "rank"), 26, LIGHT.sub, room=96, anchor="middle")
    name = line(NAME_X, baseline, word(WORDS, "organisation"), 26, LIGHT.sub, room=NAME_ROOM)
    return Group("labels", (place, name, *texts))


def _row(one: AnnualLine, top: int) -> Group:
    """Draw one organisation, with a hairline above."""
    middle = top + ROW_HEIGHT // 2
    name = level(line(NAME_X, 0, one.name, 36, LIGHT.ink, room=NAME_ROOM, floor=28, bold=True), middle)
    shapes: list[Shape] = [Rect(NAME_X, top, RIGHT - NAME_X, 1, LIGHT.hair), Group("name", (name,))]
    if one.rank is not None:
        shapes.append(rank(RANK_X, middle, one.rank, LIGHT.red, medals=True))
    shapes += [_number(value, end, 30, LIGHT.sub, middle) for value, end in zip(one.parts, PARTS_END, strict=True)]
    shapes.append(_number(one.total, TOTAL_END, 38, LIGHT.red, middle, bold=True))
    return Group("row", tuple(shapes))


def _number(value: Decimal | None, end: int, size: int, colour: str, middle: int, *, bold: bool = False) -> Shape:
    text = word(WORDS, "nothing") if value is None else f"{value:.2f}"
    return level(line(end, 0, text, size, colour, room=136, floor=26, bold=bold, anchor="end"), middle)
