"""The picture of a year: what stands on it, and that nothing leaves its place."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.drawing import png
from services.pictures.board.shapes import Group, Shape, Text
from services.pictures.year import AnnualFacts, AnnualLine, annual_shapes, annual_svg

LEFT, RIGHT = 36, 1044
PARTS = (Decimal("93.13"), Decimal("96"), Decimal("90"))
FACTS = AnnualFacts(
    committee="中共澄泾镇委员会",
    title="澄泾镇党组织年度总评",
    label="2026年度",
    version=1,
    replaces=None,
    labels=("季度", "自查", "评议"),
    lines=(
        AnnualLine(1, "石湾村支部", PARTS, Decimal("92.79")),
        AnnualLine(2, "澄泾镇新就业群体流动党员联合党支部", (Decimal("100.25"), *PARTS[1:]), Decimal("100.18")),
        AnnualLine(None, "荷塘老年支部", (PARTS[0], PARTS[1], None), None),
    ),
    footer=(("依据", "《澄泾镇基层党组织“红灰榜”考核办法》"),),
    issued="镇组织办 · 2027年3月29日",
)


def texts(shapes: tuple[Shape, ...]) -> Iterator[Text]:
    for one in shapes:
        if isinstance(one, Group):
            yield from texts(one.shapes)
        elif isinstance(one, Text):
            yield one


def said(facts: AnnualFacts) -> list[str]:
    return [one.text for one in texts(annual_shapes(facts).shapes)]


def test_everybody_stands_on_it_in_order_with_parts_and_total() -> None:
    words = said(FACTS)
    first = words.index("石湾村支部")
    assert words[first : first + 6] == ["石湾村支部", "1", "93.13", "96.00", "90.00", "92.79"]
    assert words[words.index("荷塘老年支部") :][1:5] == ["93.13", "96.00", "——", "——"]
    assert {"2026年度", "内部", "参评 2 个党组织", "季度", "自查", "评议"} <= set(words)


def test_no_text_leaves_the_picture_or_runs_into_the_next() -> None:
    for one in texts(annual_shapes(FACTS).shapes):
        left = one.x - {"start": 0, "middle": one.width / 2, "end": one.width}[one.anchor]
        assert left >= LEFT
        assert left + one.width <= RIGHT + 1
    rows: dict[int, list[Text]] = {}
    for one in texts(annual_shapes(FACTS).shapes):
        if one.anchor == "end" and one.text[0].isdigit():
            rows.setdefault(one.x, []).append(one)
    ends = sorted(rows)
    for before, after in pairwise(ends):
        assert all(after - one.width > before for one in rows[after])


def test_a_later_version_says_what_it_replaces() -> None:
    later = replace(FACTS, version=2, replaces="3月29日（周一）发布的第 1 版")
    assert "本榜为第 2 版，替代 3月29日（周一）发布的第 1 版" in said(later)


@pytest.mark.parametrize("many", [40, 150])
def test_the_picture_is_a_png_of_less_than_a_megabyte_for_a_town(many: int) -> None:
    lines = tuple(
        AnnualLine(place, f"第{place}村党支部", PARTS, Decimal("92.79") - place) for place in range(1, many + 1)
    )
    drawing = annual_shapes(replace(FACTS, lines=lines))
    assert drawing.width == 1080
    assert drawing.height > 76 * many
    if many == 40:
        picture = png(annual_svg(replace(FACTS, lines=lines)))
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < 1_000_000
