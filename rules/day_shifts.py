"""By how many days, or to which day, what is promised is moved: 都推迟三天, 提前到11号, 顺延至19日. Pure text (R13)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from rules.day_grammar import number_written
from rules.day_phrases import Promise, days_in, promised_day
from rules.speech import plainly
from rules.workdays import Calendar

_LENGTH: Final = (
    r"(?P<n>\d{1,2}|[一两二三四五六七八九十]{1,3})个?(?P<unit>天|日|周|礼拜|星期)(?![一二三四五六日天])"
    # 提前三天通知 moves nothing.
    r"(?=$|[\s,，。.!！]|[吧了哦啊呀]|[补再]?开|完成|弄|办|登|录|补)"
)
_LATER: Final = re.compile(
    rf"(?:往后|朝后|向后)?(?:推迟|推后|延后|延迟|顺延|推|延|挪|拖|移|晚|迟)(?:后)?(?:个)?{_LENGTH}"
)
_SOONER: Final = re.compile(rf"(?:提前|提早|往前[推挪移提]?|早){_LENGTH}")
_ALL: Final = re.compile("都|全部?|一律|统一|[两俩二各每几](?:项|条|个|桩|件|样)|俩|侪|统统|所有")
_MOVED_TO: Final = re.compile(
    r"(?:提前|提早|推迟|推后|延后|延期|顺延|延迟|延|推|挪|拖|移|拨|改|换|放|定)(?:到|成|为|在|至|于)?(?:了)?$"
)
DAYS_OF_A_WEEK: Final = 7


def shift_said(text: str) -> timedelta | None:
    """Understand by how much days are moved; None where no message says so."""
    plain = plainly(text)
    later, sooner = _LATER.search(plain), _SOONER.search(plain)
    found = sooner or later
    if found is None:
        return None
    days = number_written(found["n"]) * (1 if found["unit"] in "天日" else DAYS_OF_A_WEEK)
    return timedelta(days=-days if sooner else days) if days else None


def without_shift(text: str) -> str:
    """Leave out by how much days are moved: the 三日 of 顺延三日 is no day of the month."""
    return _SOONER.sub(" ", _LATER.sub(" ", plainly(text)))


def shifted_behind(text: str, today: date, calendar: Calendar) -> tuple[date, date | None] | None:
    """Find the day behind which a text says by how much it is moved, and the new one: 12号补，12号有检查，往后挪两天.

    The new one is None where several days stand before; the whole is None where nothing is moved.
    """
    plain = plainly(text)
    found = _SOONER.search(plain) or _LATER.search(plain)
    before = days_in(plain[: found.start()], today, calendar) if found else []
    if not before or (shift := shift_said(text)) is None:
        return None
    return before[-1], before[-1] + shift if len(set(before)) == 1 else None


def shifts_all(text: str) -> bool:
    """Tell whether what is moved is all there is."""
    return bool(_ALL.search(plainly(text)))


def moved_to(clause: str, today: date, calendar: Calendar) -> date | None:
    """Find the day that a clause says something is moved to: 顺延至11月19日; None where it says no such thing."""
    found = promised_day(clause, today, calendar)
    return found.day if found and _MOVED_TO.search(clause[: found.start]) else None


def redated(words: str, named: Promise, new: date) -> str:
    """Write another day in the place where words name one."""
    before = "前" if words[: named.end].endswith("前") else ""
    return f"{words[: named.start]}{new.month}月{new.day}日{before}{words[named.end :]}"
