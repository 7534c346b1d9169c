"""Where a text names organisations, in whatever width, with whatever blanks inside, with a title or 支部 behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.organizations import Organization
from services.office_files.spelling import plain

Named = Sequence[tuple[str, Organization]]

# What stands between two words of a command; a full stop ends a name as well.
LOOSE: Final = " \t\r\n\u3000\u00a0、，,;；:：。"
_TITLES: Final = "(?:副?书记|支书|(?:组织|宣传|纪检)委员)"
# 荷塘支部 is a part of a name as people say it.
_BRANCH: Final = re.compile("(?<!支部)党?支部(?!委)")
# 石湾村书记 stands for the branch; 石湾村书记住院 tells of the secretary.
TITLE: Final = re.compile(rf"{_TITLES}(?=[\s、:：。]|$)")
_APART: Final = re.compile(rf"{_TITLES}?(?=[{LOOSE}和及与跟]|$)")
# How a person is called behind the name.
CALLED: Final = re.compile(rf"(?:{_TITLES}|同志)?")
BETWEEN: Final = re.compile(rf"[{LOOSE}]*(?:(?:以及|[和及与跟])[{LOOSE}]*)?")


@dataclass(frozen=True)
class Mention:
    """Where a text names an organisation; several where a part of a name fits several (荷塘, 老年支部)."""

    start: int
    end: int
    organizations: tuple[Organization, ...]


@dataclass(frozen=True)
class Searched:
    """A text, its signs as they are compared, and where each of them stands in it."""

    text: str
    signs: str
    places: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Searched:
        """Leave out blanks, which people and keyboards put into names."""
        found = [(one, place) for place, sign in enumerate(text) for one in plain(sign)]
        return cls(text, "".join(one for one, _ in found), [place for _, place in found])

    def each(self, names: Named) -> Iterator[Mention]:
        """Find from left to right what is named."""
        occurring = [(name, one) for name, one in names if name in self.signs]
        end = 0
        for at, place in enumerate(self.places):
            if place >= end and (found := self.at(at, occurring)):
                end = found.end
                yield found

    def at(self, at: int, names: Named, *, apart: bool = False) -> Mention | None:
        """Find the longest name that begins at one of the signs; one with a blank inside ends where a word does."""
        here = [(len(name), one) for name, one in names if self.signs.startswith(name, at)]
        for length in sorted({length for length, _ in here}, reverse=True):
            start, last = self.places[at], self.places[at + length - 1] + 1
            branch = _BRANCH.match(self.text, last)
            end = branch.end() if branch else last
            is_apart = apart or any(sign.isspace() for sign in self.text[start:last])
            if not is_apart or _APART.match(self.text, end):
                return Mention(start, end, tuple(dict.fromkeys(one for size, one in here if size == length)))
        return None
