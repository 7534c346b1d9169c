"""The board picture, read from its SVG: who is shown what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.colours import LIGHT
from services.pictures.board import Edition, GreyDisplay, Switches
from tests.services.pictures.drawn_board import (
    BOARD,
    CATEGORIES,
    DISPLAYS,
    EDITIONS,
    FULL,
    GREY,
    RED,
    Picture,
    fills,
    texts,
)


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
