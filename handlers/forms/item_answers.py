"""What is answered about one item of a slip: reason, measure, day and who sees to it, all in one sentence (R13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from bot.forms import Reader, Setting, Unclear, Understood
from bot.readers import LONGEST_TEXT, Choice, day_of, noted_day, readable
from handlers.forms.item_known import left_over, said_of_people, with_person
from rules.asides import is_aside
from rules.completion import intends, says_done, says_over
from rules.day_answers import answers_with_day
from rules.day_phrases import Promise, days_in, names_a_day, parse_day, promised_day
from rules.day_shifts import shift_said
from rules.item_lines import ItemLine, is_of_former_day, read_item_line
from rules.item_names import name_at, only_names, without_own_name
from rules.no_answer import NoAnswer, no_answer_in
from rules.past_days import named_once, past_day_in
from rules.persons import People
from rules.responsible import NO_PEOPLE, without_person
from rules.retractions import as_put_right
from rules.speech import sets_condition, without_politeness
from rules.telling import tells_something

# What is kept of each problem; in a draft the keys are "2.reason" for an item and "own1.reason" for a finding.
_NOTHING_SAID: Final = {
    NoAnswer.STOCK: "wrong_stock",
    NoAnswer.CONDITION: "wrong_condition",
    NoAnswer.REFUSED: "wrong_refused",
}
# 11.11 is one clause.
_CLAUSES: Final = re.compile(r"[\s,，;；。!！、]+")
PARTS: Final = ("reason", "measure", "responsible", "done_by")
MOST_DAYS_IN_A_MONTH: Final = 31
_FIGURE_FIRST: Final = re.compile(r"(?P<n>[1-9])[,，、.。\s]+(?P<rest>\S.*)", re.DOTALL)
_CHOSEN: Final = re.compile(r"(?:选|就?第|原因|理由)\s*(?P<n>[1-9])\s*个?[,，、。\s]+(?P<rest>\S.*)", re.DOTALL)
# It began before and lasts until then: 书记出差13号才回来.
_SINCE: Final = re.compile("才|还|一直|到")
_POINTS_BACK: Final = frozenset({"同上", "一样", "同前", "见上"})
# A whole month is no day to promise.
_WHOLE_MONTH: Final = re.compile(
    r"(?:大概|可能|估计|应该)?(?:下个?月|这个月|本月|年内|下个?季度|下半年|明年|来年|(?:明年)?\d{1,2}月|明年\S{1,2}月)(?:份|里|内)?(?:吧|再说)?"
)
SEVERAL: Final = 2
# One day takes the place of another in the same breath: 12号，不对，13号.
_PUT_RIGHT: Final = re.compile("不|改|错|换")
# Asked for a day, a figure of its own is one: 十六吧，哦不对，那就十七.
_BARE_DAY: Final = re.compile(
    r"(?<![\d一二三四五六七八九十月周期拜第./:：-])(?:[1-3]?\d|[一二三]?十[一二三四五六七八九]?)(?=吧|呢|$|[\s,，。])"
)
_EITHER: Final = re.compile("也[行可成好]|都[行可]|或|要么|随便")
# 另请将前面的原因更正为：电路改造.
_REASON_INSTEAD: Final = re.compile(
    r"[^,，。;；]*原因(?:请)?(?:更正|改|换)(?:为|成)?[:：\s]*(?P<words>[^,，。;；]{2,40})[,，。;；\s]*"
)
_DENIED: Final = re.compile(r"可能\S{0,8}可能|也许|说不定|不行|不能|没空|来不及|还没定|定不下")


def line_said(text: str, setting: Setting, title: str = "", people: People = NO_PEOPLE) -> ItemLine:
    """Read what is said of one item; the day is one that can be: ahead of a promise, past or today of what is done.

    The item's own `title` is no reason: 支委会11月8日补 gives none.
    """

    def promised(part: str) -> Promise | None:
        return promised_day(part, setting.today, setting.calendar)

    text = named_once(as_put_right(readable(text), promised))
    line = read_item_line(text, promised, people)
    if line.left and title and only_names(line.left, title):
        line = replace(line, left=None)
    told = _beside_the_reason(text, line)
    if line.done and _lies_ahead(told, setting):
        line = replace(line, done=False)
    if line.done and line.day and line.day > setting.today:
        # 11月3日已补开, on the 2nd: one of both is not so, and the day is asked.
        line = replace(line, day=None, done=False)
    if line.reason and not line.day and _is_all_ahead(line.reason, setting):
        line = _ahead(line, promised(line.reason), setting)
    if line.reason and title and only_names(line.reason, title):
        line = replace(line, reason=None)
    day = _day_of_completion(told, line.day, setting) if line.done else line.day
    if line.done and day and _was_then(text, day, setting):
        return replace(line, measure=None, day=None, done=False, left=line.measure or line.left)
    if line.left and day and not (line.measure or line.done or is_of_the_work(text, setting)):
        day = None
    return replace(line, day=day if line.done or (day and day >= setting.today) else None)


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
    clauses = [one for one in _CLAUSES.split(told) if one and not says_over(one) and not is_of_former_day(one)]
    return any(_is_ahead(one, setting) for one in clauses)


def _is_all_ahead(reason: str, setting: Setting) -> bool:
    """Tell whether words speak only of what is yet to come, which kept nobody from anything: 明天下雨大家记得收谷子."""
    clauses = [one for one in _CLAUSES.split(reason) if one]
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


@dataclass(frozen=True)
class ItemReader(Reader):
    """One sentence about one problem, of which `missing` is still asked; `person` sees to it unless one is named."""

    takes_words: ClassVar = True

    title: str
    missing: tuple[str, ...]
    person: str
    reasons: tuple[str, ...]
    late: bool = False
    people: People = NO_PEOPLE

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take all a sentence says of the item; what it leaves open is asked once more, and nothing else."""
        said = without_politeness(text)
        if is_aside(said):
            return Unclear("wrong_aside")
        said = as_put_right(said, lambda part: promised_day(part, setting.today, setting.calendar))
        if self.missing == ("done_by",):
            return self._day(key, said, setting)
        if why := self._answers_nothing(said):
            return Unclear(why)
        found = self._parts(key, said, setting)
        if isinstance(found, Unclear):
            return found
        if is_too_long(found.answers):
            return Unclear("wrong_too_long")
        return found

    def may_pick(self, text: str, setting: Setting) -> bool:
        """Tell whether a figure before an answer without a reason may pick a reason or number an item: 2，13号补开."""
        found = _FIGURE_FIRST.fullmatch(text.strip())
        if found is None or "reason" not in self.missing or int(found["n"]) not in range(2, len(self.reasons) + 1):
            return False
        line = line_said(found["rest"], setting, people=self.people)
        return bool(line.day or line.measure) and not (line.reason or line.left)

    def _answers_nothing(self, said: str) -> str | None:
        """Name the sentence for words that answer nothing; where the reason is known, a stock phrase is a measure."""
        why = no_answer_in(said)
        known = "reason" not in self.missing and why is NoAnswer.STOCK
        return None if why is None or known else _NOTHING_SAID[why]

    def _kept(self, key: str, found: Mapping[str, Any], left: str | None = None) -> Understood:
        prefix = key.rpartition(".")[0]
        before = None if self.person == self.people.writer else self.person
        known, unsure = with_person(found, before, self.people)
        notes = [left_over({prefix: left} if left else {})]
        notes += [said_of_people({prefix: unsure}, self.person)] if unsure else []
        return Understood({f"{prefix}.{part}": said for part, said in known.items()}, "\n".join(filter(None, notes)))

    def _parts(self, key: str, said: str, setting: Setting) -> Understood | Unclear:
        chosen = _CHOSEN.fullmatch(said)
        number = int(chosen["n"]) if chosen else Choice(self.reasons).number_in(said)
        if number is not None:
            found = self._chosen(number, chosen["rest"] if chosen else "", setting)
            return found if isinstance(found, Unclear) else self._kept(key, found)
        if name_at(said, self.title) == said or said in _POINTS_BACK:
            return Unclear("wrong_empty")
        said = without_own_name(said, self.title)
        line = line_said(said, setting, self.title, self.people)
        if not carries(line, said):
            return Unclear("wrong_too_long" if len(said) > LONGEST_TEXT else "wrong_uncertain")
        found = self._as_asked(line, without_person(said, self.people))
        left = line.left if line.left and line.left not in str(found.get("measure")) else None
        if not found.keys() - {"responsible"}:
            return Unclear("wrong_uncertain" if left else "wrong_empty")
        return self._kept(key, found, left)

    def _chosen(self, number: int, rest: str, setting: Setting) -> dict[str, Any] | Unclear:
        """Take one of the offered reasons, with what stands behind it."""
        if "reason" not in self.missing:
            return Unclear("wrong_empty")
        if not 1 <= number <= len(self.reasons):
            return Unclear("wrong_choice")
        more = parts_of(line_said(rest, setting, people=self.people), late=self.late) if rest else {}
        return more | {"reason": self.reasons[number - 1]}

    def _as_asked(self, line: ItemLine, words: str) -> dict[str, Any]:
        """Take words that may be cause or remedy for the one that is still asked."""
        if "reason" not in self.missing and (line.reason or line.left):
            line = replace(line, reason=None, measure=words)
        elif "measure" not in self.missing and line.measure and not (line.reason or line.done or intends(line.measure)):
            line = replace(line, reason=words, measure=None)
        return parts_of(line, late=self.late)

    def _of_work(self, said: str, setting: Setting) -> date | None:
        """Find the one day of several that is of the work: 8号开始准备 12号开; none where they are put right."""
        if len(set(days_in(said, setting.today, setting.calendar))) < SEVERAL or _PUT_RIGHT.search(said):
            return None
        fitting = [one for one in _CLAUSES.split(said) if one and is_of_the_work(one, setting)]
        days = {found.day for one in fitting if (found := promised_day(one, setting.today, setting.calendar))}
        return days.pop() if len(days) == 1 else None

    def _day(self, key: str, said: str, setting: Setting) -> Understood | Unclear:
        """Take the day alone, the only thing missing, beside words for another reason."""
        if _PUT_RIGHT.search(said):
            said = _BARE_DAY.sub(lambda figure: f"{figure[0]}号", said)
        instead = _REASON_INSTEAD.search(said)
        if instead is None:
            return self._day_alone(key, said, setting)
        day = self._day_alone(key, f"{said[: instead.start()]}{said[instead.end() :]}".strip(), setting)
        reason = self._kept(key, {"reason": instead["words"]}).answers
        return replace(day, answers={**reason, **day.answers}) if isinstance(day, Understood) else day

    def _day_alone(self, key: str, said: str, setting: Setting) -> Understood | Unclear:
        """Take the day; one that is denied or only perhaps meant is asked again."""
        days = set(days_in(said, setting.today, setting.calendar))
        if len(days) == 1 and (moved := shift_said(said)):
            # 本来想15号的，往后挪三天.
            return noted_day(key, days.pop() + moved)
        found = line_said(said, setting, people=self.people)
        denied = said.startswith("不是") and len(days) == 1
        other = len(days) > 1 and _EITHER.search(said)
        if denied or other or sets_condition(said) or _DENIED.search(said) or _WHOLE_MONTH.fullmatch(said):
            return Unclear("wrong_day")
        if not found.done and (fitting := self._of_work(said, setting)):
            return noted_day(key, fitting)
        day = found.day or (None if found.left and says_done(said) else _whole_day(said, setting))
        if day is None:
            return self._kept(key, {"responsible": found.responsible}) if found.responsible else Unclear("wrong_day")
        is_meant = found.done or parse_day(said, setting.today, setting.calendar) or is_of_the_work(said, setting)
        if is_meant and found.responsible:
            return self._kept(key, {"responsible": found.responsible, "done_by": day})
        return noted_day(key, day) if is_meant else Unclear("wrong_day_meant", {"day": day})


def is_of_the_work(said: str, setting: Setting) -> bool:
    """Tell whether a day that words name is certainly that of the work."""
    return answers_with_day(said, lambda part: promised_day(part, setting.today, setting.calendar))


def _whole_day(said: str, setting: Setting) -> date | None:
    """Understand a day written alone (三天, 下周), if it is not past."""
    day = day_of(said, setting)
    return day if day and day >= setting.today else None


@dataclass(frozen=True)
class ItemDay(ItemReader):
    """The same sentence, asked for a day: the value kept under its key is one."""

    gives: ClassVar = date
