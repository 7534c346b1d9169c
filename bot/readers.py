"""Readers: how the answer to a question is understood."""

from __future__ import annotations

from dataclasses import dataclass

from bot.forms import Setting, Unclear, Understood, tidy
from bot.wording import day_text, word
from rules.day_phrases import find_day, parse_day

LONGEST_TEXT = 300


@dataclass(frozen=True)
class Text:
    """Free text, not empty and not endless."""

    longest: int = LONGEST_TEXT

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the text as it is."""
        del setting
        given = " ".join(text.split())
        if not tidy(given):
            return Unclear("wrong_empty")
        return Unclear("wrong_too_long") if len(given) > self.longest else Understood({key: given})


@dataclass(frozen=True)
class Choice:
    """One of some offered texts, by number or word for word; other words count as one's own."""

    options: tuple[str, ...]

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the option named by its number, or the text itself."""
        number = tidy(text)
        if number.isdecimal():
            place = int(number) - 1
            return Understood({key: self.options[place]}) if 0 <= place < len(self.options) else Unclear("wrong_choice")
        return Text().read(key, text, setting)


@dataclass(frozen=True)
class Day:
    """A day, as people write one; echoed with its weekday before it counts."""

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand a day, alone or within a sentence."""
        day = parse_day(text, setting.today, setting.calendar)
        if day is None and (found := find_day(text, setting.today, setting.calendar)):
            day = found[0]
        if day is None:
            return Unclear("wrong_day")
        return Understood({key: day.isoformat()}, note=word("forms/shared.txt", "noted_day", day=day_text(day)))
