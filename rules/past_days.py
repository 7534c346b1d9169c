"""Days that are over, as people write them: 昨天, 刚刚, 上周三, 3号; elsewhere the last two would be days to come."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from rules.day_grammar import number_written
from rules.day_phrases import Promise, phrase_at
from rules.day_spelling import in_plain
from rules.periods import Month
from rules.workdays import Calendar

_AGO: Final = {
    "今天": 0,
    "今日": 0,
    "刚刚": 0,
    "刚才": 0,
    "刚": 0,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "昨夜": 1,
    "昨": 1,
    "昨儿": 1,
    "昨儿个": 1,
    "夜个儿": 1,
    "前儿": 2,
    "前儿个": 2,
    "前天": 2,
    "前日": 2,
    "大前天": 3,
}
_WEEKDAYS: Final = "一二三四五六日"
_NUMBER: Final = "(?:[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})"
# The days are given newest first.
_Resolver = Callable[[re.Match[str], Sequence[date]], date | None]


def _days_ago(found: re.Match[str], days: Sequence[date]) -> date | None:
    ago = _AGO[found[0]]
    return days[ago] if ago < len(days) else None


def _weekday(found: re.Match[str], days: Sequence[date]) -> date | None:
    """Take the last such weekday; with 上 the one of the week before this."""
    wanted = _WEEKDAYS.index(found["weekday"].replace("天", "日"))
    monday = days[0] - timedelta(days=days[0].weekday())
    return next((day for day in days if day.weekday() == wanted and (not found["last"] or day < monday)), None)


def _numbered(found: re.Match[str], days: Sequence[date]) -> date | None:
    return next((day for day in days if day.day == number_written(found["day"])), None)


def _of_last_month(found: re.Match[str], days: Sequence[date]) -> date | None:
    last = Month.of(days[0]).previous
    return next((day for day in days if Month.of(day) == last and day.day == number_written(found["day"])), None)


_PAST: Final[tuple[tuple[re.Pattern[str], _Resolver], ...]] = (
    (re.compile("|".join(sorted(_AGO, key=len, reverse=True))), _days_ago),
    (re.compile("(?P<last>上)?(?:本|这)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"), _weekday),
    (re.compile(rf"上个?月(?:份)?的?底?(?P<day>{_NUMBER})[日号]"), _of_last_month),
    (re.compile(rf"(?<![\d月年一二三四五六七八九十])(?P<day>{_NUMBER})[日号]"), _numbered),
)


def past_day_in(text: str, since: date, today: date, calendar: Calendar) -> Promise | None:
    """Find the first phrase of a text that names a day from `since` to `today`, and where it stands."""
    plain = in_plain(text)
    days = [today - timedelta(days=ago) for ago in range((today - since).days + 1)]
    place = 0
    while days and place < len(plain):
        day, end = _past_at(plain, place, days, calendar)
        if day:
            return Promise(place, end, day)
        place = end
    return None


def _past_at(text: str, place: int, days: Sequence[date], calendar: Calendar) -> tuple[date | None, int]:
    """Read what stands at a place, and where it ends: the 前天 of a 大前天 too long ago is no day of its own."""
    for pattern, resolve in _PAST:
        if match := pattern.match(text, place):
            return resolve(match, days), match.end()
    found = phrase_at(text, place, days[0], calendar)
    if found is None:
        return None, place + 1
    return (found.day if found.day in days else None), found.end


# 礼拜天，就是昨天: one day, named twice.
_TWICE: Final = re.compile(
    r"(?:周|礼拜|星期)[一二三四五六日天][\s,，、]*(?:也?就?是|即)?[\s,，、]*(?=大?前[天日]|昨[天日晚夜])"
)
# 20号那个周五.
_DAY_AND_WEEKDAY: Final = re.compile(r"(?<=[日号])那[个天](?:周|礼拜|星期)[一二三四五六日天]")

# Which week it is in is said behind it: 那就周四，下周的; or before a stop: 这个月的，嗯，最后一个礼拜五.
_WEEK_BEHIND: Final = re.compile(
    r"(?P<day>(?:周|礼拜|星期)[一二三四五六日天])[\s,，]*(?:嗯+[\s,，]*|那个|就?是)*(?P<week>下{1,2}|本|这)个?(?:周|礼拜|星期)(?:的|那个)(?=$|[,，。.;；!！吧])"
)
_STOPS: Final = re.compile(
    r"(?<=月的)(?:[\s,，]*(?:嗯+|呃+|额))*[\s,，]+(?=最后一|第[一二三四五1-5]个?(?:周|礼拜|星期))"
)


def named_once(text: str) -> str:
    """Write a day that is told in two clauses in one: 礼拜天 就是昨天 is 昨天, 周四，下周的 is 下周四."""
    return _STOPS.sub("", _WEEK_BEHIND.sub(r"\g<week>\g<day>", _TWICE.sub("", _DAY_AND_WEEKDAY.sub("", text))))
