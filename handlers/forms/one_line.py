"""Several items answered in one message: "1 已整改 人不齐，11月3日补开 2 11月10日前"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

# What may follow a number that counts days and is no item: 3 天内, 2 周后, 1 个工作日内, 11 月 20 日.
SPAN: Final = r"[年月日号]|(?:天|周|个\s*(?:工作日|月|星期|礼拜))\s*(?:之|以)?(?:[内后前]|$)"
# A number that begins an answer: at the start or after a break, followed by 、 . : ) , or a space.
MARKER: Final = re.compile(
    rf"(?:^|(?<=[\s;,。]))\(?第?([1-9]\d?)项?(?:[、,:)]\s*|\.(?!\d)\s*|\s+)(?=\S)(?!{SPAN})", re.MULTILINE
)
DONE: Final = re.compile(
    r"(?:已经?|都已?|全部)?(?:整改|完成|落实|处理|改|补\S?)(?:完成|完毕|到位|好|完|上)了?"
    r"|已经?(?:整改|完成|落实|处理|补\S{1,2}|开|交|报送|录入?)了?"
)
CLAUSES: Final = re.compile(r"[\s,;。]+")
ONLY_A_DAY: Final = re.compile(r"[\d年月日号前之以底内./天周下本个工作明后\-一二三四五六七八九十]+")


@dataclass(frozen=True)
class Line:
    """What one answer says about one item; None for what it leaves open."""

    reason: str | None
    measure: str | None
    day: date | None


def read_one_line(text: str, numbers: Collection[int], day_in: Callable[[str], date | None]) -> dict[int, Line] | None:
    """Part a message into answers by item number; None when it does not begin with the number of an item."""
    plain = unicodedata.normalize("NFKC", text).strip()
    starts = _starts(plain, numbers)
    if not starts or starts[0].start() != 0:
        return None
    ends = [start.start() for start in starts[1:]] + [len(plain)]
    return {int(start[1]): _line(plain[start.end() : end], day_in) for start, end in zip(starts, ends, strict=True)}


def _starts(plain: str, numbers: Collection[int]) -> list[re.Match[str]]:
    """Find the item numbers in rising order, so that a number inside an answer is not taken for the next item."""
    found: list[re.Match[str]] = []
    for match in MARKER.finditer(plain):
        if int(match[1]) in numbers and (not found or int(match[1]) > int(found[-1][1])):
            found.append(match)
    return found


def _line(said: str, day_in: Callable[[str], date | None]) -> Line:
    """Take the first clause as the reason and the rest as the measure; a lone clause with a day in it is a measure."""
    clauses = [clause for clause in CLAUSES.split(said.strip()) if clause]
    done = next((clause for clause in clauses if DONE.fullmatch(clause)), None)
    told = [clause for clause in clauses if not DONE.fullmatch(clause) and not _is_only_a_day(clause, day_in)]
    if not done and len(told) == 1 and day_in(told[0]):
        return Line(reason=None, measure=told[0], day=day_in(said))
    return Line(reason=told[0] if told else None, measure="，".join(told[1:]) or done, day=day_in(said))


def _is_only_a_day(clause: str, day_in: Callable[[str], date | None]) -> bool:
    return bool(ONLY_A_DAY.fullmatch(clause)) and day_in(clause) is not None
