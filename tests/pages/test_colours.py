"""The pages' style sheets: the tokens as bot/colours.py has them, and no colour and no size of their own."""

from __future__ import annotations

import re
from pathlib import Path

from bot.colours import style_sheet

STATIC = Path(__file__).parents[2] / "static"
PAGES = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("pages.css", "charts.css", "leader.css"))


def test_the_tokens_in_the_style_sheet_are_those_of_the_house() -> None:
    assert (STATIC / "colours.css").read_text(encoding="utf-8") == style_sheet()


def test_in_the_dark_only_colours_differ() -> None:
    """Widths and targets are measured in the light alone."""
    asking = {sheet.name for sheet in STATIC.glob("*.css") if "prefers-color-scheme" in sheet.read_text("utf-8")}
    assert asking == {"colours.css"}
    dark = style_sheet().partition("@media (prefers-color-scheme: dark)")[2]
    assert re.fullmatch(r" \{\s*:root \{\s*(--[\w-]+: #[0-9A-F]{6};\s*)+\}\s*\}\s*", dark)


def test_pages_have_no_colour_of_their_own() -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", PAGES) == []
    used = set(re.findall(r"var\(--([\w-]+)\)", PAGES))
    assert used <= set(re.findall(r"--([\w-]+):", style_sheet()))


def test_type_grows_with_the_reader_s_choice() -> None:
    sizes = re.findall(r"font-size: ([^;]+);", PAGES.replace(".chart", ""))
    assert {size for size in sizes if not size.endswith(("rem", "%"))} <= {"11px", "12px", "13px"}  # inside the drawing
