"""How the same word is written in many ways: width, blanks, brackets and line breaks do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rules.signs import seen

_BLANKS: Final = re.compile(r"\s+")
_BRACKETED: Final = re.compile(r"\(.*?\)")
_NUMERALS: Final = {one: number for number, one in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_WRITTEN: Final = re.compile(r"[〇零○一二三四五六七八九十两]+(?=[年月日号季])")
_TENS: Final = re.compile(r"(.?)十(.?)")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Reduce a text to what makes it the same word: half width, no blanks, nothing unseen, no case."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", seen(text))).casefold()


def without_brackets(text: str) -> str:
    """Drop what stands in brackets: 依据（文号） is 依据."""
    return _BRACKETED.sub("", plain(text))


def in_figures(text: str) -> str:
    """Write the Chinese numbers of a plain text that count years, months, days or quarters in figures: 11月."""
    return _WRITTEN.sub(lambda found: _figures(found[0]), text)


def _figures(numeral: str) -> str:
    if tens := _TENS.fullmatch(numeral):
        return str(_NUMERALS.get(tens[1], 1) * 10 + _NUMERALS.get(tens[2], 0))
    return "".join(str(_NUMERALS.get(one, one)) for one in numeral)
