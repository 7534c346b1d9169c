"""What is answered about one item of a slip: reason, measure, day and who sees to it, all in one sentence (R13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from bot.forms import Reader, Setting, Unclear, Understood
from bot.readers import LONGEST_TEXT, Choice, day_of, noted_day
from handlers.forms.item_known import left_over, said_of_people, with_person
from handlers.forms.item_said import CLAUSES, carries, is_of_the_work, is_too_long, line_said, parts_of
from rules.asides import is_aside
from rules.certainty import counts_from_another, denies_a_day
from rules.completion import intends, says_done
from rules.day_phrases import days_in, parse_day, promised_day
from rules.day_shifts import shift_said, without_shift
from rules.item_lines import ItemLine
from rules.item_names import name_at, without_own_name
from rules.no_answer import NoAnswer, no_answer_in
from rules.past_days import named_once
from rules.persons import People
from rules.responsible import NO_PEOPLE, without_person
from rules.retractions import as_put_right, with_bare_days
from rules.speech import sets_condition, without_politeness

# What is kept of each problem; in a draft the keys are "2.reason" for an item and "own1.reason" for a finding.
_NOTHING_SAID: Final = {
    NoAnswer.STOCK: "wrong_stock",
    NoAnswer.CONDITION: "wrong_condition",
    NoAnswer.REFUSED: "wrong_refused",
}
_FIGURE_FIRST: Final = re.compile(r"(?P<n>[1-9])[,，、.。\s]+(?P<rest>\S.*)", re.DOTALL)
_CHOSEN: Final = re.compile(r"(?:选|就?第|原因|理由)\s*(?P<n>[1-9])\s*个?[,，、。\s]+(?P<rest>\S.*)", re.DOTALL)
# Only figures, and what joins them.
_SEVERAL_FIGURES: Final = re.compile(
    r"(?:主要|都|就)?(?:是|选)?\s*[1-9](?:(?:[\s,，、+]|和|跟|与|及|还有|也有|再加|加上?|也?是)+[1-9])+(?:都有|都是|两个)?"
)
_POINTS_BACK: Final = frozenset({"同上", "一样", "同前", "见上"})
# A whole month is no day to promise.
_WHOLE_MONTH: Final = re.compile(
    r"(?:大概|可能|估计|应该)?(?:下个?月|这个月|本月|年内|下个?季度|下半年|明年|来年|(?:明年)?\d{1,2}月|明年\S{1,2}月)(?:份|里|内)?(?:吧|再说)?"
)
SEVERAL: Final = 2
# One day takes the place of another in the same breath: 12号，不对，13号.
_PUT_RIGHT: Final = re.compile("不|改|错|换")
_FIGURE: Final = re.compile(r"[1-3]?\d|[一二三]?十?[一二三四五六七八九十]")
_EITHER: Final = re.compile("也[行可成好]|都[行可]|或|要么|随便")
# 另请将前面的原因更正为：电路改造.
_REASON_INSTEAD: Final = re.compile(
    r"[^,，。;；]*原因(?:请)?(?:更正|改|换)(?:为|成)?[:：\s]*(?P<words>[^,，。;；]{2,40})[,，。;；\s]*"
)
_DENIED: Final = re.compile(
    r"可能\S{0,8}可能|[开办补弄搞做登录]不[成了]|也许|说不定|不行|不能|没空|来不及|还没定|定不下"
)


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

    def _kept(self, key: str, said: str, found: Mapping[str, Any], left: str | None = None) -> Understood:
        prefix = key.rpartition(".")[0]
        before = None if self.person == self.people.writer else self.person
        known, unsure = with_person(found, said, before, self.people)
        notes = [left_over({prefix: left} if left else {})]
        notes += [said_of_people({prefix: unsure}, self.person)] if unsure else []
        return Understood({f"{prefix}.{part}": what for part, what in known.items()}, "\n".join(filter(None, notes)))

    def _parts(self, key: str, said: str, setting: Setting) -> Understood | Unclear:
        chosen = _CHOSEN.fullmatch(said)
        if several := self._several_chosen(said):
            return self._kept(key, said, {"reason": several})
        number = int(chosen["n"]) if chosen else Choice(self.reasons).number_in(said)
        if number is not None:
            found = self._chosen(number, chosen["rest"] if chosen else "", setting)
            return found if isinstance(found, Unclear) else self._kept(key, said, found)
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
        return self._kept(key, said, found, left)

    def _several_chosen(self, said: str) -> str:
        """Join the offered reasons that are named by nothing but their numbers: 主要是2，还有1; else empty."""
        numbers = [int(one) for one in re.findall(r"\d", said)] if _SEVERAL_FIGURES.fullmatch(said) else []
        fits = "reason" in self.missing and all(1 <= one <= len(self.reasons) for one in numbers)
        return "；".join(self.reasons[one - 1] for one in dict.fromkeys(numbers)) if fits else ""

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
        fitting = [one for one in CLAUSES.split(said) if one and is_of_the_work(one, setting)]
        days = {found.day for one in fitting if (found := promised_day(one, setting.today, setting.calendar))}
        return days.pop() if len(days) == 1 else None

    def _day(self, key: str, said: str, setting: Setting) -> Understood | Unclear:
        """Take the day alone, the only thing missing, beside words for another reason."""
        said = with_bare_days(named_once(said))
        instead = _REASON_INSTEAD.search(said)
        if instead is None:
            return self._day_alone(key, said, setting)
        day = self._day_alone(key, f"{said[: instead.start()]}{said[instead.end() :]}".strip(), setting)
        reason = self._kept(key, said, {"reason": instead["words"]}).answers
        return replace(day, answers={**reason, **day.answers}) if isinstance(day, Understood) else day

    def _day_alone(self, key: str, said: str, setting: Setting) -> Understood | Unclear:
        """Take the day; one that is denied or only perhaps meant is asked again."""
        days = set(days_in(without_shift(said), setting.today, setting.calendar))
        if len(days) == 1 and (moved := shift_said(said)):
            # 本来想15号的，往后挪三天.
            return noted_day(key, days.pop() + moved)
        found = line_said(said, setting, people=self.people)
        denied = counts_from_another(said) or (len(days) == 1 and (said.startswith("不是") or denies_a_day(said)))
        other = len(days) > 1 and _EITHER.search(said)
        if denied or other or sets_condition(said) or _DENIED.search(said) or _WHOLE_MONTH.fullmatch(said):
            return Unclear("wrong_day")
        if not found.done and (fitting := self._of_work(said, setting)):
            return noted_day(key, fitting)
        day = found.day or (None if found.left and says_done(said) else _whole_day(said, setting))
        if day is None:
            who = found.responsible
            return self._kept(key, said, {"responsible": who}) if who else _asks_for_day(said, setting)
        is_meant = found.done or parse_day(said, setting.today, setting.calendar) or is_of_the_work(said, setting)
        if is_meant and found.responsible:
            return self._kept(key, said, {"responsible": found.responsible, "done_by": day})
        return noted_day(key, day) if is_meant else Unclear("wrong_day_meant", {"day": day})


def _asks_for_day(said: str, setting: Setting) -> Unclear:
    """Ask for the day; 15 alone may be one, or how many days there are until then, and is asked about."""
    day = parse_day(f"{said}号", setting.today, setting.calendar) if _FIGURE.fullmatch(said) else None
    return Unclear("wrong_day_meant", {"day": day}) if day else Unclear("wrong_day")


def _whole_day(said: str, setting: Setting) -> date | None:
    """Understand a day written alone (三天, 下周), if it is not past."""
    day = day_of(said, setting)
    return day if day and day >= setting.today else None


@dataclass(frozen=True)
class ItemDay(ItemReader):
    """The same sentence, asked for a day: the value kept under its key is one."""

    gives: ClassVar = date
