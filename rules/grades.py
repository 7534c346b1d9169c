"""The grade somebody names in a vote, however it is written; in doubt none, for a vote cannot be taken back (A18)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from rules.courtesy import without_courtesy
from rules.speech import asks, plainly

_BEFORE: Final = (
    r"(?:我们?|本人)?(?:觉得|认为|决定|想|要|就|还是|也|来|改)*"
    r"(?:投票?|选择?|评定?|给|打|填)?(?:为|成|个|一个|一票|的是|是)?"
)
_AFTER: Final = r"(?:等次|等级|一票|票|档|这档|吧|的|了)*"
_SIGNS: Final = re.compile(r"[\s,，。.!！~～、;；:：“”\"'‘’（）()【】\[\]]+")


def grade_said(text: str, grades: Collection[str]) -> str | None:
    """Find the one grade a message votes for: 优秀, 我投合格, 选：不合格; None for whatever says more, or asks."""
    if asks(text) or not grades:
        return None
    said = _SIGNS.sub("", without_courtesy(plainly(text)))
    longest_first = sorted(grades, key=len, reverse=True)
    found = re.fullmatch(rf"{_BEFORE}(?P<grade>{'|'.join(map(re.escape, longest_first))}){_AFTER}", said)
    return found["grade"] if found else None
