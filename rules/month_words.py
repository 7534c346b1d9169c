"""A month named beside other words, as people say which slip they mean: 锦绣花园 8月, 十月份, 10月的."""

from __future__ import annotations

import re
from typing import Final

from rules.day_grammar import number_written
from rules.item_mentions import CHINESE
from rules.speech import plainly

_MONTH: Final = re.compile(
    r"(?P<before>.*?)\s*(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月(?:份)?(?!\s*\d{1,2}\s*[日号])(?:的|那张|这张|那个|提醒单)*[\s,，:：]*(?P<rest>.*)",
    re.DOTALL,
)


_NAMED: Final = re.compile(
    # What stands in the line below is no day of it.
    r"(?<!\d)(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?![^\S\n]*[\d一二三四五六七八九十廿])"
)


def months_named(said: str) -> set[int]:
    """List the months a text names, those of days left out: 10月支委会…，11月主题党日…，12月9日补 names 10 and 11."""
    return {number_written(found["month"]) for found in _NAMED.finditer(plainly(said))}


def month_and_rest(said: str) -> tuple[int | None, str]:
    """Take a month out of a few words that name a slip: "锦绣花园 8月", "10月的"; None where no month is named."""
    found = _MONTH.fullmatch(plainly(said))
    if found is None:
        return None, said
    tens, ten, ones = found["month"].partition("十")
    number = (10 if ten else 0) + (CHINESE.get(ones or tens, 0) if not tens.isdecimal() else int(tens))
    return number, f"{found['before']} {found['rest']}".strip()
