"""Days as people write them: 11月20日, 下周五, 月底前, 三天内, 3个工作日内.

Every phrase names the last day that still counts, so 11月20日前 is 11月20日. What was understood is read back with
its weekday before it counts; the grammar may therefore be generous, but it never raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rules.day_grammar import GRAMMAR, WEEKDAY_BESIDE, WEEKDAYS
from rules.day_spelling import in_plain
from rules.workdays import Calendar

# Nobody promises something for a day this far away; a number that leads there was not a date.
FARTHEST: Final = timedelta(days=3 * 366)

# What happened happened on one day: 大概十月份中浪, 10月中旬 and 好像是3号 name none.
_ABOUT: Final = re.compile(
    r"大概|大约|可能|好像|也许|左右|前后|记不|忘|[上中下]旬|月份?[初中底末]|[^\W\d_]浪(?:厢|向)?$"
)
# Between two days that are offered: 十号或者十二号, 不是10号就是11号; and behind several: 10号11号都行.
_EITHER: Final = re.compile(r"\s*(?:或者?|要么|要不|还是|不然|就是|[要再]?不[行成]就?)(?:是|就)?\s*")
_ANY: Final = re.compile(r"[\s,，、]*(?:都|随便哪|两天|哪天)(?:行|可以|好|成|天)?")
# Of a day that only begins a time no end is said: 10号以后, 过了10号.
_OPEN_END: Final = re.compile(r"\s*(?:过后|之后|以后|往后|后(?![天日儿面续来勤备]))")
_OPEN_BEGIN: Final = re.compile(r"(?:过了|出了)\s*$")
_COUNTED: Final = re.compile(
    r"(?:[0-9]{1,2}|[一两二三四五六七八九十]{1,3})个?(?:天|日|周|礼拜|星期|工作日|月)(?:之?[内后]|以内)"
)
_FROM_THEN: Final = re.compile(r"(?<![然今往以随最])后\s*$")
_DAY_OF_MONTH: Final = re.compile("[0-9一二三四五六七八九十廿卅] ?[日号]")
_AROUND = " \t\n。，,、;；!！.:：~"


@dataclass(frozen=True)
class Promise:
    """A phrase that names a day: where it stands in the text, and the day it means."""

    start: int
    end: int
    day: date


def parse_day(text: str, today: date, calendar: Calendar) -> date | None:
    """Return the day that the whole text means, seen from `today`, or None when it is not a day.

    Working days are counted by the calendar; the day of speaking is not counted.
    """
    written = in_plain(text).strip(_AROUND)
    # 三天, 下周 and 12月 as a whole answer mean the same as 三天内, 下周内 and 12月内.
    for phrase in (written, f"{written}内"):
        found = phrase_at(phrase, 0, today, calendar)
        if found and found.end == len(phrase):
            return found.day if _agrees(phrase, found.day) else None
    return None


# Whoever takes a message apart asks seven times for the day of the same clause.
@lru_cache(maxsize=16)
def promised_day(text: str, today: date, calendar: Calendar) -> Promise | None:
    """Find the day that a sentence promises and where it stands; None when it names none.

    Of several days the last one that is not past is taken: 10月30日没开成，11月3日补开 promises 11月3日. One of two
    (十号或者十二号) is not settled yet, and no day.
    """
    found = list(_phrases(in_plain(text), today, calendar))
    if any(_leave_open(text[one.end : other.start], one, other, today) for one, other in pairwise(found)):
        return None
    if len(found) > 1 and _ANY.match(text, found[-1].end):
        return None
    ahead = [each for each in found if each.day >= today]
    return next(reversed(ahead or found), None)


def _leave_open(between: str, one: Promise, other: Promise, today: date) -> bool:
    """Tell whether two days are offered side by side: 十号或者十二号, 30号31号."""
    beside = between.strip(" 、") == "" and today <= one.day != other.day >= today
    return beside or bool(_EITHER.fullmatch(between))


def find_day(text: str, today: date, calendar: Calendar) -> tuple[date, str] | None:
    """Find the day that a sentence promises; return it with the sentence without that phrase, or None."""
    promised = promised_day(text, today, calendar)
    return (promised.day, _without(text, promised)) if promised else None


def days_in(text: str, today: date, calendar: Calendar) -> list[date]:
    """List the days a sentence names, in the order in which it names them."""
    return [found.day for found in _phrases(in_plain(text), today, calendar)]


def _without(text: str, found: Promise) -> str:
    """Return the sentence without the phrase; where a pause stood beside it, one stays."""
    before, after = text[: found.start], text[found.end :]
    pause = "，" if before.rstrip(_AROUND) != before or after.lstrip(_AROUND) != after else ""
    return f"{before.rstrip(_AROUND)}{pause}{after.lstrip(_AROUND)}".strip(_AROUND)


def _phrases(text: str, today: date, calendar: Calendar) -> Iterator[Promise]:
    """Read the text from left to right and yield each phrase that means a day."""
    place = 0
    while place < len(text) and (starts := _starts(text, place)):
        place = min(starts)
        found = phrase_at(text, place, today, calendar)
        if found and _agrees(text[found.start : found.end], found.day) and not _is_open(text, found):
            yield found
        place = found.end if found else place + 1


def _is_open(text: str, found: Promise) -> bool:
    """Tell whether a phrase names only when a time begins; 3天后 counts to a day."""
    counted = text[found.start : found.end].endswith("后")
    if _COUNTED.match(text, found.start) and _FROM_THEN.search(text, 0, found.start):
        # 出院后三天内 is counted from a day that nobody knows.
        return True
    return bool(not counted and (_OPEN_END.match(text, found.end) or _OPEN_BEGIN.search(text, 0, found.start)))


def _starts(text: str, place: int) -> list[int]:
    """List where a phrase may begin from a place on: most messages name no day, and nobody tries each sign."""
    return [match.start() for pattern, _ in GRAMMAR if (match := pattern.search(text, place))]


def _agrees(phrase: str, day: date) -> bool:
    """Tell whether the weekday a phrase names beside its date is that date's: of 12号周五 one half is a slip."""
    named = WEEKDAY_BESIDE.search(phrase)
    return not named or WEEKDAYS[named["weekday"]] == day.isoweekday()


def phrase_at(text: str, place: int, today: date, calendar: Calendar) -> Promise | None:
    """Find the phrase that begins at a place of a text in plain characters; None where none does."""
    for pattern, resolve in GRAMMAR:
        match = pattern.match(text, place)
        day = resolve(match, today, calendar) if match else None
        if match and day and abs(day - today) <= FARTHEST:
            return Promise(place, match.end(), day)
    return None


def names_a_day(text: str) -> bool:
    """Tell whether words speak of a day of the month, be it one nobody can read: 十四五号, 11月31日."""
    return _DAY_OF_MONTH.search(in_plain(text)) is not None


def is_about(text: str) -> bool:
    """Tell whether words name no certain day: their writer guesses, or means a part of a month."""
    return bool(_ABOUT.search(text))
