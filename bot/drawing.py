"""From SVG to PNG with our own two fonts and no others: what they can draw, how wide it comes out, and the drawing."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
REGULAR, BOLD = FONTS / "NotoSansSC-Regular.ttf", FONTS / "NotoSansSC-Bold.ttf"
FONT_FAMILY = "Noto Sans SC"
MISSING = "〓"
PROCESS: Final = Path(__file__).with_name("drawing_process.py")
NOT_AN_SVG: Final = 1
LONGEST_SECONDS: Final = 120

# What was drawn, by its SVG: where the facts have changed the SVG is another one, and nobody takes an old picture.
Pictures = Mapping[str, bytes]

# Control and format characters (line ends, zero-width marks, reversed writing), lone surrogates: nothing to draw.
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


@cache
def _advances(font: Path) -> dict[str, int]:
    """Read how far each character of a font moves the pen, in thousandths of the type size."""
    from fontTools.ttLib import TTFont  # Loaded with the first drawing: a start draws nothing.

    with TTFont(font, lazy=True) as opened:
        widths = opened["hmtx"].metrics
        return {chr(code): widths[glyph][0] for code, glyph in opened.getBestCmap().items()}


def _visible(text: str) -> str:
    """Compose accents, turn every kind of white space into a plain space, and drop what leaves no mark on paper."""
    return "".join(map(_seen, unicodedata.normalize("NFC", text)))


def _seen(sign: str) -> str:
    if sign.isspace():
        return " "
    return "" if sign in VARIATION_SELECTORS or unicodedata.category(sign) in INVISIBLE else sign


def missing_glyphs(text: str) -> str:
    """Name the characters neither font has, each once and in order; the picture shows 〓 in their place."""
    signs = map(_seen, dict.fromkeys(unicodedata.normalize("NFC", text)))
    return "".join(sign for sign in signs if sign and sign not in _advances(REGULAR))


@lru_cache(maxsize=8192)
def drawable(text: str) -> str:
    """Give the text as it is drawn: control characters removed, what the fonts lack replaced by 〓."""
    known = _advances(REGULAR)
    return "".join(sign if sign in known else MISSING for sign in _visible(text))


@lru_cache(maxsize=8192)
def text_width(text: str, size: int, *, bold: bool = False) -> float:
    """Measure one line in px as `png` draws it, without kerning.

    The bold font holds fewer characters than the regular one; a rare one is drawn, and measured, from the regular.
    """
    regular, heavy = _advances(REGULAR), _advances(BOLD) if bold else {}
    return sum(heavy.get(sign, regular[sign]) for sign in drawable(text)) * size / 1000


def png(svg: str) -> bytes:
    """Draw an SVG; the same SVG gives the same bytes on every machine. Raises as `pngs` does."""
    return pngs([svg])[svg]


def pngs(svgs: Iterable[str]) -> Pictures:
    """Draw SVGs side by side, each in a process of its own, so that nobody stands still meanwhile.

    Raises ValueError for one that is not an SVG, and ChildProcessError where a process broke off.
    """
    wanted = list(dict.fromkeys(svgs))
    with ThreadPoolExecutor(os.cpu_count()) as hands:
        return dict(zip(wanted, hands.map(_png, wanted), strict=True))


def _png(svg: str) -> bytes:
    # -P: what lies beside that file is ours and must not be taken for a library.
    command = (sys.executable, "-P", PROCESS, REGULAR, BOLD)
    try:
        done = subprocess.run(  # noqa: S603 — our own command
            command, input=svg.encode(), capture_output=True, check=False, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise ChildProcessError(f"drawing took longer than {LONGEST_SECONDS} seconds") from None
    if done.returncode == NOT_AN_SVG:
        raise ValueError(done.stderr.decode(errors="replace").strip())
    if done.returncode:
        raise ChildProcessError(f"drawing broke off with status {done.returncode}")
    return done.stdout
