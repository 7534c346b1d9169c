"""What the two fonts can draw, how wide it comes out, and that nothing else is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import drawing
from bot.drawing import FONT_FAMILY, drawable, missing_glyphs, png, pngs, text_width

# In the regular font only; and in neither.
RARE, UNKNOWN = "丂", "𠮷"


def drawn(text: str, *, bold: bool = False, cover: float = 0) -> bytes:
    """Draw a line from x = 20, then hide `cover` px of it from the left under white."""
    weight = 700 if bold else 400
    return png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="60" font-family="{FONT_FAMILY}"'
        f' font-kerning="none" xml:space="preserve"><rect width="1080" height="60" fill="#fff"/>'
        f'<text x="20" y="40" font-size="30" font-weight="{weight}">{text}</text>'
        f'<rect width="{20 + cover}" height="60" fill="#fff"/></svg>'
    )


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "澄泾镇（第一）党支部",
        "AVAWA To fi ffl 1/2 101.25",
        "2026年7月1日—9月30日",
        f"{RARE}{RARE}支部 W",
        "两  格e\u0301",
    ],
)
def test_a_line_is_drawn_exactly_as_wide_as_it_was_measured(text: str, bold: bool) -> None:
    wide, nothing = text_width(text, 30, bold=bold), drawn("")
    last = text_width(text[-1], 30, bold=bold)
    assert drawn(drawable(text), bold=bold, cover=wide + 1) == nothing
    assert drawn(drawable(text), bold=bold, cover=wide - 0.8 * last) != nothing


def test_characters_no_font_has_are_named_once_and_in_order() -> None:
    assert missing_glyphs(f"{UNKNOWN}镇😀{UNKNOWN}") == f"{UNKNOWN}😀"
    assert missing_glyphs(f"澄泾镇{RARE}浜圩〓 ABC 0.5《》“”—·…") == ""


def test_a_character_no_font_has_is_drawn_as_a_geta_mark() -> None:
    assert drawable(f"{UNKNOWN}镇😀") == "〓镇〓"


def test_a_rare_character_of_the_regular_font_is_drawn_from_it_in_bold_text() -> None:
    assert drawable(RARE) == RARE
    assert drawn(RARE, bold=True) == drawn(RARE)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一\x00二\x1b三", "一二三"),
        ("一\n二\t三\u3000四", "一 二 三 四"),
        ("一\u200b\ufeff\u202e二", "一二"),
        ("一\ud800二", "一二"),
        ("葛\U000e0100城", "葛城"),
        ("e\u0301", "é"),
        ("<b>&", "<b>&"),
    ],
)
def test_what_leaves_no_mark_on_paper_is_removed(typed: str, kept: str) -> None:
    assert drawable(typed) == kept
    assert text_width(typed, 30) == text_width(kept, 30)
    assert missing_glyphs(typed) == ""


def test_no_font_of_the_machine_is_ever_used() -> None:
    # Armenian is in most machines' fonts and not in ours: it comes out as the same empty box as any other stranger.
    assert drawn("Ա") == drawn(UNKNOWN)


def test_what_is_not_an_svg_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        png("红灰榜")


def test_pictures_are_drawn_side_by_side_and_found_by_their_svg() -> None:
    one, other = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="1"/>' for width in (1, 2))
    found = pngs([one, other, one])
    assert set(found) == {one, other}
    assert found[one] == png(one) != found[other]
    assert pngs([]) == {}


def test_drawing_that_is_broken_off_is_no_fault_of_the_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    killed = tmp_path / "killed.py"
    killed.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(drawing, "PROCESS", killed)
    with pytest.raises(ChildProcessError, match="-9"):
        png("<svg/>")
