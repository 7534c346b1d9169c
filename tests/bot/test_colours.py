"""Text keeps a contrast of 4.5 against its ground, bars and marks 3, in both themes."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bot.colours import DARK, GREY_HEAD, HEAD, LIGHT, MEDALS, RED_HEAD, Gradient, Medal, Palette

TEXT = [
    ("red", "card"),
    ("red", "red_soft"),
    ("gold_ink", "gold_soft"),
    ("on_gold", "gold"),
    ("ink", "card"),
    ("ink", "paper"),
    ("sub", "card"),
    ("sub", "paper"),
    ("on_head", "slate"),
    ("on_head", "head_end"),
    ("on_head_soft", "head_end"),
    ("warn", "card"),
    ("ok", "card"),
    ("ink", "field"),
    ("ink", "red_soft"),
    ("ok", "red_soft"),
    ("on_head", "button"),
    ("red", "paper"),
]
BARS = [("red_bright", "card"), ("slate_bar", "card"), ("warn", "card"), ("focus", "card")]


def brightness(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(theme: Palette, text: str, ground: str) -> None:
    tokens = asdict(theme)
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), BARS)
def test_bars_and_marks_stand_out(theme: Palette, mark: str, ground: str) -> None:
    tokens = asdict(theme)
    assert contrast(tokens[mark], tokens[ground]) >= 3


@pytest.mark.parametrize("gradient", [HEAD, RED_HEAD, GREY_HEAD], ids=lambda gradient: gradient.name)
def test_white_can_be_read_on_every_part_of_a_head(gradient: Gradient) -> None:
    assert min(contrast(LIGHT.on_head, colour) for _, colour in gradient.stops) >= 4.5


@pytest.mark.parametrize("medal", MEDALS.values(), ids=["gold", "silver", "bronze"])
def test_the_number_on_a_medal_is_dark(medal: Medal) -> None:
    assert contrast(medal.number, medal.disc) >= 6
