"""The board picture as a file: foreign names, its wording and colours, its size."""

from __future__ import annotations

import re
import struct
from dataclasses import replace

import pytest

from bot.colours import GRADIENTS, LIGHT, MEDALS
from bot.drawing import missing_glyphs
from bot.wording import blocks, environment
from services.pictures.board import Edition, board_png, board_svg
from tests.services.pictures.drawn_board import BOARD, EDITIONS, RED, Picture, long_board

pytestmark = pytest.mark.long


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
