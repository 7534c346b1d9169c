"""The board picture, read from its SVG: nothing runs out of its place, however long."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.colours import LIGHT
from bot.drawing import missing_glyphs
from services.pictures.board import BoardFacts, Edition, GreyDisplay, Riser, Row, Switches
from services.pictures.board.typesetting import line, measured, wrapped
from tests.services.pictures.drawn_board import (
    BOARD,
    CATEGORIES,
    DISPLAYS,
    EDITIONS,
    GREY,
    RED,
    SVG,
    Picture,
    long_board,
    texts,
)

LEFT, RIGHT = 36, 1044


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


def test_cards_never_overlap() -> None:
    picture = Picture(long_board(), "group")
    tops = [
        (int(ground.attrib["y"]), int(ground.attrib["y"]) + int(ground.attrib["height"]))
        for ground in picture.root.iter(f"{SVG}rect")
        if ground.get("fill") == LIGHT.card and ground.get("width") == "1008"
    ]
    assert len(tops) == 4
    assert all(upper[1] < lower[0] for upper, lower in pairwise(tops))
