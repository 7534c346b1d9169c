"""A board, and its picture read from the SVG: lines with their places, texts, colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import get_args
from xml.etree import ElementTree as ET

from bot.drawing import text_width
from services.pictures.board import BoardFacts, Category, Edition, GreyDisplay, Riser, Row, board_svg

SVG = "{http://www.w3.org/2000/svg}"
EDITIONS: tuple[Edition, ...] = get_args(Edition)
DISPLAYS: tuple[GreyDisplay, ...] = get_args(GreyDisplay)

CATEGORIES = tuple(
    Category(title, Decimal(full))
    for title, full in [("基本组织", 16), ("基本队伍", 20), ("基本活动", 22), ("基本制度", 24), ("基本保障", 18)]
)
FULL = tuple(category.full for category in CATEGORIES)
RED = (
    Row(1, "泾东社区支部", 19, Decimal("99.5"), FULL, change=0, red_streak=3),
    Row(2, "石湾村支部", 8, Decimal("98"), FULL, change=1, red_streak=1),
    Row(2, "机关三支部", 23, Decimal("98.0"), FULL, change=-5, red_streak=4),
    Row(4, "物流园支部", 34, Decimal("86.5"), FULL, change=None, red_streak=1, is_new=True),
)
WEAK_IN_ACTIVITY = (Decimal(15), Decimal(19), Decimal(11), Decimal(23), Decimal(17))
GREY = (
    Row(30, "机关一支部", 21, Decimal("78.5"), WEAK_IN_ACTIVITY, change=-2, grey_streak=1),
    Row(31, "云栖社区支部", 20, Decimal("77"), WEAK_IN_ACTIVITY, change=None, grey_streak=1),
    Row(31, "新圩村支部", 12, Decimal("77"), WEAK_IN_ACTIVITY, change=1, grey_streak=2),
)
BOARD = BoardFacts(
    committee="中共澄泾镇委员会",
    title="澄泾镇基层党组织红灰榜",
    quarter_label="2026年第三季度",
    ranked=39,
    version=1,
    replaces=None,
    categories=CATEGORIES,
    red=RED,
    grey=GREY,
    grey_display="ranked",
    grey_shown=True,
    others=9,
    mean=Decimal("85.8974"),
    highest=Decimal("99.5"),
    riser=Riser("华澄电子支部", change=6, rank=18),
    footer=(
        ("依据", "《澄泾镇基层党组织“红灰榜”考核办法》"),
        ("统计时段", "2026年7月1日—9月30日"),
        ("计分", "五项满分 100 分，加分另计；同分时先看不含加分的得分"),
        ("公示", "10月28日（周三）—11月4日（周三）"),
        ("有异议", "公示期内向镇组织办提出，或在小助手里回复“异议”"),
    ),
    url="http://127.0.0.1:5000/m/boards/2026-Q3",
    issued="镇组织办 · 2026年10月28日 · 演示数据",
)


@dataclass(frozen=True)
class Line:
    """One line of text as it is drawn."""

    text: str
    left: float
    right: float
    baseline: int
    size: int


class Picture:
    """A drawn board, read back."""

    def __init__(self, facts: BoardFacts, edition: Edition) -> None:
        self.svg = board_svg(facts, edition)
        self.root = ET.fromstring(self.svg)  # noqa: S314 - our own SVG

    def groups(self, name: str, inside: ET.Element | None = None) -> list[ET.Element]:
        return (self.root if inside is None else inside).findall(f".//{SVG}g[@class='{name}']")

    def cards(self) -> list[str]:
        return [group.attrib["class"] for group in self.root.findall(f"{SVG}g")]

    def rows(self, listed: str) -> list[list[str]]:
        (card,) = self.groups(listed)
        return [texts(row) for row in self.groups("row", card)]

    def lines(self, inside: ET.Element | None = None) -> Iterator[Line]:
        for each in (self.root if inside is None else inside).iter(f"{SVG}text"):
            x, size, text = int(each.attrib["x"]), int(each.attrib["font-size"]), each.text or ""
            spacing = int(each.get("letter-spacing", 0)) * len(text)
            wide = text_width(text, size, bold=each.get("font-weight") == "700") + spacing
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[each.get("text-anchor", "start")]
            yield Line(text, left, left + wide, int(each.attrib["y"]), size)


def texts(element: ET.Element) -> list[str]:
    return [each.text or "" for each in element.iter(f"{SVG}text")]


def fills(element: ET.Element, kind: str = "rect") -> list[str]:
    return [each.attrib["fill"] for each in element.iter(f"{SVG}{kind}")]


def long_board(name: str = "澄泾镇机关第三联合党支部社会事业与综合") -> BoardFacts:
    """25 red and 12 grey of 150, long names, long streaks, totals over 100 with two decimals."""
    red = tuple(
        Row(1 + 2 * (place // 2), name, place, Decimal("101.25") - place, FULL, change=place - 12, red_streak=place)
        for place in range(25)
    )
    grey = tuple(
        Row(139 + place, name, place, Decimal("60.75") - place, WEAK_IN_ACTIVITY, change=-100, grey_streak=place)
        for place in range(12)
    )
    riser = Riser(name, 120, 30)
    return replace(
        BOARD,
        red=red,
        grey=grey,
        ranked=150,
        others=113,
        version=3,
        replaces="2026年10月28日发布的第2版",
        riser=riser,
    )
