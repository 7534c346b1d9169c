"""What one sentence says of an item, with a day that can be: ahead of a promise, past of what is done (R13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from bot.forms import Setting
from bot.readers import LONGEST_TEXT, readable
from rules.certainty import counts_from_another, denies_a_day, is_unsettled, once_begun
from rules.completion import says_over
from rules.day_answers import answers_with_day
from rules.day_phrases import Promise, days_in, names_a_day, promised_day
from rules.day_shifts import redated, shifted_behind
from rules.item_lines import ItemLine, is_of_former_day, read_item_line
from rules.item_names import heads_another, only_names
from rules.past_days import named_once, past_day_in
from rules.persons import People
from rules.responsible import NO_PEOPLE
from rules.retractions import as_put_right
from rules.telling import tells_something

# 11.11 is one clause.
CLAUSES: Final = re.compile(r"[\s,，;；。!！、]+")
PARTS: Final = ("reason", "measure", "responsible", "done_by")
MOST_DAYS_IN_A_MONTH: Final = 31
# It began before and lasts until then: 书记出差13号才回来.
_SINCE: Final = re.compile("才|还|一直|到")


def line_said(text: str, setting: Setting, title: str = "", people: People = NO_PEOPLE) -> ItemLine:
    """Read what is said of one item; the day is one that can be: ahead of a promise, past or today of what is done.

    The item's own `title` is no reason: 支委会11月8日补 gives none.
    """

    def promised(part: str) -> Promise | None:
        return promised_day(part, setting.today, setting.calendar)

    text = once_begun(named_once(as_put_right(readable(text), promised)))
    if is_unsettled(text) or (title and heads_another(text, title)):
        return ItemLine(left=text)
    line = _moved(read_item_line(text, promised, people), text, setting)
    if line.left and title and only_names(line.left, title):
        line = replace(line, left=None)
    told = _beside_the_reason(text, line)
    line = _not_done_ahead(line, told, setting)
    if line.reason and not line.day and _is_all_ahead(line.reason, setting):
        line = _ahead(line, promised(line.reason), setting)
    if line.reason and title and only_names(line.reason, title):
        line = replace(line, reason=None)
    day = _day_of_completion(told, line.day, setting) if line.done else line.day
    if line.done and day and _was_then(text, day, setting):
        return replace(line, measure=None, day=None, done=False, left=line.measure or line.left)
    if line.left and day and not (line.measure or line.done or is_of_the_work(text, setting)):
        day = None
    line = replace(line, day=day if line.done or (day and day >= setting.today) else None)
    return _without_denied_day(line, text, setting)


def _not_done_ahead(line: ItemLine, told: str, setting: Setting) -> ItemLine:
    """Take nothing for done that lies ahead."""
    if line.done and _lies_ahead(told, setting):
        return replace(line, done=False)
    if line.done and line.day and line.day > setting.today:
        # 11月3日已补开, on the 2nd: one of both is not so, and the day is asked.
        return replace(line, day=None, done=False)
    return line


def _without_denied_day(line: ItemLine, text: str, setting: Setting) -> ItemLine:
    """Leave over the work whose only day is denied: 12号补开，后面那个日子不算."""
    is_denied = denies_a_day(text) and len(set(days_in(text, setting.today, setting.calendar))) == 1
    if not (is_denied or counts_from_another(text)):
        return line
    reason = None if denies_a_day(line.reason or "") else line.reason
    left = "，".join(one for one in (line.reason, line.measure, line.left) if one and one != reason)
    return replace(line, reason=reason, measure=None, day=None, done=False, left=left or None)


def _moved(line: ItemLine, text: str, setting: Setting) -> ItemLine:
    """Move a day by as many days as is said behind it; of several days none is certain."""
    if line.day is None or (moved := shifted_behind(text, setting.today, setting.calendar)) is None:
        return line
    new = moved[1] if moved[0] == line.day else None
    measure = line.measure
    if measure and (found := promised_day(measure, setting.today, setting.calendar)):
        measure = redated(measure, found, new) if new else None
    return replace(line, measure=measure, day=new)


# Done later than it was due: made up for, entered, only now.
_MADE_UP: Final = re.compile(r"补|后来|才|重新|录|登|上传|传|交|缴|改|整")


def _was_then(text: str, day: date, setting: Setting) -> bool:
    """Tell whether work is said to have been done in the month the slip is about, which disputes it: 10月20号开过了."""
    return (day.year, day.month) < (setting.today.year, setting.today.month) and not _MADE_UP.search(text)


def _ahead(line: ItemLine, found: Promise | None, setting: Setting) -> ItemLine:
    """Read words that lie ahead as what will be done by then, where they are of the work (15号开), else as nothing."""
    words = line.reason or ""
    is_work = found is not None and not line.measure and is_of_the_work(words, setting)
    return replace(
        line, reason=None, measure=words if is_work else line.measure, day=found.day if is_work and found else None
    )


def _lies_ahead(told: str, setting: Setting) -> bool:
    """Tell whether a clause names a day to come, or one nobody could read, and does not say that it is over."""
    clauses = [one for one in CLAUSES.split(told) if one and not says_over(one) and not is_of_former_day(one)]
    return any(_is_ahead(one, setting) for one in clauses)


def _is_all_ahead(reason: str, setting: Setting) -> bool:
    """Tell whether words speak only of what is yet to come, which kept nobody from anything: 明天下雨大家记得收谷子."""
    clauses = [one for one in CLAUSES.split(reason) if one]
    return bool(clauses) and all(_is_ahead(one, setting) and not _SINCE.search(one) for one in clauses)


def _is_ahead(clause: str, setting: Setting) -> bool:
    days = days_in(clause, setting.today, setting.calendar)
    return any(day > setting.today for day in days) or (not days and names_a_day(clause))


def _beside_the_reason(text: str, line: ItemLine) -> str:
    """Leave what is not the reason: a day named there is not the one on which it was done."""
    beside = line.reason or line.left
    return text.replace(beside, " ") if beside else text


def _day_of_completion(told: str, named: date | None, setting: Setting) -> date:
    """Tell when something was done: the day named, the last such day that is past (上礼拜五, 28号), or today."""
    if named and named <= setting.today:
        return named
    since = setting.today - timedelta(days=MOST_DAYS_IN_A_MONTH)
    found = past_day_in(told, since, setting.today, setting.calendar)
    return found.day if found else setting.today


def parts_of(line: ItemLine, *, late: bool) -> dict[str, Any]:
    """Give what a line says by part; what is done late has no day left to name."""
    said = {"reason": line.reason, "measure": line.measure, "responsible": line.responsible, "done_by": line.day}
    return {part: what for part, what in said.items() if what and not (late and part == "done_by")}


def carries(line: ItemLine, said: str) -> bool:
    """Tell whether words about an item certainly answer: a day, that it is done, by whom, a reason, a remedy."""
    return bool(line.day or line.done or line.responsible or tells_something(said))


def is_too_long(parts: Mapping[str, Any]) -> bool:
    """Tell whether a part is longer than a form takes."""
    return any(isinstance(said, str) and len(said) > LONGEST_TEXT for said in parts.values())


def is_of_the_work(said: str, setting: Setting) -> bool:
    """Tell whether a day that words name is certainly that of the work."""
    return answers_with_day(said, lambda part: promised_day(part, setting.today, setting.calendar))
