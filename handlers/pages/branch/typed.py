"""Reading what was typed into a page's fields: text and days, each kept as typed until it can be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bot.forms import Setting, tidy
from bot.readers import LONGEST_TEXT, as_written, day_of, readable
from bot.router import Turn
from bot.wording import word
from rules.bounds import day_written

WORDS: Final = "pages/branch/fields.txt"


@dataclass
class Fields:
    """What was posted. What can be taken is read into `answers`; `wrong` says of a field what would fit."""

    posted: Mapping[str, str]
    setting: Setting
    answers: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def given(self, key: str) -> str:
        """Give what was typed, without what nobody can see."""
        return readable(self.posted.get(key, ""))

    def text(self, key: str, ask: str, longest: int = LONGEST_TEXT) -> None:
        """Read words; `ask` is the block that says what is to be written where nothing is."""
        self._words(key, ask, self.given(key), longest)

    def text_as_written(self, key: str, ask: str, longest: int) -> None:
        """Read words of which every blank and line stays."""
        self._words(key, ask, as_written(self.posted.get(key, "")), longest)

    def _words(self, key: str, ask: str, said: str, longest: int) -> None:
        if not tidy(said):
            self.lacks(key, ask)
        elif len(said) > longest:
            self.lacks(key, "too_long", longest=longest)
        else:
            self.answers[key] = said

    def day(self, key: str, ask: str, *, since: date | None = None, until: date | None = None) -> None:
        """Read a day, as the browser's calendar writes one or as people do."""
        day = self.day_in(key)
        fits = day is not None and (since is None or since <= day) and (until is None or day <= until)
        if fits:
            self.answers[key] = day
        else:
            self.lacks(key, ask)

    def day_in(self, key: str) -> date | None:
        """Find the day a field holds."""
        said = self.given(key)
        return day_written(said) or (day_of(said, self.setting) if said else None)

    def lacks(self, key: str, ask: str, **facts: Any) -> None:
        """Say of a field what is to be written there."""
        self.wrong[key] = word(WORDS, ask, **facts)


def fields(turn: Turn, posted: Mapping[str, str]) -> Fields:
    """Take what was posted, to be read on the day of the turn."""
    return Fields(posted, Setting(turn.now.date(), turn.calendar))
