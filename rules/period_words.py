"""How people say which period of a board they mean: 三季度, 2026年三季度, 上季度; or 8月, or 下半年."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rules.bounds import YEARS
from rules.day_grammar import number_written
from rules.periods import Quarter, boards_a_year


@dataclass(frozen=True)
class _Spoken:
    """The ways to say a period: by its number, with its year, the last one; what only begins so; and within a text."""

    numbered: re.Pattern[str]
    written: re.Pattern[str]
    last: frozenset[str]
    begins_so: re.Pattern[str]
    within: re.Pattern[str]


_MONTH: Final = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
# By how many boards a year has.
_SPOKEN: Final[Mapping[int, _Spoken]] = {
    12: _Spoken(
        re.compile(rf"({_MONTH})月份?"),
        re.compile(rf"(\d{{4}})\s*[-年]\s*({_MONTH})(?:月份?)?"),
        frozenset({"上月", "上个月"}),
        re.compile(r"[0-9一二三四五六七八九十上个]月|^[0-9]{4}"),
        re.compile(rf"(?P<period>(?:20\d\d年)?(?:{_MONTH})月份?|上个?月)的?"),
    ),
    4: _Spoken(
        re.compile(r"第?([一二三四1-4])季度?"),
        re.compile(r"(\d{4})\s*[-年]?\s*(?:[QqＱ]|第)?([一二三四1-4])(?:季度?)?"),
        frozenset({"上季", "上季度", "上个季度"}),
        re.compile(r"[一二三四1-4上]季|^[0-9]{4}"),
        re.compile(r"(?P<period>(?:20\d\d年?)?第?[一二三四1-4]季度?|上个?季度?)的?"),
    ),
    2: _Spoken(
        re.compile(r"([上下])半年"),
        re.compile(r"(\d{4})\s*[-年]?\s*(?:[HhＨ])?([上下12])(?:半年)?"),
        frozenset({"上期", "上一期"}),
        re.compile(r"半年|^上一?期|^[0-9]{4}"),
        re.compile(r"(?P<period>(?:20\d\d年?)?[上下]半年|上一?期)的?"),
    ),
}


def named_quarter(said: str, today: date, *, running: bool = False) -> Quarter | None:
    """Understand 2026-Q3, 2026年三季度, 三季度 or 上季度; None for what names none.

    A number without a year is the newest period of that number that is over, with `running` that has begun.
    """
    this = Quarter.of(today)
    spoken = _SPOKEN[this.boards_a_year]
    if said in spoken.last:
        return this.previous
    if (written := spoken.written.fullmatch(said)) and int(written[1]) in YEARS:
        return replace(this, year=int(written[1]), number=_number(written[2]))
    if found := spoken.numbered.fullmatch(said):
        number, newest = _number(found[1]), this if running else this.previous
        return replace(newest, year=newest.year - (number > newest.number), number=number)
    return None


def like_a_quarter(said: str) -> bool:
    """Tell whether a word begins like the name of a period, whether or not it is one."""
    return _SPOKEN[boards_a_year()].begins_so.search(said) is not None


def quarter_within(text: str) -> re.Match[str] | None:
    """Find the words within a text that name a period: the group `period`, and with it the 的 behind."""
    return _SPOKEN[boards_a_year()].within.search(text)


def _number(said: str) -> int:
    return "上下".find(said) + 1 or number_written(said)
