"""What nobody sees of a text: one list for what is typed in the chat, on pages and in files."""

from __future__ import annotations

import unicodedata
from typing import Final

# By the category of Unicode: control characters part words as blanks do, marks of formatting do nothing.
_UNSEEN: Final = {"Cc": " ", "Cf": ""}
# A soft line break is a line break.
_BREAKS: Final = {ord("\n"): "\n", ord("\v"): "\n"}


class _Seen(dict[int, str]):
    """What each character is replaced by, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = found = _UNSEEN.get(unicodedata.category(sign), sign)
        return found


_SEEN: Final = _Seen(_BREAKS)


def seen(text: str) -> str:
    """Drop what nobody sees, zero-width signs above all; blanks of every width and line breaks stay as they are."""
    return text.replace("\r\n", "\n").translate(_SEEN)
