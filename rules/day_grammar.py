"""The grammar of day phrases: a pattern for each way of writing a day, and what it means seen from today."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from rules.bounds import YEARS
from rules.day_spelling import FROM_TEN
from rules.patterns import Pattern
from rules.periods import ONE_DAY, QUARTERS_IN_A_YEAR, Month, Quarter
from rules.workdays import Calendar

Resolver = Callable[[re.Match[str], date, Calendar], date | None]

# A day without a year that passed not longer ago than this is meant as past; an older one is next year's.
RECENT: Final = timedelta(days=60)
SUNDAY: Final = 7
MOST_DAYS: Final = 366
DAYS_IN_A_WEEK: Final = 7

_DIGITS: Final[Mapping[str, int]] = dict(
    zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
WEEKDAYS: Final[Mapping[str, int]] = dict(zip("一二三四五六日天末", (1, 2, 3, 4, 5, 6, 7, 7, 7), strict=True))
_SOON: Final[Mapping[str, int]] = {"今": 0, "明": 1, "后": 2, "大后": 3}
_MIDDLES: Final[Mapping[str, int]] = {"上旬": 10, "中旬": 20, "中": 15, "半": 15}


def number_written(written: str) -> int:
    """Read 20, 二十, 十一, 两, 廿五 or 初八; what is no number is 0, which is no day, month or count."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.removeprefix("初").replace("廿", "二十").replace("卅", "三十").rpartition("十")
    if any(part and part not in _DIGITS for part in (tens, ones)):
        return 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _year(written: str | None, today: date) -> int | None:
    """Read 2026, 二〇二六, 今年 or 明年; None when no year is said."""
    if written is None:
        return None
    spoken = {"今": today.year, "本": today.year, "明": today.year + 1}
    return spoken.get(written[0]) or int("".join(str(_DIGITS.get(digit, digit)) for digit in written))


def _spoken_month(word: str | None, today: date) -> Month:
    """Read 本月, 这个月, 下月 or 下个月; no word is this month."""
    month = Month.of(today)
    return month.next if word and word.startswith(("下", "次")) else month


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year in YEARS else None


def _nearest(month: int, day: int, today: date) -> date | None:
    """Return the first such day that is not long past; around the new year that may be last year's."""
    possible = (_day_of(year, month, day) for year in (today.year - 1, today.year, today.year + 1))
    return next((day for day in possible if day and day >= today - RECENT), None)


def _dated(match: re.Match[str], today: date, _: Calendar) -> date | None:
    year, month, day = (
        _year(match.groupdict().get("year"), today),
        number_written(match["month"]),
        number_written(match["day"]),
    )
    return _nearest(month, day, today) if year is None else _day_of(year, month, day)


def _dated_in_spoken_month(match: re.Match[str], today: date, _: Calendar) -> date | None:
    month = _spoken_month(match["spoken"], today)
    return _day_of(month.year, month.month, number_written(match["day"]))


def _next_such_day(match: re.Match[str], today: date, _: Calendar) -> date | None:
    """Return the next day with this number, today included; a month that is too short is passed over."""
    number, month = number_written(match["day"]), Month.of(today)
    for candidate in (month, month.next, month.next.next):
        day = _day_of(candidate.year, candidate.month, number)
        if day and day >= today:
            return day
    return None


def _soon(match: re.Match[str], today: date, _: Calendar) -> date:
    return today + _SOON[match["soon"]] * ONE_DAY


def _weekday(match: re.Match[str], today: date, _: Calendar) -> date:
    """Weeks begin on Monday; a weekday without 本 or 下 is the next one, today included."""
    wanted = match["weekday"]
    offset = (WEEKDAYS[wanted] if wanted in WEEKDAYS else int(wanted)) - today.isoweekday()
    weeks = match["week"]
    if not weeks:
        return today + (offset % DAYS_IN_A_WEEK) * ONE_DAY
    return today + (offset + DAYS_IN_A_WEEK * weeks.count("下")) * ONE_DAY


def _weekday_of_month(match: re.Match[str], today: date, _: Calendar) -> date | None:
    """Return 这个月最后一个礼拜五 or 12月第二个周一; None where the month has no fifth one."""
    said, wanted = match.groupdict(), WEEKDAYS[match["weekday"]]
    named = _nearest(number_written(said["month"]), 28, today) if said["month"] else None
    month = Month.of(named) if named else _spoken_month(said["spoken"], today)
    if not said["place"]:
        return month.last_day - (month.last_day.isoweekday() - wanted) % DAYS_IN_A_WEEK * ONE_DAY
    weeks = number_written(said["place"]) - 1
    first = month.first_day + (wanted - month.first_day.isoweekday()) % DAYS_IN_A_WEEK * ONE_DAY
    day = first + weeks * DAYS_IN_A_WEEK * ONE_DAY
    return day if Month.of(day) == month else None


def _end_of_week(match: re.Match[str], today: date, _: Calendar) -> date:
    return today + (SUNDAY - today.isoweekday() + DAYS_IN_A_WEEK * match["week"].count("下")) * ONE_DAY


def _in_spoken_month(match: re.Match[str], today: date, _: Calendar) -> date:
    return _part_of(_spoken_month(match.groupdict().get("spoken"), today), match["part"])


def _in_month(match: re.Match[str], today: date, _: Calendar) -> date | None:
    number, year = number_written(match["month"]), _year(match["year"], today)
    if year is None:
        last = _nearest(number, 28, today)
        return _part_of(Month.of(last), match["part"]) if last else None
    return _part_of(Month(year, number), match["part"]) if _day_of(year, number, 1) else None


def _part_of(month: Month, part: str) -> date:
    """Return the day on which 上旬, 中旬, 月中 ends; everything else means the end of the month."""
    return month.first_day.replace(day=_MIDDLES[part]) if part in _MIDDLES else month.last_day


def _end_of_quarter(match: re.Match[str], today: date, _: Calendar) -> date:
    quarter = Quarter.holding(today, QUARTERS_IN_A_YEAR)
    return (quarter.next if match["spoken"] == "下" else quarter).last_day


def _end_of_year(match: re.Match[str], today: date, _: Calendar) -> date | None:
    return _day_of(_year(match["year"], today) or today.year, 12, 31)


def _within_working_days(match: re.Match[str], today: date, calendar: Calendar) -> date | None:
    count = number_written(match["count"])
    return calendar.working_day_after(today, count) if 1 <= count <= MOST_DAYS else None


def _within_days(match: re.Match[str], today: date, _: Calendar) -> date | None:
    count = number_written(match["count"])
    days = count * (1 if match["unit"] in "天日" else DAYS_IN_A_WEEK)
    return today + days * ONE_DAY if 1 <= days <= MOST_DAYS else None


def _within_months(match: re.Match[str], today: date, _: Calendar) -> date | None:
    """Return the same day so many months later, or the month's last day; half a month is 15 days."""
    if match["count"] == "半":
        return today + 15 * ONE_DAY
    months = today.month - 1 + number_written(match["count"])
    year, month = today.year + months // 12, months % 12 + 1
    return _day_of(year, month, min(today.day, monthrange(year, month)[1]))


_NUMBER: Final = "(?:[0-9]{1,3}|[一二两三四五六七八九十廿卅]{1,3})"
# What may follow a number with a point that is an amount, a time or a range, and no date.
_NO_AMOUNT: Final = "(?! ?[0-9.:%％万千百元亿分米公人名次个项小天学课件份条户家场期倍度点篇本支位岁块张处月几多来余足])"
# Words in capitals in the patterns below stand for these.
_PIECES: Final[Mapping[str, str]] = {
    "NUMBER": _NUMBER,
    "YEAR": "(?P<year>[0-9]{4}(?= ?年)|[二〇零一三四五六七八九]{4}(?=年)|[今本明](?=年))",
    "MONTH": f"(?P<month>{_NUMBER}) ?月",
    "DAY": f"(?P<day>{_NUMBER}) ?[日号]",
    "SPOKEN": "(?P<spoken>(?:[本当下次]|[这迭格箇下]个?)月|[这迭格箇下]个号头)",
    # Whoever dictates stops in between: 这个月的，嗯，最后一个礼拜五.
    "GAP": "(?:[,， ]*(?:嗯+|呃+|额|那个|就是说?))*[,， ]*",
    "WEEK": "(?:周|星期|礼拜|(?<!礼)拜)",
    # 三天补好 is done by then, and 三天补好了 was.
    "WITHIN": "(?:之内|以内|内|之后|以后|后|(?=(?:[补弄搞办登录交][好完定齐掉])(?![了的过])))",
    "AMOUNT": _NO_AMOUNT,
    # Of 十一月十三 and 11月13晚上 nobody needs the 号; 十月一 may go on as 十月一直.
    "BARE": f"(?P<day>{FROM_TEN}){_NO_AMOUNT}",
}
_BEFORE: Final = r"(?<![0-9.每])(?<!每月)(?:截至|截止到?|(?<!不)[于在到至])? ?"
# 11月12日（周五）: where a date has a weekday beside it.
WEEKDAY_BESIDE: Final = Pattern(r"[日号0-9] ?\(?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
# How long something lasted is no day: 三日三夜, 一连三日, 停了三日; 停了13号补 names one.
_LASTED: Final = (
    rf"(?:(?=[0-9]|{_NUMBER} ?(?:号|日 ?[补开录登交]))"
    r"|(?<!一连)(?<!连着)(?<!接连)(?<!连续)(?<!足足)(?<!整整)(?<!前后)(?<!历时)(?<!持续)(?<!为期)(?<!停灵)(?<!守灵)"
    r"(?<![^\s,，定改排约放好][了仔]))"
)
_NO_NIGHTS: Final = f"(?! ?{_NUMBER} ?夜)(?!(?<=日)天(?![气晴黑亮冷]))"
_TENS: Final = "一二三四五六七八九十廿"
_ALONE: Final = f"(?!(?<=[{_TENS}])[{_TENS}] ?[日号])(?!(?<=[0-9{_TENS}]、)[0-9{_TENS}] ?[日号])"
_PART_OF_DAY: Final = "(?:上午|中午|下午|晚上|夜[里头]|下班)?"
_AFTER: Final = rf"(?: ?\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?{_PART_OF_DAY}(?: ?(?:之前|以前|前|截止|为止|止))?"


def _pattern(written: str) -> Pattern:
    spelled = re.sub("[A-Z]{3,}", lambda word: _PIECES[word[0]], written)
    return Pattern(f"{_BEFORE}(?:{spelled}){_AFTER}")


# The first pattern that fits at a place wins, so the longer ways of writing stand before the shorter ones.
GRAMMAR: Final[tuple[tuple[Pattern, Resolver], ...]] = tuple(
    (_pattern(written), resolve)
    for written, resolve in (
        ("(?:YEAR ?年 ?)?MONTH ?(?:份 ?)?DAY", _dated),
        ("(?:YEAR ?年 ?)?MONTH ?BARE", _dated),
        ("(?P<year>[0-9]{4})(?P<sep>[-./])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})(?![0-9])日?", _dated),
        ("(?P<count>NUMBER) ?个?工作日WITHIN", _within_working_days),
        ("(?P<count>NUMBER) ?(?P<unit>[天日])WITHIN", _within_days),
        ("(?P<count>NUMBER) ?个?(?P<unit>WEEK)WITHIN", _within_days),
        ("(?P<count>半|NUMBER) ?个月WITHIN", _within_months),
        ("SPOKEN ?的?DAY", _dated_in_spoken_month),
        ("SPOKEN ?的?BARE", _dated_in_spoken_month),
        (
            "(?:SPOKEN|MONTH份?) ?的?GAP(?:最后一|第?(?P<place>[一二三四五1-5]))个?WEEK(?P<weekday>[一二三四五六天日])",
            _weekday_of_month,
        ),
        (
            "(?:YEAR ?年 ?)?MONTH份?(?P<part>上旬|中旬|下旬|月?底|末|中(?!旬|央|心|层)|内|之内|以内)",
            _in_month,
        ),
        ("(?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})[日号]?AMOUNT", _dated),
        ("(?P<soon>大后|[今明后](?!朝)|明(?=朝))(?:[天日晚朝](?!主题)|儿(?!子|女|媳|童|科)个?)", _soon),
        # 下周的周四, and said behind it: 周四，下周的.
        ("(?P<week>下{1,2}|本|这)一?个?WEEK(?:的|那个)WEEK(?P<weekday>[一二三四五六日天末])", _weekday),
        (
            "WEEK(?P<weekday>[一二三四五六日天末])GAP(?P<week>下{1,2}|本|这)个?WEEK(?:的|那个)(?=$|[,，。.;；!！吧])",
            _weekday,
        ),
        (
            # 上周五 is over, and no 周五 to come; in which week 第二周礼拜四 is nobody knows.
            "(?<!第[一二三四五1-5]周)(?<!第[一二三四五1-5]周的)(?<!第[一二三四五1-5]个周)(?<!第[一二三四五1-5]个礼拜)(?<!第[一二三四五1-5]个星期)(?<!上)(?<!上个)(?<!上周的)(?<!上星期的)(?<!上礼拜的)(?P<week>下{1,2}|本|这)?个?WEEK(?P<weekday>[一二三四五六日天末1-6])(?![次个次期年内0-9])",
            _weekday,
        ),
        ("(?P<week>下{1,2}|本|这)一?个?WEEK(?:之内|以内|内|底)", _end_of_week),
        ("(?P<spoken>本|这个|这一?|下个?)?(?:季度?末|季度底|季度内)", _end_of_quarter),
        ("(?:YEAR)?年?年(?:底|末)", _end_of_year),
        ("SPOKEN(?P<part>上旬|中旬|下旬|底|末|中|半(?![年夜个天路])|之内|以内|内)", _in_spoken_month),
        ("月(?P<part>底|末|半(?![年夜个天路]))边?", _in_spoken_month),
        # In haste: 停电，16补.
        (r"(?<![月份0-9:：])(?P<day>1[0-9]|2[0-9]|3[01])(?=补)", _next_such_day),
        # Behind a month it is no day of its own: 11月31日 is not 31日.
        # 过两日 and 这两日 count days; of 十四五号 and 14、5号 no one day is meant.
        (f"(?<![月份])(?<![月份] )(?!两){_ALONE}{_LASTED}DAY{_NO_NIGHTS}", _next_such_day),
    )
)
