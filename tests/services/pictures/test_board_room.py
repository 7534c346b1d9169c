"""The board picture, read from its SVG: what stands where, who is shown what, what keeps to its place."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.colours import GRADIENTS, LIGHT, MEDALS
from bot.drawing import missing_glyphs, text_width
from bot.wording import blocks, environment
from services.pictures.board import (
    BoardFacts,
    Category,
    Edition,
    GreyDisplay,
    Riser,
    Row,
    Switches,
    board_png,
    board_svg,
)
from services.pictures.board.typesetting import line, measured, wrapped

SVG = "{http://www.w3.org/2000/svg}"
EDITIONS: tuple[Edition, ...] = get_args(Edition)
DISPLAYS: tuple[GreyDisplay, ...] = get_args(GreyDisplay)
LEFT, RIGHT = 36, 1044

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


# What stands where


def test_the_cards_follow_each_other_from_the_head_to_the_issuer() -> None:
    expected = ["head", "red-list", "middle", "grey-list", "footer", "issuer"]
    assert Picture(BOARD, "internal").cards() == expected


def test_the_head_names_committee_title_quarter_and_number_ranked() -> None:
    (head,) = Picture(BOARD, "group").groups("head")
    assert texts(head) == ["中共澄泾镇委员会", "澄泾镇基层党组织红灰榜", "2026年第三季度", "参评 39 个党组织"]


def test_only_the_internal_edition_is_marked_internal() -> None:
    assert [len(Picture(BOARD, edition).groups("tag")) for edition in EDITIONS] == [0, 0, 1]


def test_a_corrected_board_says_which_version_it_replaces() -> None:
    corrected = replace(BOARD, version=2, replaces="2026年10月28日发布的第 1 版")
    assert "本榜为第 2 版，替代 2026年10月28日发布的第 1 版" in texts(Picture(corrected, "group").root)
    assert Picture(BOARD, "group").groups("version") == []


def test_the_group_sees_rank_name_streak_total_and_change_of_the_red_list() -> None:
    assert Picture(BOARD, "group").rows("red-list") == [
        ["1", "泾东社区支部", "连红3季", "99.5"],
        ["2", "石湾村支部", "98.0", "1"],
        ["2", "机关三支部", "连红4季", "98.0", "5"],
        ["4", "物流园支部", "新上榜", "86.5", "新"],
    ]


def test_a_rise_is_red_and_up_a_fall_is_green_and_down() -> None:
    picture = Picture(BOARD, "group")
    unchanged, risen, fallen, _ = picture.groups("change")
    assert (fills(risen, "polygon"), fills(fallen, "polygon")) == ([LIGHT.red], [LIGHT.ok])
    tips = [
        [int(corner.split(",")[1]) for corner in each.attrib["points"].split()]
        for change in (risen, fallen)
        for each in change.iter(f"{SVG}polygon")
    ]
    assert tips[0][2] < tips[0][0] == tips[0][1]
    assert tips[1][2] > tips[1][0] == tips[1][1]
    assert fills(unchanged) == [LIGHT.sub]


def test_a_shared_rank_shares_its_medal() -> None:
    picture = Picture(BOARD, "public")
    discs = [fills(row, "circle") for row in picture.groups("row", picture.groups("red-list")[0])]
    gold, silver = ([MEDALS[rank].ring, MEDALS[rank].disc] for rank in (1, 2))
    assert discs == [gold, silver, silver, []]


def test_the_grey_list_has_no_medals_even_in_a_tiny_town() -> None:
    tiny = replace(BOARD, red=RED[:1], grey=(replace(GREY[0], rank=2),))
    (grey,) = Picture(tiny, "internal").groups("grey-list")
    assert fills(grey, "circle") == []


@pytest.mark.parametrize(
    ("totals", "written"),
    [
        (["101", "99.5"], ["101.0", "99.5"]),
        (["101.25", "99"], ["101.25", "99.00"]),
        (["100.125", "99.005"], ["100.13", "99.01"]),
    ],
)
def test_one_list_writes_its_totals_with_the_same_decimals(totals: list[str], written: list[str]) -> None:
    red = tuple(replace(RED[1], total=Decimal(total), change=0) for total in totals)
    assert [row[-1] for row in Picture(replace(BOARD, red=red), "group").rows("red-list")] == written


def test_bars_are_as_long_as_the_share_of_the_full_points_reached() -> None:
    scores = (Decimal(8), Decimal(20), Decimal(0), Decimal(30), Decimal("0.1"))
    picture = Picture(replace(BOARD, red=(replace(RED[0], by_category=scores),)), "group")
    (bars,) = picture.groups("bars")
    filled = [int(each.attrib["width"]) for each in bars if each.attrib["fill"] == LIGHT.red_bright]
    assert filled == [59, 118, 118, 12]


def test_the_middle_card_tells_of_the_fastest_riser_the_others_and_the_mean() -> None:
    (middle,) = Picture(BOARD, "group").groups("middle")
    expected = ["进步最快", "华澄电子支部", "上升 6 名，现第 18 名", "其余 9 个党组织不上榜 · 全镇平均 85.9 分"]
    assert texts(middle) == expected


def test_a_middle_card_with_nothing_to_say_is_left_out() -> None:
    bare = replace(BOARD, riser=None, others=0, mean=None)
    assert "middle" not in Picture(bare, "group").cards()
    assert texts(Picture(replace(bare, others=2), "group").groups("middle")[0]) == ["其余 2 个党组织不上榜"]


def test_the_footer_has_a_code_only_with_an_address_and_otherwise_the_whole_width() -> None:
    with_code, without = Picture(BOARD, "group"), Picture(replace(BOARD, url=None), "group")
    assert (len(with_code.groups("qr")), len(without.groups("qr"))) == (1, 0)
    assert "长按看网页" in texts(with_code.groups("qr")[0])
    scoring = BOARD.footer[2][1]
    assert scoring in texts(without.root)
    assert "".join(texts(with_code.groups("footer")[0])).count(scoring) == 1
    assert scoring not in texts(with_code.root)


# Who is shown what


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_public_sees_rank_name_and_total_and_nothing_else(display: GreyDisplay) -> None:
    picture = Picture(replace(BOARD, grey_display=display), "public")
    assert picture.rows("red-list") == [[str(row.rank), row.name, f"{row.total:.1f}"] for row in RED]
    for hidden in ("bars", "change", "chip", "riser", "tag"):
        assert picture.groups(hidden) == []
    assert not {category.title for category in CATEGORIES} & set(texts(picture.root))


@pytest.mark.parametrize("edition", ["public", "group"])
def test_a_ranked_grey_list_shows_rank_name_and_total_and_never_why(edition: Edition) -> None:
    picture = Picture(BOARD, edition)
    assert picture.rows("grey-list") == [[str(row.rank), row.name, f"{row.total:.1f}"] for row in GREY]
    (grey,) = picture.groups("grey-list")
    for hidden in ("bars", "change", "chip"):
        assert picture.groups(hidden, grey) == []


@pytest.mark.parametrize("edition", ["public", "group"])
def test_names_mode_shows_grey_names_in_the_order_of_the_register(edition: Edition) -> None:
    (grey,) = Picture(replace(BOARD, grey_display="names"), edition).groups("grey-list")
    assert texts(grey) == ["灰榜", "3 个 · 按名册顺序", "新圩村支部", "云栖社区支部", "机关一支部"]


@pytest.mark.parametrize("edition", ["public", "group"])
def test_concerned_mode_shows_no_grey_name_outside_the_leading_group(edition: Edition) -> None:
    picture = Picture(replace(BOARD, grey_display="concerned"), edition)
    assert "grey-list" not in picture.cards()
    assert not [row.name for row in GREY if row.name in picture.svg]
    assert "灰榜" not in texts(picture.root)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("display", DISPLAYS)
def test_without_its_own_approval_the_grey_list_is_left_out_whole(edition: Edition, display: GreyDisplay) -> None:
    picture = Picture(replace(BOARD, grey_shown=False, grey_display=display), edition)
    assert "grey-list" not in picture.cards()
    assert not [row.name for row in GREY if row.name in picture.svg]


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_leading_group_sees_the_whole_grey_list_in_every_mode(display: GreyDisplay) -> None:
    assert Picture(replace(BOARD, grey_display=display), "internal").rows("grey-list") == [
        ["30", "机关一支部", "78.5", "2"],
        ["31", "云栖社区支部", "77.0", "新"],
        ["31", "新圩村支部", "连灰2季", "77.0", "1"],
    ]


def test_the_leading_group_sees_the_weakest_category_in_its_own_colour() -> None:
    picture = Picture(BOARD, "internal")
    (grey,) = picture.groups("grey-list")
    for bars in picture.groups("bars", grey):
        assert fills(bars)[1::2] == [LIGHT.slate_bar, LIGHT.slate_bar, LIGHT.warn, LIGHT.slate_bar, LIGHT.slate_bar]


def test_no_category_is_the_weakest_where_all_are_equal() -> None:
    even = replace(GREY[0], by_category=tuple(full / 2 for full in FULL))
    assert LIGHT.warn not in Picture(replace(BOARD, grey=(even,)), "internal").svg


@pytest.mark.parametrize("edition", ["public", "group"])
@pytest.mark.parametrize("display", DISPLAYS)
def test_outside_the_leading_group_nobody_sees_a_grey_streak_or_a_weakest_item(
    edition: Edition, display: GreyDisplay
) -> None:
    picture = Picture(replace(BOARD, grey_display=display), edition)
    for hidden in (
        LIGHT.warn,
        LIGHT.slate_bar if display != "names" else LIGHT.track_grey + "x",
        "连灰",
        "最弱",
        "内部",
    ):
        assert hidden not in picture.svg


@pytest.mark.parametrize(("switch", "hidden"), [("bars", "bars"), ("change", "change"), ("streaks", "chip")], ids=str)
def test_a_town_can_switch_off_what_its_group_edition_shows(switch: str, hidden: str) -> None:
    town = replace(BOARD, riser=None, switches=Switches(**{switch: False}))
    group, internal = Picture(town, "group"), Picture(town, "internal")
    assert group.groups(hidden) == []
    assert group.groups("riser") == []
    assert internal.groups(hidden) != []


# Nothing runs out of its place


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
        replaces="2026年10月28日发布的第 2 版",
        riser=riser,
    )


def assert_everything_is_in_its_place(picture: Picture) -> None:
    lines = sorted(picture.lines(), key=lambda each: (each.baseline, each.left))
    for each in lines:
        assert each.left >= LEFT, each
        assert each.right <= RIGHT, each
    for first in lines:
        for second in lines:
            level = first is not second and abs(first.baseline - second.baseline) < 24
            assert not level or first.right <= second.left or second.right <= first.left, (first, second)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("display", DISPLAYS)
@pytest.mark.parametrize("facts", [BOARD, long_board(), long_board("北")], ids=["usual", "long", "short"])
def test_every_line_keeps_to_its_place(facts: BoardFacts, edition: Edition, display: GreyDisplay) -> None:
    assert_everything_is_in_its_place(Picture(replace(facts, grey_display=display), edition))


names = st.text(st.characters(codec="utf-8") | st.sampled_from("澄泾镇机关第一党支部（W·"), max_size=18)
hundredths = st.decimals(0, 120, places=2)


@st.composite
def boards(draw: st.DrawFn) -> BoardFacts:
    """Boards of any names, totals and streaks, two red and two grey rows each."""
    red, grey = (
        tuple(
            Row(
                draw(st.integers(1, 150)),
                draw(names),
                place,
                draw(hundredths),
                tuple(draw(hundredths) for _ in CATEGORIES),
                draw(st.none() | st.integers(-149, 149)),
                draw(st.integers(0, 40)),
                draw(st.integers(0, 40)),
                draw(st.booleans()),
            )
            for place in range(2)
        )
        for _ in range(2)
    )
    text = draw(st.text(st.sampled_from("澄泾2026《》“”（），。 ab"), max_size=120))
    return replace(
        BOARD,
        committee=draw(names),
        title=draw(names) + draw(names),
        version=draw(st.integers(1, 3)),
        red=red,
        grey=grey,
        grey_display=draw(st.sampled_from(DISPLAYS)),
        riser=draw(st.none() | st.builds(Riser, names, st.integers(1, 149), st.integers(1, 149))),
        footer=(("依据", text), (draw(names), text)),
        url=draw(st.none() | st.just(BOARD.url)),
        issued=draw(names) * 4,
        switches=draw(st.builds(Switches)),
    )


@settings(max_examples=80)
@given(facts=boards(), edition=st.sampled_from(EDITIONS))
def test_whatever_the_names_and_totals_every_line_keeps_to_its_place(facts: BoardFacts, edition: Edition) -> None:
    picture = Picture(facts, edition)
    assert_everything_is_in_its_place(picture)
    assert missing_glyphs("".join(texts(picture.root))) == ""


def test_text_is_drawn_without_the_kerning_it_was_measured_without() -> None:
    assert Picture(BOARD, "public").root.get("font-kerning") == "none"


def test_totals_so_wide_that_they_reach_over_the_bars_stand_clear_of_them() -> None:
    picture = Picture(long_board(), "internal")
    for row in picture.groups("row", picture.groups("red-list")[0]):
        (bars,) = picture.groups("bars", row)
        top = min(int(each.attrib["y"]) for each in bars)
        end = max(int(each.attrib["x"]) + int(each.attrib["width"]) for each in bars)
        (total,) = (each for each in picture.lines(row) if "." in each.text)
        assert total.left > end or total.baseline <= top - 12


@pytest.mark.parametrize("length", range(2, 40))
def test_the_fastest_riser_stays_inside_its_card_however_long_its_name(length: int) -> None:
    picture = Picture(replace(BOARD, riser=Riser("泾" * length, 120, 130)), "group")
    (riser,) = picture.groups("riser")
    assert max(each.right for each in picture.lines(riser)) <= RIGHT - 30


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_name_of_eighteen_characters_is_read_whole(edition: Edition) -> None:
    name = "澄泾镇机关第三联合党支部社会事业与综"
    assert len(name) == 18
    rows = tuple(replace(row, name=name, red_streak=4, grey_streak=2) for row in (*RED, *GREY))
    picture = Picture(replace(BOARD, red=rows[:4], grey=rows[4:]), edition)
    assert [texts(each) for each in picture.groups("name")] == [[name]] * 7


def test_a_longer_name_is_cut_and_says_so() -> None:
    shown = line(0, 0, "澄泾镇" * 9, 39, LIGHT.ink, room=300, floor=28, bold=True)
    assert (shown.text, shown.size) == ("澄泾镇澄泾镇澄泾镇…", 28)


@pytest.mark.parametrize("display", ["names", "ranked"])
def test_long_grey_names_are_never_cut(display: GreyDisplay) -> None:
    facts = replace(long_board("澄泾镇机关第三联合党支部社会事业与综"), grey_display=display)
    (grey,) = Picture(facts, "group").groups("grey-list")
    assert texts(grey).count("澄泾镇机关第三联合党支部社会事业与综") == 12


def test_text_is_broken_into_even_lines_that_never_begin_with_a_stop() -> None:
    text = BOARD.footer[2][1]
    assert wrapped(text, 27, 600) == ("五项满分 100 分，加分另计；", "同分时先看不含加分的得分")
    for room in range(60, 700, 20):
        lines = wrapped(text, 27, room)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(measured(each, 27) <= room and each[0] not in "，；" for each in lines)


def test_a_long_address_is_broken_where_it_must_be() -> None:
    lines = wrapped("http://127.0.0.1:5000/m/boards/2026-Q3" * 2, 27, 300)
    assert "".join(lines) == "http://127.0.0.1:5000/m/boards/2026-Q3" * 2
    assert all(measured(each, 27) <= 300 for each in lines)


# Foreign names, wording, files


def test_names_are_escaped_and_drawn_as_they_were_typed() -> None:
    picture = Picture(replace(BOARD, red=(replace(RED[0], name='甲<b>&"乙'),)), "public")
    assert picture.rows("red-list")[0][1] == '甲<b>&"乙'
    assert "甲&lt;b&gt;&amp;" in picture.svg


def test_a_name_with_control_and_unknown_characters_is_still_drawn() -> None:
    picture = Picture(replace(BOARD, red=(replace(RED[0], name="甲\x00\u202e𠮷\n支部"),)), "public")
    assert picture.rows("red-list")[0][1] == "甲〓 支部"
    assert missing_glyphs("甲𠮷支部") == "𠮷"


def test_no_word_on_the_picture_shouts_or_shames() -> None:
    source = environment().loader.get_source(environment(), "boards/picture.txt")[0]  # type: ignore[union-attr]
    assert not re.search("[!！]|尽快|务必|最差|落后|倒数", source)
    assert len(blocks("boards/picture.txt")) > 10


def test_only_colours_of_the_one_list_are_used() -> None:
    listed = {*vars(LIGHT).values(), *(colour for each in GRADIENTS for _, colour in each.stops)}
    listed |= {colour for medal in MEDALS.values() for colour in vars(medal).values()}
    assert set(re.findall(r"#[0-9A-F]{6}", Picture(long_board(), "internal").svg)) <= listed


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_same_board_gives_the_same_bytes(edition: Edition) -> None:
    assert board_svg(BOARD, edition) == board_svg(BOARD, edition)
    assert board_png(BOARD, edition) == board_png(BOARD, edition)


def test_the_fullest_board_stays_under_a_megabyte_and_1080_px_wide() -> None:
    drawn = board_png(long_board(), "internal")
    assert len(drawn) < 1_000_000
    assert struct.unpack(">I", drawn[16:20]) == (1080,)


def test_cards_never_overlap() -> None:
    picture = Picture(long_board(), "group")
    tops = [
        (int(ground.attrib["y"]), int(ground.attrib["y"]) + int(ground.attrib["height"]))
        for ground in picture.root.iter(f"{SVG}rect")
        if ground.get("fill") == LIGHT.card and ground.get("width") == "1008"
    ]
    assert len(tops) == 4
    assert all(upper[1] < lower[0] for upper, lower in pairwise(tops))
