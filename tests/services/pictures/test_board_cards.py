"""The board picture, read from its SVG: what stands where."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.colours import LIGHT, MEDALS
from tests.services.pictures.drawn_board import BOARD, EDITIONS, GREY, RED, SVG, Picture, fills, texts


def test_the_cards_follow_each_other_from_the_head_to_the_issuer() -> None:
    expected = ["head", "red-list", "middle", "grey-list", "footer", "issuer"]
    assert Picture(BOARD, "internal").cards() == expected


def test_the_head_names_committee_title_quarter_and_number_ranked() -> None:
    (head,) = Picture(BOARD, "group").groups("head")
    assert texts(head) == ["中共澄泾镇委员会", "澄泾镇基层党组织红灰榜", "2026年第三季度", "参评 39 个党组织"]


def test_only_the_internal_edition_is_marked_internal() -> None:
    assert [len(Picture(BOARD, edition).groups("tag")) for edition in EDITIONS] == [0, 0, 1]


def test_a_corrected_board_says_which_version_it_replaces() -> None:
    corrected = replace(BOARD, version=2, replaces="2026年10月28日发布的第1版")
    assert "本榜为第 2 版，替代 2026年10月28日发布的第1版" in texts(Picture(corrected, "group").root)
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
