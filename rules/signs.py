"""What nobody sees of a text: one list for what is typed in the chat, on pages and in files."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# By the category of Unicode: control characters part words as blanks do, marks of formatting do nothing.
_UNSEEN: Final = {"Cc": " ", "Cf": ""}
# A soft line break is a line break; what joins the parts of a picture (👨‍👩‍👧) is part of it, and of nothing else.
_JOINER: Final = "\u200d"
_STAYS: Final = {ord("\n"): "\n", ord("\v"): "\n", ord("\t"): "\t", ord(_JOINER): _JOINER}
_JOINS_NOTHING: Final = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")


class _Seen(dict[int, str]):
    """What each character is replaced by, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = found = _UNSEEN.get(unicodedata.category(sign), sign)
        return found


_SEEN: Final = _Seen(_STAYS)


def seen(text: str) -> str:
    """Drop what nobody sees, zero-width signs above all; blanks of every width and line breaks stay as they are."""
    plain = text.replace("\r\n", "\n").translate(_SEEN)
    return _JOINS_NOTHING.sub("", plain) if _JOINER in plain else plain
