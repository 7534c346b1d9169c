"""Which items a text names, by number (第2项) or by (part of) their name, and where its clauses begin with a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from rules.item_names import NAMES, name_at
from rules.patterns import Pattern
from rules.speech import plainly

CHINESE: Final = {one: number for number, one in enumerate("一二三四五六七八九十", start=1)}
NUMBER: Final = r"(?P<n>\d{1,2}|[一二三四五六七八九十])"
PICTURES: Final = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f"
BREAK: Final = rf"(?:^|(?<=[\s,，;；。.、!！:：)）{PICTURES}]))"
# 8月9月台账也补好啦: the months an item is of may stand before its name.
_BEGINS: Final = Pattern(
    rf"(?:{BREAK}|(?<=[/|]))(?:就是|只是|不过|但是?|倒是|先[说讲]|顺便(?:[说提讲带])?(?:一[句下声])?|另外|还有|至于)?(?:(?:\d{{1,2}}月份?|[一二三四]季度)[、和]?)*的?"
)
NAMED: Final = Pattern(
    rf"(?<![同照按像见如])(?<!(?<![项条个])[和跟与])第\s*{NUMBER}\s*[个项条](?!支部|周|星期|礼拜|月|工作日|季度)"
)


@dataclass(frozen=True)
class Mark:
    """Where a text begins to speak of an item: from `start`, and what is said of it from `end`."""

    start: int
    end: int
    number: int


def names_another(text: str, own: int, known: Collection[int]) -> bool:
    """Tell whether a message names another item than its `own`: it must not come to stand under that."""
    return any(number_of(one["n"]) in known and number_of(one["n"]) != own for one in NAMED.finditer(text))


def items_named(text: str, titles: Mapping[int, str]) -> list[int]:
    """List the items a text names anywhere, by number (第2项) or by (part of) their name, each once."""
    heard = NAMES.heard(plainly(text))
    numbers = [number_of(one["n"]) for one in NAMED.finditer(heard)]
    named = [number for number in titles for at in range(len(heard)) if name_at(heard[at:], titles[number])]
    return [one for one in dict.fromkeys([*numbers, *named]) if one in titles]


def begins_with_another(text: str, own: int, titles: Mapping[int, str]) -> bool:
    """Tell whether a clause of a text begins with the name of another item than its `own`."""
    heard = NAMES.heard(plainly(text))
    starts = [start.end() for start in _BEGINS.finditer(heard)]
    return any(name_at(heard[at:], title) for at in starts for number, title in titles.items() if number != own)


def names_in(plain: str, titles: Mapping[int, str]) -> list[Mark]:
    """Mark each clause of a text that begins with the name of an item."""
    heard = NAMES.heard(plain)
    return [
        Mark(start.start(), start.end() + len(name), number)
        for start in _BEGINS.finditer(plain)
        for number, title in titles.items()
        if (name := name_at(heard[start.end() :], title))
    ]


def number_of(written: str) -> int:
    """Read 2 or 二."""
    return CHINESE.get(written) or int(written)
