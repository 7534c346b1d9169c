"""Readers: how the answer to a question is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Final

from bot.errors import BadInput, Refused
from bot.forms import Reader, Setting, Unclear, Understood, tidy
from bot.wording import day_text, word
from rules.day_phrases import find_day, is_about, parse_day
from rules.past_days import past_day_in
from rules.retractions import as_put_right, still_takes_back, with_bare_days
from rules.signs import seen
from rules.workdays import Calendar

LONGEST_TEXT: Final = 300
NUMBERS: Final = "零一二三四五六七八九"
PICKED: Final = re.compile(
    rf"(?:就|那|我)*(?:选|填|写)?第?\s*(\d{{1,2}}|[{NUMBERS}])\s*(?:个|项|号)?(?:原因)?(?:吧|好了)?"
)
PICKED_AND_SPELLED: Final = re.compile(r"(\d{1,2})[\s、.,:)]*(\D.*)")


def readable(text: str) -> str:
    """Drop what nobody can see, and join lines and blanks of every width."""
    return " ".join(seen(text).split())


def as_written(text: str) -> str:
    """Keep every blank and line of what somebody wrote, and drop what nobody sees, at the ends also blanks."""
    return seen(text).strip()


def bounded(
    given: str,
    longest: int = LONGEST_TEXT,
    too_long: str = "text_too_long",
    clean: Callable[[str], str] = readable,
) -> str:
    """Give a text as it is kept, which may be empty. Raises BadInput(too_long) for more than `longest` characters."""
    said = clean(given)
    if len(said) > longest:
        raise BadInput(too_long, longest=longest)
    return said


def needed(
    given: str,
    missing: Refused,
    longest: int = LONGEST_TEXT,
    too_long: str = "text_too_long",
    clean: Callable[[str], str] = readable,
) -> str:
    """Give a text that must be written (a reason, an opinion, a source) as it is kept: `as_written`, or in one line.

    Raises `missing` for one in which there is nothing to read, and BadInput(too_long) for one that is too long.
    """
    if said := bounded(given, longest, too_long, clean):
        return said
    raise missing


@dataclass(frozen=True)
class Text(Reader):
    """Free text, not empty and not endless."""

    takes_words: ClassVar = True

    longest: int = LONGEST_TEXT

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        given = self.given(text)
        if not tidy(given):
            return Unclear("wrong_empty")
        return Unclear("wrong_too_long") if len(given) > self.longest else Understood({key: given})

    def given(self, text: str) -> str:
        """Take down what was written."""
        return readable(text)


class WordForWord(Text):
    """Free text of which every blank and line stays (异议, 意见建议, 转告)."""

    def given(self, text: str) -> str:
        return as_written(text)


@dataclass(frozen=True)
class Choice(Reader):
    """One of some offered texts, by number or word for word; other words count as one's own."""

    takes_words: ClassVar = True

    options: tuple[str, ...]
    longest: int = LONGEST_TEXT

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the option named by its number, or the text itself."""
        number = self.number_in(text)
        if number is None:
            return Text(self.longest).read(key, text, setting)
        return (
            Understood({key: self.options[number - 1]}) if 1 <= number <= len(self.options) else Unclear("wrong_choice")
        )

    def number_in(self, text: str) -> int | None:
        """Find the number a message picks, alone ("2", "第二个") or with the option copied behind it ("2 工作冲突")."""
        plain = tidy(text)
        if picked := PICKED.fullmatch(plain):
            return int(picked[1]) if picked[1].isdecimal() else NUMBERS.index(picked[1])
        spelled = PICKED_AND_SPELLED.fullmatch(plain)
        options = [tidy(option) for option in self.options]
        if spelled and int(spelled[1]) in range(1, len(options) + 1):
            number = int(spelled[1])
            return number if options[number - 1].startswith(spelled[2]) else None
        return None


@dataclass(frozen=True)
class OneOf(Reader):
    """One of some offered codes, by the number of its label, one of its words, or what it is `also` called."""

    labels: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        codes = list(self.labels)
        number = Choice(tuple(self.labels.values())).number_in(text)
        if number is not None:
            return Understood({key: codes[number - 1]}) if 1 <= number <= len(codes) else Unclear("wrong_option")
        names = {code: (label, *label.split(), self.also.get(code, label)) for code, label in self.labels.items()}
        meant = [code for code, called in names.items() if tidy(text) in map(tidy, called)]
        return Understood({key: meant[0]}) if meant else Unclear("wrong_option")


@dataclass(frozen=True)
class Day(Reader):
    """A day, as people write one; echoed with its weekday before it counts."""

    gives: ClassVar = date

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand a day, alone or within a sentence."""
        day = day_of(text, setting)
        return Unclear("wrong_day") if day is None else noted_day(key, day)


@dataclass(frozen=True)
class PastDay(Reader):
    """A day between `since` and today; echoed with its weekday before it counts."""

    gives: ClassVar = date

    since: date

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand a day that is over, or today."""
        day = past_day_of(text, self.since, setting)
        return Unclear("wrong_past_day") if day is None else noted_day(key, day)


def noted_day(key: str, day: date) -> Understood:
    """Take a day and say it back with its weekday."""
    return Understood({key: day}, note=word("forms/shared.txt", "noted_day", day=day_text(day)))


def day_of(text: str, setting: Setting) -> date | None:
    """Understand a day, alone or within a sentence."""
    day = parse_day(text, setting.today, setting.calendar)
    if day is None and (found := find_day(text, setting.today, setting.calendar)):
        return found[0]
    return day


def _seen_from(setting: Setting) -> tuple[date, Calendar]:
    return setting.today, setting.calendar


def past_day_of(text: str, since: date, setting: Setting) -> date | None:
    """Understand a day between `since` and today: 昨天, 11月3日, or 3号 and 周三, which elsewhere mean days to come.

    What somebody only remembers about is no day: it would count as a fact.
    """
    plain = tidy(as_put_right(with_bare_days(tidy(text)), lambda one: past_day_in(one, since, *_seen_from(setting))))
    if is_about(plain) or still_takes_back(plain):
        return None
    found = past_day_in(plain, since, *_seen_from(setting))
    if found and (found.start, found.end) == (0, len(plain)):
        return found.day
    day = day_of(plain, setting)
    return day if day and since <= day <= setting.today else None
