"""A case's number as people write it, and what is said behind it: 3, 第3号, 编号3, 3、4、5, 4-001, 〔2026〕4-001.

What stands behind a number is handed on word for word: a question mark or a 不 there may turn what is meant around.
Half of a number is none: 3次会议, 80% and 3号会议室 begin with an amount or a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rules.day_grammar import number_written
from rules.periods import boards_a_year


@dataclass(frozen=True)
class CaseNumber:
    """How somebody names a case: "1" is its serial, "4-001" its quarter too, "〔2026〕4-001" all of it."""

    serial: int
    quarter: int | None = None
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.quarter}-{self.serial:03d}" if self.quarter else str(self.serial)


@dataclass(frozen=True)
class Numbered:
    """The cases somebody names, each once and in order, and what is said behind them, word for word."""

    numbers: tuple[CaseNumber, ...]
    rest: str


_BLANK: Final = r"\s"
# Figures in circles, and those of keycaps, in front of what makes them one.
_CIRCLED: Final = "[①-⑮❶-❿]"
_CAP: Final = "(?:\ufe0f?\u20e3)?"
_BEHIND: Final = re.compile(rf"(?:{_BLANK}|[、，,;；:：。.．])*")
_JOINT: Final = re.compile(rf"{_BLANK}*(?P<strong>[、和及与])?(?:{_BLANK}|[，,;；])*")
_ENUMERATES: Final = re.compile(rf"{_BLANK}*[、.．:：)）]")
_CHINESE: Final = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
# The year of an order as the letterhead has it or before a dash, and before its serial the period it was issued in:
# the number of a quarter, or of a month or half-year where boards come so.
_YEAR: Final = r"(?:[^\s\d〔]{0,20}〔(?P<letter>\d{4})〕|(?P<year>\d{4})[-—－年])?"
_PERIOD: Final[Mapping[int, str]] = {12: "1[0-2]|[1-9１-９]", 4: "[1-4１-４]", 2: "[12１２]"}
# Neither a word nor an amount goes on behind a number, unless another number is joined to it.
_END: Final = rf"(?:(?=[和及与]{_BLANK}*第?{_BLANK}*\d)|(?![\w%％‰/~～\-—－–]|[.:：．]\d))"


def numbered(said: str, *nouns: str) -> Numbered | None:
    """Read the numbers that stand first in what was said; None where none does.

    A noun is what the kind of case is called and may stand before each number (加分3, 异议编号3).
    """
    pattern = _pattern(nouns, boards_a_year())
    found = pattern.match(said)
    if found is None or _is_bare_chinese(found):
        return None
    matches = [found]
    while following := _following(pattern, said, matches[-1]):
        matches.append(following)
    behind = _BEHIND.match(said, matches[-1].end())
    rest = said[behind.end() if behind else len(said) :].rstrip()
    return Numbered(tuple(dict.fromkeys(map(_case_number, matches))), rest)


@cache
def _pattern(nouns: tuple[str, ...], boards: int) -> re.Pattern[str]:
    called = "".join(f"(?:{noun}{_BLANK}*)?" for noun in nouns)
    marked = rf"(?:编号{_BLANK}*[:：]?{_BLANK}*)?(?:第|[#＃№]|no\.?)?"
    in_full = rf"(?:{_YEAR}(?P<quarter>{_PERIOD[boards]})[-—－])?"
    number = rf"{in_full}(?P<arabic>\d{{1,9}}|{_CIRCLED}){_CAP}|(?P<chinese>{_CHINESE})"
    return re.compile(
        rf"{_BLANK}*(?P<before>{called}{marked}){_BLANK}*(?:{number}){_BLANK}*(?P<after>号?){_END}", re.IGNORECASE
    )


def _is_bare_chinese(found: re.Match[str]) -> bool:
    """Tell whether a Chinese numeral may be something else: 一、 begins a list, 三会一课 is a name."""
    stands_alone = found.end() == len(found.string) or found.string[found.end()].isspace()
    return bool(found["chinese"]) and not (found["before"] or found["after"] or stands_alone)


def _following(pattern: re.Pattern[str], said: str, last: re.Match[str]) -> re.Match[str] | None:
    """Find the next of several numbers: joined by 、 or 和, else written in the same way.

    So "3 5号" is case 3 on the 5th, and "3 1、少记录" gives a first reason.
    """
    joint = _JOINT.match(said, last.end())
    found = pattern.match(said, joint.end()) if joint and joint.end() > last.end() else None
    if joint is None or found is None or joint["strong"]:
        return found
    if bool(found["before"]) != bool(last["before"]) or found["after"] != last["after"]:
        return None
    lists = not joint[0].strip() and _ENUMERATES.match(said, found.end()) and not _following(pattern, said, found)
    return None if lists else found


def _case_number(found: re.Match[str]) -> CaseNumber:
    year, quarter = found["letter"] or found["year"], found["quarter"]
    serial = _number(found["arabic"] or found["chinese"])
    return CaseNumber(serial, int(quarter) if quarter else None, int(year) if year else None)


def _number(written: str) -> int:
    return int(unicodedata.numeric(written)) if re.fullmatch(_CIRCLED, written) else number_written(written)
